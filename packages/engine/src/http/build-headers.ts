import type { HttpField } from '@skep/schema'
import type { Pair } from './build-url.ts'
import { httpError } from './http-errors.ts'

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** Printable ASCII and Latin-1 with tabs: what a header can carry. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/**
 * Fields with their references filled. A row that is only a name whose variable holds whole lines of `name: value`
 * becomes those lines, since Dify fills the text before it reads the lines.
 * @internal
 */
export function renderFields(
  fields: readonly HttpField[],
  renderText: (text: string) => string,
): readonly Pair[] {
  return fields.flatMap(({ key, value }): readonly Pair[] => {
    const name = renderText(key).trim()
    if (value.trim() !== '' || name === key.trim() || !/[\n:]/.test(name)) {
      return name === '' ? [] : [[name, renderText(value).trim()]]
    }
    return name.split(/\r?\n/).flatMap((line): readonly Pair[] => {
      const colon = line.indexOf(':')
      const lineName = (colon < 0 ? line : line.slice(0, colon)).trim()
      return lineName === '' ? [] : [[lineName, colon < 0 ? '' : line.slice(colon + 1).trim()]]
    })
  })
}

/**
 * Headers by name; a later one of the same name, in any case, replaces the earlier. Nothing that a variable holds can
 * begin another header.
 * @throws `HTTP_REQUEST_INVALID`
 * @internal
 */
export function buildHeaders(pairs: readonly Pair[]): Record<string, string> {
  const headers = new Map<string, Pair>()
  for (const [name, value] of pairs) {
    if (!TOKEN.test(name)) {
      throw httpError(
        'HTTP_REQUEST_INVALID',
        `"${name.slice(0, 60)}" is no name of a header. Use letters, digits and hyphens.`,
      )
    }
    if (!VALUE.test(value)) {
      throw httpError(
        'HTTP_REQUEST_INVALID',
        `The header ${name} holds characters that no header can carry. Encode the value, or leave out its line breaks.`,
        { header: name },
      )
    }
    headers.set(name.toLowerCase(), [name, value])
  }
  return Object.fromEntries(headers.values())
}

/** @internal */
export function findHeader(headers: Readonly<Record<string, string>>, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return Object.entries(headers).find(([key]) => key.toLowerCase() === wanted)?.[1]
}
