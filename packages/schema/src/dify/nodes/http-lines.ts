import type { HttpField } from '../../nodes/http-request.ts'

/** Dify keeps headers, parameters and old form bodies as text, one `name:value` per line. @internal */
export function readLines(text: string): readonly HttpField[] {
  return text.split(/\r?\n/).flatMap((line) => {
    if (line.trim() === '') return []
    const colon = line.indexOf(':')
    if (colon < 0) return [{ key: line.trim(), value: '' }]
    return [{ key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() }]
  })
}

/** @internal */
export function writeLines(fields: readonly HttpField[]): string {
  // A line break inside would begin another field when the file is read.
  const flat = (text: string): string => text.replaceAll(/\s*[\r\n]+\s*/g, ' ').trim()
  return fields
    .filter(({ key, value }) => key.trim() !== '' || value.trim() !== '')
    .map(({ key, value }) => `${flat(key)}:${flat(value)}`)
    .join('\n')
}
