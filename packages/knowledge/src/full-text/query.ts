import type { Analyzer } from '../text/analyzer.ts'
import { foldText } from '../text/fold.ts'
import { isUnspaced } from '../text/words.ts'

/** A word of a question: what it becomes in each language of the base. */
export interface QueryWord {
  /** Term by language; without those in which the word carries no meaning. */
  readonly forms: ReadonlyMap<string, string>
  /** Whether it carries no meaning in one of those languages. */
  readonly isFunctionWord: boolean
  /** How often the question says it. */
  readonly count: number
  /** What the word begins with, where it was written `word*`; else null. */
  readonly beginning: string | null
}

/** Words that must stand as far apart as in the question. */
export interface Phrase {
  readonly words: readonly { readonly forms: ReadonlyMap<string, string>; readonly offset: number }[]
}

/** A question as the full text is asked. */
export interface WordQuery {
  readonly words: readonly QueryWord[]
  readonly phrases: readonly Phrase[]
}

/** Words with the same key ask for the same. */
export function lookupKey({ forms, beginning }: Pick<QueryWord, 'forms' | 'beginning'>): string {
  return JSON.stringify([beginning, ...forms])
}

/** The terms of resolved words with their counts, as an embedder takes them. */
export function bagOf(words: readonly Pick<QueryWord, 'forms' | 'count'>[]): ReadonlyMap<string, number> {
  const bag = new Map<string, number>()
  for (const { forms, count } of words) {
    for (const term of new Set(forms.values())) bag.set(term, (bag.get(term) ?? 0) + count)
  }
  return bag
}

const PHRASE = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|「([^」]+)」/g
const PREFIX = /(?<![\p{L}\p{N}\p{M}*])([\p{L}\p{N}][\p{L}\p{N}\p{M}]+)\*(?![\p{L}\p{N}*])/gu

/**
 * Reads a question: words, phrases in quotation marks, and beginnings of words with a star. The words of a phrase count
 * as words, too.
 */
export function parseQuery(text: string, analyzer: Analyzer, languages: Iterable<string>): WordQuery {
  const analyzers = [...languages].map((language) => analyzer.of(language))
  if (analyzers.length === 0) analyzers.push(analyzer)
  const beginnings: string[] = []
  const plain = text.replace(PREFIX, (_, beginning: string) => {
    if (isUnspaced(beginning)) return `${beginning} `
    beginnings.push(beginning)
    return ' '
  })
  const words = new Map<string, QueryWord>()
  const add = (forms: ReadonlyMap<string, string>, beginning: string | null): void => {
    const key = lookupKey({ forms, beginning })
    const isFunctionWord = beginning === null && forms.size < analyzers.length
    words.set(key, { forms, beginning, isFunctionWord, count: (words.get(key)?.count ?? 0) + 1 })
  }
  for (const { forms } of placedWords(plain, analyzers)) add(forms, null)
  for (const beginning of beginnings) {
    const [whole] = placedWords(beginning, analyzers)
    add(whole?.forms ?? new Map(), foldText(beginning))
  }
  const phrases = [...text.matchAll(PHRASE)].flatMap(([, ...groups]): Phrase[] => {
    const placed = placedWords(groups.find((group) => group !== undefined) ?? '', analyzers)
    const [first] = placed
    if (!first) return []
    return [{ words: placed.map(({ forms, place }) => ({ forms, offset: place - first.place })) }]
  })
  return { words: [...words.values()], phrases }
}

function placedWords(
  text: string,
  analyzers: readonly Analyzer[],
): { readonly forms: ReadonlyMap<string, string>; readonly place: number }[] {
  const byPlace = new Map<number, Map<string, string>>()
  for (const analyzer of analyzers) {
    for (const [term, places] of analyzer.analyze(text, 'query').places ?? []) {
      for (const place of places) {
        const forms = byPlace.get(place) ?? new Map<string, string>()
        byPlace.set(place, forms.set(analyzer.language, term))
      }
    }
  }
  return [...byPlace].sort(([a], [b]) => a - b).map(([place, forms]) => ({ place, forms }))
}
