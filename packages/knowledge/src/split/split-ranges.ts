import { findBreak, findOverlapStart } from './breaks.ts'
import type { Ruler } from './ruler.ts'

/** A part of a text, end exclusive. */
export interface TextRange {
  readonly start: number
  readonly end: number
}

/** How a text is cut into ranges. Sizes are in the unit of the ruler. */
export interface CutSettings {
  readonly maxSize: number
  readonly overlap: number
  readonly separator: string
}

/** What is known of the text that is cut. Lists ascend. */
export interface CutText {
  readonly text: string
  readonly ruler: Ruler
  /** Headings: pieces are not joined across their beginnings. */
  readonly sections?: readonly TextRange[]
  /** What is not cut where it fits. */
  readonly blocks?: readonly TextRange[]
}

/**
 * Cuts a text, or a part of it, into chunks of at most `maxSize`: at the separator, then pieces that are too long at the
 * ends of paragraphs, lines, sentences, words and characters, with an overlap. Neighbouring pieces are joined while they
 * are short, but not across sections, nor across a separator that can be seen. Takes time in proportion to the text.
 */
export function* splitRanges(
  source: CutText,
  settings: CutSettings,
  part: TextRange = { start: 0, end: source.text.length },
): Generator<TextRange> {
  const { text, ruler, sections = [] } = source
  const { maxSize } = settings
  const blocks = within(source.blocks ?? [], part).filter(
    ({ start, end }) => ruler.size(start, end) <= maxSize,
  )
  // Empty lines stand below headings too; a mark was put where one passage ends.
  const isMark = settings.separator.trim() !== ''
  const joinBelow = isMark ? 0 : Math.min(ruler.joinBelow, Math.floor(maxSize / 3))
  const size = ({ start, end }: TextRange): number => ruler.size(start, end)
  let open: TextRange | null = null
  let section = firstAt(sections, part.start)
  for (const piece of pieces(text, settings.separator, part, blocks)) {
    while ((sections[section]?.start ?? Number.POSITIVE_INFINITY) < piece.start) section++
    const heading = sections[section]
    const startsSection =
      heading !== undefined && heading.start <= piece.start + 8 && heading.start < piece.end
    let next = piece
    if (open !== null) {
      const isShort = size(open) < joinBelow || size(piece) < joinBelow / 2
      const mayJoin = !startsSection || isOnlyHeadings(open, sections)
      const joined: TextRange = { start: open.start, end: piece.end }
      // A piece that has to be cut anyway takes a short one in front of it along.
      if (isShort && mayJoin && (size(joined) <= maxSize || size(piece) > maxSize)) next = joined
      else yield open
      open = null
    }
    if (size(next) <= maxSize) open = next
    else yield* cut(text, next, settings, ruler, blocks)
  }
  if (open !== null) yield open
}

/** The trimmed texts between separators, without empty ones. A separator inside a block does not count. */
function* pieces(
  text: string,
  separator: string,
  part: TextRange,
  blocks: readonly TextRange[],
): Generator<TextRange> {
  // Not searched for beyond the part: a separator that never comes would be looked for in all of the text each time.
  const own = text.slice(part.start, part.end)
  let block = 0
  let from = part.start
  for (let start = part.start; start <= part.end; ) {
    const found = separator === '' ? -1 : own.indexOf(separator, from - part.start)
    const end = found === -1 ? part.end : found + part.start
    while ((blocks[block]?.end ?? Number.POSITIVE_INFINITY) <= end) block++
    const around = blocks[block]
    if (around && end < part.end && around.start < end && around.start >= start) {
      from = around.end
      continue
    }
    const piece = trimmed(text, start, end)
    if (piece) yield piece
    if (end === part.end) return
    start = end + separator.length
    from = start
  }
}

function* cut(
  text: string,
  piece: TextRange,
  settings: CutSettings,
  ruler: Ruler,
  blocks: readonly TextRange[],
): Generator<TextRange> {
  const { maxSize } = settings
  // More than half of a chunk in common would make the chunks repeat rather than go on.
  const overlap = Math.min(settings.overlap, Math.floor(maxSize / 2))
  let block = firstAt(blocks, piece.start)
  let start = piece.start
  let done = piece.start
  while (done < piece.end) {
    const most = Math.max(done + 1, ruler.reach(start, maxSize))
    const least = Math.max(done, start + Math.floor((most - start) / 4))
    let end = most >= piece.end ? piece.end : findBreak(text, least, most)
    while ((blocks[block]?.end ?? Number.POSITIVE_INFINITY) <= end) block++
    const around = blocks[block]
    // In front of a block that would be cut: it fits into the next chunk, which then begins with it.
    const isBeforeBlock = around !== undefined && around.start < end && around.start > done && end < piece.end
    if (isBeforeBlock) end = around.start
    const chunk = trimmed(text, start, end)
    if (chunk && chunk.end > done) yield chunk
    done = end
    const isWhole = overlap === 0 || end === piece.end || isBeforeBlock
    start = isWhole ? end : findOverlapStart(text, Math.max(start + 1, ruler.back(end, overlap)), end)
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
  const last = sections[firstAt(sections, range.end) - 1]
  return last !== undefined && last.start >= range.start && range.end <= last.end + 4
}

function within(ranges: readonly TextRange[], part: TextRange): readonly TextRange[] {
  return ranges.slice(firstAt(ranges, part.start), firstAt(ranges, part.end))
}

/** The first of ascending ranges that begins at or behind an offset. */
function firstAt(ranges: readonly TextRange[], offset: number): number {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ranges[middle]?.start ?? 0) < offset) low = middle + 1
    else high = middle
  }
  return low
}
