import type { DocumentText, PassageLocation, SplitSettings } from '@skep/client'
import { cleanText } from '../clean/clean-text.ts'
import { createLocator } from './locate.ts'
import { splitRanges, type TextRange } from './split-ranges.ts'

/** A chunk before it has an id. @public */
export interface SplitChunk {
  readonly index: number
  /** Cleaned text. */
  readonly text: string
  /** Where it stands in the loaded text. */
  readonly location: PassageLocation
}

/**
 * Cleans a loaded document and cuts it into chunks, lazily. The range of a chunk in the loaded text is exact up to
 * what cleaning changed inside it.
 * @public
 */
export function* splitDocument(document: DocumentText, settings: SplitSettings): Generator<SplitChunk> {
  const cleaned = cleanText(document.text, settings)
  const locate = createLocator(document)
  const sections = headingsIn(cleaned.text, cleaned.toSource, document)
  let index = 0
  for (const range of splitRanges(cleaned.text, settings, sections)) {
    const source = cleaned.toSource(range.start, range.end)
    yield {
      index: index++,
      text: cleaned.text.slice(range.start, range.end),
      location: locate(source.start, source.end),
    }
  }
}

/** Where the headings stand in the cleaned text: the first offset that maps to a heading's start or behind it. */
function headingsIn(
  text: string,
  toSource: (start: number, end: number) => TextRange,
  document: DocumentText,
): TextRange[] {
  return document.headings.map((heading) => {
    let low = 0
    let high = text.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (toSource(middle, middle + 1).start < heading.start) low = middle + 1
      else high = middle
    }
    return { start: low, end: Math.min(text.length, low + heading.text.length) }
  })
}
