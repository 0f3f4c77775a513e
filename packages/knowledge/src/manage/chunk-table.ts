import type { ChunkInput, ChunkRowFailure } from '@skep/client'
import { type ErrorData, SkepError } from '@skep/schema'
import papaparse from 'papaparse'
import { findDelimiter } from '../load/csv.ts'
import { ANSWER, QUESTION } from '../split/question-table.ts'
import { MAX_CHUNK_CHARS, MAX_KEYWORDS } from './made-chunks.ts'

/** Column names of Dify's template in English and Chinese, and what people write instead. */
const CONTENT = /^(?:content|text|segment content|分段内容|内容)$/i
const KEYWORDS = /^(?:keywords?|关键词)$/i

/** @internal */
export interface ChunkTable {
  readonly rows: readonly ChunkInput[]
  readonly failures: readonly ChunkRowFailure[]
}

type Columns = Readonly<Record<'text' | 'question' | 'answer' | 'keywords', number>>

/**
 * Chunks of a table with a header: a column `content`, or `question` and `answer` in a base of questions; `keywords`, with
 * commas or semicolons between them, may be there too. Rows that cannot be used are told by the line that they begin on.
 * @throws `CHUNK_COLUMN_MISSING`
 */
export function readChunkTable(text: string, name: string, isPairs: boolean): ChunkTable {
  const rows: ChunkInput[] = []
  const failures: ChunkRowFailure[] = []
  let columns: Columns | undefined
  const lines = countLines(text)
  let start = 0
  papaparse.parse<string[]>(text, {
    delimiter: findDelimiter(text, name),
    step({ data, meta }) {
      const line = lines(start)
      start = meta.cursor
      const cells = data.map((cell) => cell.trim())
      if (cells.every((cell) => cell === '')) return
      if (!columns) {
        columns = findColumns(cells, isPairs)
        return
      }
      const row = readRow(cells, columns, isPairs)
      if ('error' in row) failures.push({ line, error: row.error })
      else rows.push(row.input)
    },
  })
  if (!columns) findColumns([], isPairs)
  return { rows, failures }
}

/** The line on which a place stands, for places that ascend. */
function countLines(text: string): (place: number) => number {
  let line = 1
  let at = 0
  return (place) => {
    for (; at < place; at++) if (text.charCodeAt(at) === LINE_FEED) line++
    return line
  }
}

const LINE_FEED = 10

function findColumns(header: readonly string[], isPairs: boolean): Columns {
  const find = (name: RegExp): number => header.findIndex((cell) => name.test(cell))
  const columns = {
    text: find(CONTENT),
    question: find(QUESTION),
    answer: find(ANSWER),
    keywords: find(KEYWORDS),
  }
  const wanted = isPairs ? (['question', 'answer'] as const) : (['text'] as const)
  if (wanted.every((name) => columns[name] !== -1)) return columns
  const names = isPairs ? 'question and answer' : 'content'
  throw new SkepError(
    'CHUNK_COLUMN_MISSING',
    `The first line of the table names no ${isPairs ? 'columns' : 'column'} ${names}. Download the template and fill that in.`,
    { columns: isPairs ? ['question', 'answer'] : ['content'] },
  )
}

function readRow(
  cells: readonly string[],
  columns: Columns,
  isPairs: boolean,
): { readonly input: ChunkInput } | { readonly error: ErrorData } {
  const fields = isPairs ? (['question', 'answer'] as const) : (['text'] as const)
  for (const field of fields) {
    const { length } = cells[columns[field]] ?? ''
    const column = field === 'text' ? 'content' : field
    if (length === 0) {
      return failure(
        'CHUNK_EMPTY',
        `There is nothing in the column ${column}. Fill it in or remove the row.`,
        {
          column,
        },
      )
    }
    if (length > MAX_CHUNK_CHARS) {
      const data = { column, maxChars: MAX_CHUNK_CHARS }
      return failure(
        'CHUNK_TOO_LARGE',
        `The column ${column} holds more than ${MAX_CHUNK_CHARS} characters. Divide it.`,
        data,
      )
    }
  }
  const keywords = [
    ...new Set((cells[columns.keywords] ?? '').split(/[,;，；]/).map((word) => word.trim())),
  ].filter((word) => word !== '')
  if (keywords.length > MAX_KEYWORDS) {
    const data = { maxKeywords: MAX_KEYWORDS }
    return failure('CHUNK_KEYWORDS', `A passage has at most ${MAX_KEYWORDS} keywords. Remove some.`, data)
  }
  const content = Object.fromEntries(fields.map((field) => [field, cells[columns[field]]]))
  return { input: { ...content, ...(keywords.length > 0 ? { keywords } : {}) } }
}

function failure(
  code: ErrorData['code'],
  message: string,
  data: ErrorData['data'],
): { readonly error: ErrorData } {
  return { error: { code, message, data } }
}
