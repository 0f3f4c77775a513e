import papaparse from 'papaparse'
import { decodeText } from './decode-text.ts'
import { extensionOf } from './detect-format.ts'
import { noText, warning } from './document-errors.ts'
import { charsetOf } from './mime-type.ts'
import { createPacer } from './pacer.ts'
import { markdownRow, markdownRule, rowText, tidy } from './table-text.ts'
import type { Loader } from './types.ts'

/** Characters that papaparse gets at a time, cut at line ends outside quotes. */
const PIECE_CHARS = 256 * 1024
const QUOTE = 34
const LINE_FEED = 10
const DELIMITERS = [',', ';', '\t', '|']

/**
 * Pieces of whole rows. A quote opens only at the beginning of a cell, as in papaparse, so that a stray one inside a
 * cell (12" pipe) does not swallow what follows.
 */
function* cutRows(text: string, delimiter: string): Generator<{ start: number; end: number }> {
  const separator = delimiter.charCodeAt(0)
  let start = 0
  let quoted = false
  let atCellStart = true
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (quoted) {
      if (code !== QUOTE) continue
      if (text.charCodeAt(at + 1) === QUOTE) at++
      else quoted = false
    } else if (code === QUOTE && atCellStart) {
      quoted = true
    } else if (code === LINE_FEED && at + 1 - start >= PIECE_CHARS) {
      yield { start, end: at + 1 }
      start = at + 1
    }
    atCellStart = !quoted && (code === separator || code === LINE_FEED)
  }
  if (start < text.length) yield { start, end: text.length }
}

/** The delimiter that gives the most even rows in the first lines, or the one that papaparse finds. */
export function findDelimiter(text: string, name: string): string {
  const extension = extensionOf(name)
  if (extension === 'tsv' || extension === 'tab') return '\t'
  const sample = papaparse.parse<string[]>(text.slice(0, PIECE_CHARS), {
    preview: 50,
    skipEmptyLines: 'greedy',
    delimitersToGuess: DELIMITERS,
  })
  return sample.meta.delimiter || ','
}

/** Rows looked at for the one that names the columns. */
const MAX_TITLES = 5

function isFilled(cell: string): boolean {
  return cell.trim() !== ''
}

function isNumber(cell: string): boolean {
  return /^\s*[-+]?\d+(?:[.,]\d+)*\s*$/.test(cell)
}

/** How many rows above the names of the columns are titles: only the first of several cells is filled. */
function countTitles(rows: readonly (readonly string[])[]): number {
  const at = rows.slice(0, MAX_TITLES + 1).findIndex((row) => row.filter(isFilled).length > 1)
  const above = rows.slice(0, Math.max(0, at))
  const areTitles = above.every((row) => row.length > 1 && isFilled(row[0] ?? ''))
  return areTitles && rows[at]?.some(isNumber) === false ? at : 0
}

/** Tables: each row becomes one line `Header: value; Header: value`, which is understood on its own; or one Markdown table. */
export const load: Loader = async (file, { signal, onProgress, tables }) => {
  const pacer = createPacer(signal)
  const { text: whole, warnings } = decodeText(file.bytes, charsetOf(file.mimeType))
  // Excel is told the delimiter by a line of its own.
  const [told, named] = /^sep=(.)\n/i.exec(whole) ?? []
  const text = told === undefined ? whole : whole.slice(told.length)
  const delimiter = named ?? findDelimiter(text, file.name)
  // Joined piece by piece: a string for each of many rows takes more room than what they say.
  const parts: string[] = []
  let header: string[] | undefined
  let names: ReadonlyMap<number, string> = new Map()
  let ragged = 0
  let openQuotes = 0
  for (const { start, end } of cutRows(text, delimiter)) {
    const { data, errors } = papaparse.parse<string[]>(text.slice(start, end), {
      delimiter,
      skipEmptyLines: 'greedy',
    })
    openQuotes += errors.filter((error) => error.type === 'Quotes').length
    const lines: string[] = []
    const titles = header === undefined ? countTitles(data) : 0
    for (const [at, row] of data.entries()) {
      if (at < titles) {
        lines.push(row.map(tidy).join(''))
        continue
      }
      if (header === undefined && tables === 'rows' && row.every(isNumber)) header = []
      if (header === undefined) {
        header = row.map(tidy)
        names = new Map(header.entries())
        if (tables === 'markdown') {
          lines.push(markdownRow(header), markdownRule(header.length))
        }
        continue
      }
      if (header.length > 0 && row.length !== header.length) ragged++
      const line = tables === 'markdown' ? markdownRow(row) : rowText(names, row.entries())
      if (line !== '') lines.push(line)
    }
    if (lines.length > 0) parts.push(lines.join('\n'))
    onProgress({
      unit: 'bytes',
      done: Math.round((end / text.length) * file.bytes.length),
      total: file.bytes.length,
    })
    await pacer.restIfDue()
  }
  // A table of one row has no header to speak of: its values are the content.
  if (parts.length === 0) parts.push((header ?? []).filter((cell) => cell !== '').join('; '))
  const lines = parts.join('\n')
  if (lines.trim() === '') throw noText('The table holds no values. Upload one that does.')
  return {
    text: lines,
    pages: [],
    headings: [],
    warnings: [
      ...warnings,
      ...(ragged > 0
        ? [
            warning(
              'DOCUMENT_DAMAGED',
              `${ragged === 1 ? 'One row has' : `${ragged} rows have`} more or fewer cells than the header; all values were kept.`,
              { rows: ragged },
            ),
          ]
        : []),
      ...(openQuotes > 0
        ? [
            warning(
              'DOCUMENT_DAMAGED',
              'Quotation marks in the table are not closed properly; check the rows around them.',
              { places: openQuotes },
            ),
          ]
        : []),
    ],
    format: 'csv',
  }
}
