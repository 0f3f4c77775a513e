import { decodeText } from './decode-text.ts'
import { charsetOf } from './mime-type.ts'
import type { Loader } from './types.ts'

const ESCAPES: Readonly<Record<string, string>> = { t: ' ', n: ' ', r: ' ', f: ' ' }

/** Escapes as java.util.Properties reads them; line ends inside of a value become spaces. */
function readEscapes(text: string): string {
  return text.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_, hex: string | undefined, char: string | undefined) =>
    hex === undefined ? (ESCAPES[char ?? ''] ?? char ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

/** A key ends at the first `=`, `:` or space that is not escaped. */
function readEntry(line: string): string {
  const key = /^(?:\\.|[^\\=:\s])*/.exec(line)?.[0] ?? ''
  const value = line.slice(key.length).replace(/^\s*[=:]?\s*/, '')
  return `${readEscapes(key)}: ${readEscapes(value).trim()}`.trim()
}

/** Properties: `key: value` on each line, comments as they are. */
export const load: Loader = async (file) => {
  const { text, warnings } = decodeText(file.bytes, charsetOf(file.mimeType))
  const lines: string[] = []
  let open = ''
  for (const source of text.split('\n')) {
    const line = open + source.trimStart()
    open = ''
    if (line === '') lines.push('')
    else if (/^[#!]/.test(line)) lines.push(line)
    else if (/(?:^|[^\\])(?:\\\\)*\\$/.test(line)) open = line.slice(0, -1)
    else lines.push(readEntry(line))
  }
  if (open !== '') lines.push(readEntry(open))
  return {
    text: lines.join('\n').trim(),
    pages: [],
    headings: [],
    warnings,
    format: 'properties',
  }
}
