import { CJK, type PdfLine } from './pdf-lines.ts'

/** Lines of one page that belong together. `breaks[i]` is whether line i ends with a line break of its own. */
export interface PdfParagraph {
  readonly lines: readonly PdfLine[]
  readonly breaks: readonly boolean[]
}

const LIST_MARK = /^(?:[\u2022\u25cf\u25aa\u25e6\u2013\u2014*-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s/i

function isSameSize(a: PdfLine, b: PdfLine): boolean {
  return Math.abs(a.size - b.size) <= 0.08 * Math.max(a.size, b.size)
}

/** The usual distance between lines of a page, in font sizes. */
function usualSpacing(lines: readonly PdfLine[]): number {
  const spacings: number[] = []
  for (let i = 1; i < lines.length; i++) {
    const above = lines[i - 1]
    const line = lines[i]
    if (!above || !line || !isSameSize(above, line)) continue
    const spacing = (above.y - line.y) / line.size
    if (spacing > 0.8 && spacing < 3) spacings.push(spacing)
  }
  spacings.sort((a, b) => a - b)
  // Below the middle, so that a page of one-line paragraphs does not take their distance for line spacing.
  return spacings[Math.floor(spacings.length * 0.4)] ?? 1.3
}

/** Lines before and after one that show how wide its column is. */
const NEIGHBOURS = 80

/** Where the lines of the column of line `index` end, on the side to which they run. */
function columnEnd(index: number, line: PdfLine, page: readonly PdfLine[]): { edge: number; count: number } {
  const ends: number[] = []
  for (const other of page.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS)) {
    if (other.angle !== line.angle || other.rtl !== line.rtl || !isSameSize(other, line)) continue
    const indent = line.rtl ? other.right - line.right : other.left - line.left
    if (Math.abs(indent) < 4 * line.size) ends.push(line.rtl ? -other.left : other.right)
  }
  ends.sort((a, b) => a - b)
  // Not the very last one in long columns: a line may stick out.
  const edge = ends[Math.ceil((ends.length - 1) * 0.9)] ?? line.right
  return { edge: line.rtl ? -edge : edge, count: ends.length }
}

/** Whether line `index` is as long as its column allowed, so that its break is the typesetter's and not the author's. */
function isFull(index: number, page: readonly PdfLine[]): boolean {
  const line = page[index]
  const next = page[index + 1]
  if (!line || !next) return false
  const { edge, count } = columnEnd(index, line, page)
  // A few short lines, such as an address, do not make a column.
  if (line.right - line.left < 20 * line.size && count < 6) return false
  const first = CJK.test(next.text.slice(0, 1)) ? next.text.slice(0, 1) : (/^\S+/.exec(next.text)?.[0] ?? '')
  const firstWidth = ((next.right - next.left) / Math.max(1, next.text.length)) * (first.length + 1)
  const room = line.rtl ? line.left - edge : edge - line.right
  return room < firstWidth + 0.3 * line.size
}

/** Groups the lines of a page by size, distance and direction, keeping their order. */
export function groupParagraphs(page: readonly PdfLine[]): PdfParagraph[] {
  const spacing = usualSpacing(page)
  const paragraphs: { lines: PdfLine[]; breaks: boolean[] }[] = []
  for (let i = 0; i < page.length; i++) {
    const line = page[i]
    const above = page[i - 1]
    if (!line) continue
    const current = paragraphs.at(-1)
    if (!above || !current || !belongs(above, line, spacing, () => isFull(i - 1, page))) {
      paragraphs.push({ lines: [line], breaks: [true] })
      continue
    }
    // The rows of a table are lines, wide as they may be.
    const isRow = above.text.includes('\t') || line.text.includes('\t')
    current.breaks[current.breaks.length - 1] = isRow || LIST_MARK.test(line.text) || !isFull(i - 1, page)
    current.lines.push(line)
    current.breaks.push(true)
  }
  return paragraphs
}

function belongs(above: PdfLine, line: PdfLine, spacing: number, aboveIsFull: () => boolean): boolean {
  if (above.angle !== line.angle || !isSameSize(above, line)) return false
  const distance = (above.y - line.y) / line.size
  // Upwards: the next column. A sentence goes on there when it has not ended, the line was full and the next begins
  // in small letters (or in a script that has none).
  if (distance <= 0) {
    const ended = /[.!?:\u3002\u061f\u05c3]["')\u201d\u2019]?$/.test(above.text)
    return !ended && /^[\p{Ll}\p{Lo}]/u.test(line.text) && aboveIsFull()
  }
  return distance < Math.max(spacing * 1.3, 1.05)
}
