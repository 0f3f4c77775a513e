import type { Citation } from '@skep/client'
import type { ModelPart } from '../ports/models.ts'

/** @internal */
export type SourcePart = Extract<ModelPart, { readonly type: 'source' }>

/** Numbers that a text names as `[1]` or `[1, 2]`. */
function numbersIn(text: string): ReadonlySet<number> {
  const numbers = new Set<number>()
  for (const [, list = ''] of text.matchAll(/\[(\d{1,4}(?:\s*,\s*\d{1,4})*)\]/g)) {
    for (const number of list.split(',')) numbers.add(Number(number))
  }
  return numbers
}

/** The quoted range in the loaded text, where the passage is that text letter for letter. */
function quoteOf(citation: Citation, sources: readonly SourcePart[]): Citation['quote'] {
  const source = sources.find(({ number }) => number === citation.number)
  const { start, end } = citation.location
  if (!source || end - start !== citation.text.length) return undefined
  return { start: start + source.start, end: start + source.end }
}

/**
 * The sources an answer rests on: those it quotes or names by number. A model that names none may have used any, so
 * all that it was given are its sources; one that only quotes has used none.
 * @internal
 */
export function citedSources(
  given: readonly Citation[],
  answer: string,
  sources: readonly SourcePart[],
  isQuoted: boolean,
): readonly Citation[] {
  const named = numbersIn(answer)
  const cited = given.filter(
    ({ number }) => named.has(number) || sources.some((source) => source.number === number),
  )
  return (cited.length > 0 || isQuoted ? cited : given).map((citation) => {
    const quote = quoteOf(citation, sources)
    return quote ? { ...citation, quote } : citation
  })
}
