import { replaceRadicals } from './cjk-radicals.ts'

/** A piece of text as pdf.js gives it; `transform` is the text matrix in page units. */
export interface PdfItem {
  readonly str: string
  /** `ttb`: its characters stand below one another. */
  readonly dir?: string
  readonly transform: readonly number[]
  readonly width: number
  readonly height?: number
}

/** A line of a page in reading order, in coordinates that are turned so that its text runs to the right. */
export interface PdfLine {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly y: number
  readonly size: number
  readonly angle: number
  readonly rtl: boolean
}

interface Run {
  readonly text: string
  readonly left: number
  readonly right: number
  readonly y: number
  readonly size: number
  readonly angle: number
}

const RTL = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u
const LTR = /[\p{L}\p{N}]/u
export const CJK: RegExp = /[\u2e80-\u30ff\u31c0-\u9fff\uf900-\ufaff\uff00-\uffef\u{20000}-\u{3ffff}]/u

/** Letter forms and bullets that stand for a shape rather than a character. */
const SHAPES = /[\ufb50-\ufdff\ufe10-\ufe19\ufe30-\ufe48\ufe70-\ufefc]+/g
const SYMBOL_BULLETS = /[\uf0b7\uf0a7\uf0d8\uf06c\uf06e\uf076]/g
const CONTROLS = /\p{Cc}/gu

function clean(text: string): string {
  return replaceRadicals(text)
    .replace(SYMBOL_BULLETS, '\u2022')
    .replace(SHAPES, (shapes) => shapes.normalize('NFKC'))
    .replace(CONTROLS, ' ')
}

/** No angle that other text has. */
const DOWNWARD = 360

function toRun(item: PdfItem): Run {
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = item.transform
  const size = Math.hypot(c, d) || Math.hypot(a, b) || 1
  // Columns of characters are lines that run down, the first one on the right.
  if (item.dir === 'ttb')
    return { text: clean(item.str), left: -y, right: (item.height ?? 0) - y, y: x, size, angle: DOWNWARD }
  const angle = Math.round((Math.atan2(b, a) * 180) / Math.PI)
  const cos = Math.cos((angle * Math.PI) / 180)
  const sin = Math.sin((angle * Math.PI) / 180)
  const left = x * cos + y * sin
  return { text: clean(item.str), left, right: left + item.width, y: y * cos - x * sin, size, angle }
}

/** Share of the font size that two runs of one line may differ in height: covers raised and lowered characters. */
const SAME_LINE = 0.5
/** Gap, in font sizes, that is a word space, a table column, or another block. */
const WORD_GAP = 0.16
const COLUMN_GAP = 1.4
const BLOCK_GAP = 3

/** A line that is being put together, with what deciding about the next run needs. */
interface OpenLine {
  readonly runs: Run[]
  /** The largest size and the leftmost edge so far. */
  size: number
  left: number
}

function continues(line: OpenLine, run: Run): boolean {
  const last = line.runs.at(-1)
  if (last === undefined || last.angle !== run.angle) return false
  const gap = Math.abs(run.left - last.right)
  // The mark of a note stands high beside its word.
  const isRaised = run.size < line.size * 0.8 && gap < SAME_LINE * line.size
  const size = isRaised ? line.size : Math.max(Math.min(line.size, run.size), line.size * 0.6)
  if (Math.abs(run.y - last.y) > SAME_LINE * size) return false
  // A run far to the left on the same height begins another column; to the right it is the next cell of a row.
  return run.right > line.left - BLOCK_GAP * line.size
}

/** Runs back to which a repetition is looked for. */
const REPEAT_REACH = 40

/** Shadows and poor man's bold paint a text twice at nearly the same place. */
function isRepeat(line: OpenLine, run: Run): boolean {
  if (run.text.trim() === '') return false
  for (let i = line.runs.length - 1; i >= Math.max(0, line.runs.length - REPEAT_REACH); i--) {
    const other = line.runs[i]
    if (
      other?.text === run.text &&
      Math.abs(other.left - run.left) < 0.15 * run.size &&
      Math.abs(other.y - run.y) < 0.15 * run.size
    ) {
      return true
    }
  }
  return false
}

type Direction = 'left' | 'right' | 'neutral'

function directionOf(text: string): Direction {
  if (RTL.test(text)) return 'left'
  return LTR.test(text) ? 'right' : 'neutral'
}

/** Runs of a line from how they stand on paper into the order in which they are read. */
function inReadingOrder(line: readonly Run[], rtl: boolean): Run[] {
  // By their middles: parts of one ligature may have no width and stand at the edge of their neighbour.
  const sorted = [...line].sort((a, b) => (a.left + a.right - b.left - b.right) * (rtl ? -1 : 1))
  const opposite: Direction = rtl ? 'right' : 'left'
  const ordered: Run[] = []
  for (let i = 0; i < sorted.length; ) {
    let end = i
    // A stretch of the other direction, with what stands between its parts, is read the other way round.
    for (let j = i; j < sorted.length; j++) {
      const direction = directionOf(sorted[j]?.text ?? '')
      if (direction === opposite) end = j + 1
      else if (direction !== 'neutral' || end === i) break
    }
    if (end === i) end = i + 1
    ordered.push(...sorted.slice(i, end).reverse())
    i = end
  }
  return ordered
}

function composeText(runs: readonly Run[]): string {
  let text = ''
  let before: Run | undefined
  let spaceSeen = false
  for (const run of runs) {
    if (run.text.trim() === '') {
      spaceSeen ||= run.text !== ''
      continue
    }
    if (before !== undefined) {
      const gap = Math.max(run.left - before.right, before.left - run.right)
      const size = Math.max(run.size, before.size)
      const betweenCjk = CJK.test(text.slice(-1)) && CJK.test(run.text.slice(0, 1))
      if (gap > COLUMN_GAP * size) text = `${text.trimEnd()}\t`
      else if (/\s$/.test(text) || /^\s/.test(run.text)) text += ''
      else if (spaceSeen || gap > (betweenCjk ? 0.6 : WORD_GAP) * size) text += ' '
    }
    text += text.endsWith('\t') ? run.text.trimStart() : run.text
    before = run
    spaceSeen = false
  }
  return text.replace(/ {2,}/g, ' ').trim()
}

/** Letters that run leftward and rightward. */
function countDirections(runs: readonly Run[]): { leftward: number; rightward: number } {
  let leftward = 0
  let rightward = 0
  for (const { text } of runs) {
    for (const character of text) {
      if (RTL.test(character)) leftward++
      else if (LTR.test(character)) rightward++
    }
  }
  return { leftward, rightward }
}

function toLine(runs: readonly Run[], rtl: boolean): PdfLine | undefined {
  const text = composeText(inReadingOrder(runs, rtl))
  if (text === '') return undefined
  const inked = runs.filter((run) => run.text.trim() !== '')
  // The size that most characters have, so that a large initial makes no heading.
  const bySize = new Map<number, number>()
  for (const run of inked) bySize.set(run.size, (bySize.get(run.size) ?? 0) + run.text.length)
  const size = [...bySize].reduce((best, entry) => (entry[1] > best[1] ? entry : best), [1, 0])[0]
  return {
    text,
    left: Math.min(...inked.map((run) => run.left)),
    right: Math.max(...inked.map((run) => run.right)),
    y: inked.find((run) => run.size === size)?.y ?? 0,
    size,
    angle: inked[0]?.angle ?? 0,
    rtl,
  }
}

/** Most runs that a line may hold; a page that paints every letter alone stays below, a hostile one is cut. */
const MAX_RUNS = 1_000

/** Groups the pieces of a page by the lines on which they stand, in the order in which the page paints them. */
function groupRuns(items: Iterable<PdfItem>): Run[][] {
  const lines: OpenLine[] = []
  for (const item of items) {
    if (item.str === '') continue
    const run = toRun(item)
    if (!Number.isFinite(run.left + run.right + run.y + run.size)) continue
    const line = lines.at(-1)
    if (line === undefined || line.runs.length >= MAX_RUNS || !continues(line, run)) {
      lines.push({ runs: [run], size: run.size, left: run.left })
    } else if (!isRepeat(line, run)) {
      line.runs.push(run)
      line.size = Math.max(line.size, run.size)
      line.left = Math.min(line.left, run.left)
    }
  }
  return lines.map(({ runs }) => runs)
}

/** Puts the pieces of a page together to lines. */
export function composeLines(items: Iterable<PdfItem>): PdfLine[] {
  const groups = groupRuns(items)
  const counts = groups.map(countDirections)
  const leftward = counts.reduce((sum, count) => sum + count.leftward, 0)
  const rightward = counts.reduce((sum, count) => sum + count.rightward, 0)
  // A line of both directions runs like the page: a long address in a Hebrew line makes it no English line.
  return groups.flatMap((group, i) => {
    const count = counts[i] ?? { leftward: 0, rightward: 0 }
    const mixed = count.leftward > 0 && count.rightward > 0
    return toLine(group, mixed ? leftward > rightward : count.leftward > 0) ?? []
  })
}
