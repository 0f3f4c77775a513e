import type { TextRange } from './split-ranges.ts'

const FENCE = /^ {0,3}(`{3,}|~{3,})/
const TABLE_ROW = /^\s{0,3}\|/
/** A fence or a row begins within the first characters of its line. */
const LINE_HEAD = 64

/** Fenced code and tables of Markdown, in order: what is better not cut. Takes time in proportion to the text. */
export function findBlocks(text: string): TextRange[] {
  const blocks: TextRange[] = []
  let fence: { readonly start: number; readonly mark: string } | null = null
  let table: { readonly start: number; end: number; rows: number } | null = null
  const closeTable = (): void => {
    if (table !== null && table.rows > 1) blocks.push({ start: table.start, end: table.end })
    table = null
  }
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start)
    const end = newline === -1 ? text.length : newline
    const head = text.slice(start, Math.min(end, start + LINE_HEAD))
    const mark = FENCE.exec(head)?.[1]
    if (fence !== null) {
      if (mark?.startsWith(fence.mark)) {
        blocks.push({ start: fence.start, end })
        fence = null
      }
    } else if (mark !== undefined) {
      closeTable()
      fence = { start, mark }
    } else if (TABLE_ROW.test(head)) {
      table ??= { start, end, rows: 0 }
      table.end = end
      table.rows++
    } else closeTable()
    start = end + 1
  }
  // A fence that is never closed may be anything.
  closeTable()
  return blocks
}
