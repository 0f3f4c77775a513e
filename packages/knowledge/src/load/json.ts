import type { ErrorData } from '@skep/schema'
import { decodeText } from './decode-text.ts'
import { tooLarge, warning } from './document-errors.ts'
import { charsetOf } from './mime-type.ts'
import { createPacer } from './pacer.ts'
import type { Loader } from './types.ts'
import { type Data, valueLines } from './value-lines.ts'

/** Deeper JSON is not written for people; it stays as it is. */
const MAX_NESTING = 1_000

/** Whether brackets nest deeper than any reader should follow. Those in texts are not told apart: they seldom nest. */
function nestsDeeply(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 91 || code === 123) {
      if (++depth > MAX_NESTING) return true
    } else if (code === 93 || code === 125) depth--
  }
  return false
}

/** Numbers as they are written: an order number of twenty digits is no number to calculate with. */
function parse(text: string): Data {
  return JSON.parse(text, (_, value: unknown, context?: { readonly source?: string }) =>
    typeof value === 'number' ? (context?.source ?? String(value)) : value,
  )
}

/** One value, or one value per line; undefined where the text is neither. */
function parseAny(text: string): readonly Data[] | undefined {
  try {
    return [parse(text)]
  } catch {
    const lines = text.split('\n').filter((line) => line.trim() !== '')
    if (lines.length < 2) return undefined
    try {
      return lines.map(parse)
    } catch {
      return undefined
    }
  }
}

const BROKEN = 'The JSON of the file is not complete or not valid; it was read as plain text.'
const DEEP = 'The JSON of the file is nested very deeply; it was read as plain text.'

/** JSON and JSON Lines: records as lines of `name: value`, everything else with its path. For reading it stays as it is. */
export const load: Loader = async (file, { signal, limits, tables, onProgress }) => {
  const pacer = createPacer(signal)
  const total = file.bytes.length
  if (total > limits.maxMarkupBytes) throw tooLarge('The JSON file is very large.', limits.maxMarkupBytes)
  const { text, warnings } = decodeText(file.bytes, charsetOf(file.mimeType))
  const plain = (more: readonly ErrorData[]) =>
    ({ text, pages: [], headings: [], warnings: [...warnings, ...more], format: 'json' }) as const
  if (tables === 'markdown') return plain([])
  if (nestsDeeply(text)) return plain([warning('DOCUMENT_DAMAGED', DEEP)])
  await pacer.rest()
  const values = parseAny(text)
  if (!values) return plain([warning('DOCUMENT_DAMAGED', BROKEN)])
  await pacer.rest()
  const lines: string[] = []
  for (const line of valueLines(values.length === 1 ? (values[0] ?? null) : values)) {
    lines.push(line)
    const due = pacer.restIfDue()
    if (due) await due
  }
  onProgress({ unit: 'bytes', done: total, total })
  // Nothing but empty values: what there is, is their names.
  return lines.length === 0 ? plain([]) : { ...plain([]), text: lines.join('\n') }
}
