import type { SplitSettings } from '@skep/client'
import { findBreak, findOverlapStart } from './breaks.ts'

/** A part of a text, end exclusive. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** @public */
export type CutSettings = Pick<SplitSettings, 'maxSize' | 'overlap' | 'separator'>

/** Shorter pieces, e.g. a heading of its own, are joined with what follows: alone they answer nothing. */
const JOIN_BELOW_CHARS = 240

/**
 * Cuts a text into chunks of at most `maxSize`: at the separator, then pieces that are too long at the ends of
 * paragraphs, lines, sentences, words and characters, with an overlap. Neighbouring pieces are joined while they are
 * short, but not across `sections` (ascending offsets where a heading begins). Takes time in proportion to the text.
 */
export function* splitRanges(
  text: string,
  settings: CutSettings,
  sections: readonly TextRange[] = [],
): Generator<TextRange> {
  const { maxSize } = settings
  const joinBelow = Math.min(JOIN_BELOW_CHARS, Math.floor(maxSize / 3))
  let open: TextRange | null = null
  let section = 0
  for (const piece of pieces(text, settings.separator)) {
    while ((sections[section]?.start ?? Number.POSITIVE_INFINITY) < piece.start) section++
    const heading = sections[section]
    const startsSection =
      heading !== undefined && heading.start <= piece.start + 8 && heading.start < piece.end
    let next = piece
    if (open !== null) {
      const isShort = open.end - open.start < joinBelow || piece.end - piece.start < joinBelow / 2
      const mayJoin = !startsSection || isOnlyHeadings(open, sections)
      const joined: TextRange = { start: open.start, end: piece.end }
      const fits = joined.end - joined.start <= maxSize
      // A piece that has to be cut anyway takes a short one in front of it along.
      if (isShort && mayJoin && (fits || piece.end - piece.start > maxSize)) next = joined
      else yield open
      open = null
    }
    if (next.end - next.start <= maxSize) open = next
    else yield* cut(text, next, settings)
  }
  if (open !== null) yield open
}

/** The trimmed texts between separators, without empty ones. */
function* pieces(text: string, separator: string): Generator<TextRange> {
  if (separator === '') {
    const whole = trimmed(text, 0, text.length)
    if (whole) yield whole
    return
  }
  for (let start = 0; start <= text.length; ) {
    const found = text.indexOf(separator, start)
    const end = found === -1 ? text.length : found
    const piece = trimmed(text, start, end)
    if (piece) yield piece
    if (found === -1) return
    start = end + separator.length
  }
}

function* cut(text: string, piece: TextRange, settings: CutSettings): Generator<TextRange> {
  const { maxSize } = settings
  // More than half of a chunk in common would make the chunks repeat rather than go on.
  const overlap = Math.min(settings.overlap, Math.floor(maxSize / 2))
  let start = piece.start
  let done = piece.start
  while (done < piece.end) {
    const most = start + maxSize
    const least = Math.max(done, start + Math.floor(maxSize / 4))
    const end = most >= piece.end ? piece.end : findBreak(text, least, most)
    const chunk = trimmed(text, start, end)
    if (chunk && chunk.end > done) yield chunk
    done = end
    start =
      overlap === 0 || end === piece.end
        ? end
        : findOverlapStart(text, Math.max(start + 1, end - overlap), end)
  }
}

/** Without white space around it and without one full stop in front; null when nothing is left. */
function trimmed(text: string, from: number, to: number): TextRange | null {
  let start = skipSpace(text, from, to)
  const first = text.charAt(start)
  if (start < to && (first === '.' || first === '。')) start = skipSpace(text, start + 1, to)
  let end = to
  while (end > start && isSpace(text, end - 1)) end--
  return end > start ? { start, end } : null
}

function skipSpace(text: string, from: number, to: number): number {
  let at = from
  while (at < to && isSpace(text, at)) at++
  return at
}

function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(text.charAt(at)))
}

/** Whether a range holds headings and nothing below them yet. */
function isOnlyHeadings(range: TextRange, sections: readonly TextRange[]): boolean {
  let low = 0
  let high = sections.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sections[middle]?.start ?? 0) < range.end) low = middle + 1
    else high = middle
  }
  const last = sections[low - 1]
  return last !== undefined && last.start >= range.start && range.end <= last.end + 4
}
