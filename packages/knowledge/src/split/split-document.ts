import type { ChildChunk, DocumentText, PassageLocation, SplitSettings } from '@skep/client'
import { cleanText } from '../clean/clean-text.ts'
import type { EditedText } from '../clean/offset-map.ts'
import { findBlocks } from './blocks.ts'
import { createLocator } from './locate.ts'
import { type CountTokens, characterRuler, loadTokenCounter, tokenRuler } from './ruler.ts'
import { type CutText, splitRanges, type TextRange } from './split-ranges.ts'

/** A part of a parent before it has an id. @public */
export interface SplitChild extends Omit<ChildChunk, 'id'> {
  readonly cleanedRange: TextRange
}

/** A chunk before it has an id. @public */
export interface SplitChunk {
  readonly index: number
  /** Cleaned text. */
  readonly text: string
  /** Where it stands in the loaded text. */
  readonly location: PassageLocation
  /** Where it stands in the cleaned text. */
  readonly cleanedRange: TextRange
  readonly children?: readonly SplitChild[]
  readonly question?: string
  readonly answer?: string
}

/** A document in one parent is read this far, as in Dify. */
export const FULL_DOCUMENT_TOKENS = 10_000

/** A cleaned document that can be cut. @public */
export interface CutDocument {
  readonly cleaned: string
  /** Gives the chunks of general and parent-child splitting, lazily; of questions, the texts they are asked about. */
  chunks(): Generator<SplitChunk>
  /** Whether only the beginning of the document is cut. */
  readonly isCutOff: boolean
}

/**
 * Cleans a loaded document and makes it ready to be cut. The range of a chunk in the loaded text is exact up to what
 * cleaning changed inside it. Takes time in proportion to the text.
 * @public
 */
export async function splitDocument(document: DocumentText, settings: SplitSettings): Promise<CutDocument> {
  const counts = settings.unit === 'tokens' || isFullDocument(settings)
  return cutText(document, settings, counts ? await loadTokenCounter() : undefined)
}

/** The same with a counter of tokens at hand. */
export function cutText(
  document: DocumentText,
  settings: SplitSettings,
  countTokens: CountTokens | undefined,
): CutDocument {
  const isWhole = isFullDocument(settings)
  const cleaned = cleanText(
    document.text,
    isWhole ? { removeExtraSpaces: false, removeUrlsAndEmails: false } : settings,
  )
  const { text } = cleaned
  const tokens = countTokens && tokenRuler(text, countTokens)
  const source: CutText = {
    text,
    ruler: settings.unit === 'tokens' && tokens ? tokens : characterRuler(text.length),
    sections: headingsIn(text, cleaned.toSource, document),
    blocks: settings.structure === 'auto' ? findBlocks(text) : [],
  }
  const end = isWhole && tokens ? tokens.reach(0, FULL_DOCUMENT_TOKENS) : text.length
  return {
    cleaned: text,
    isCutOff: text.slice(end).trim() !== '',
    chunks: () =>
      settings.mode === 'parent-child'
        ? parents(document, cleaned, source, settings, isWhole ? end : null)
        : passages(document, cleaned, source, settings),
  }
}

function isFullDocument({ mode, parent }: SplitSettings): boolean {
  return mode === 'parent-child' && parent.mode === 'full-document'
}

function* passages(
  document: DocumentText,
  cleaned: EditedText,
  source: CutText,
  settings: SplitSettings,
): Generator<SplitChunk> {
  const place = createPlacer(document, cleaned)
  let index = 0
  for (const range of splitRanges(source, settings)) yield { index: index++, ...place(range) }
}

function* parents(
  document: DocumentText,
  cleaned: EditedText,
  source: CutText,
  settings: SplitSettings,
  wholeEnd: number | null,
): Generator<SplitChunk> {
  const placeParent = createPlacer(document, cleaned)
  const placeChild = createPlacer(document, cleaned)
  // Parents do not overlap: each part is searched once, and answers for one parent.
  const apart = { ...settings, overlap: 0 }
  const child = { ...settings.child, overlap: 0 }
  const whole = wholeEnd === null ? null : trimmedWhole(cleaned.text, wholeEnd)
  let index = 0
  for (const range of whole ? [whole] : splitRanges(source, apart)) {
    const children = Array.from(splitRanges(source, child, range), placeChild)
    if (children.length > 0) yield { index: index++, ...placeParent(range), children }
  }
}

function trimmedWhole(text: string, end: number): TextRange {
  const part = text.slice(0, end)
  const start = part.length - part.trimStart().length
  return { start, end: Math.max(start, part.trimEnd().length) }
}

/** Texts and places of ranges that ascend. */
function createPlacer(document: DocumentText, cleaned: EditedText): (range: TextRange) => SplitChild {
  const locate = createLocator(document)
  return ({ start, end }) => {
    const source = cleaned.toSource(start, end)
    return {
      text: cleaned.text.slice(start, end),
      location: locate(source.start, source.end),
      cleanedRange: { start, end },
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
