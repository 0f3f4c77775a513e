/** JSON as text that is understood line by line. */
export type Data = string | boolean | null | readonly Data[] | { readonly [name: string]: Data }

/** Values deeper than this are written on one line. */
const MAX_DEPTH = 60
const MAX_PATH_CHARS = 200

function isObject(value: Data): value is { readonly [name: string]: Data } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isLeaf(value: Data): value is string | boolean | null {
  return typeof value !== 'object' || value === null
}

function leafText(value: string | boolean | null): string {
  return value === null
    ? ''
    : String(value)
        .replace(/\s*\n\s*/g, ' ')
        .trim()
}

/** A value that fits into a line: a leaf, or a list of leaves. */
function shortText(value: Data): string | undefined {
  if (isLeaf(value)) return leafText(value)
  if (Array.isArray(value) && value.every((item) => isLeaf(item)))
    return value.map(leafText).filter(Boolean).join(', ')
  return undefined
}

/** `name: Ann; age: 30`, where everything in an object is short; objects of short things inside count as such. */
function recordText(value: Data, prefix = '', depth = 0): string | undefined {
  if (!isObject(value) || depth > 3) return undefined
  const parts: string[] = []
  for (const [name, inner] of Object.entries(value)) {
    const text = shortText(inner)
    if (text === undefined) {
      const nested = recordText(inner, `${prefix}${name}.`, depth + 1)
      if (nested === undefined) return undefined
      if (nested !== '') parts.push(nested)
    } else if (text !== '') parts.push(`${prefix}${name}: ${text}`)
  }
  return parts.join('; ')
}

const MAX_RECORD_CHARS = 2_000

/** Lines of `path: value`; a record of short values is one line. Empty values are left out. */
export function* valueLines(value: Data, path = '', depth = 0): Generator<string> {
  const at = path.length > MAX_PATH_CHARS ? `…${path.slice(-MAX_PATH_CHARS)}` : path
  const named = (text: string): string => (at === '' ? text : `${at}: ${text}`)
  const short = shortText(value)
  if (short !== undefined) {
    if (short !== '') yield named(short)
    return
  }
  if (depth >= MAX_DEPTH) {
    yield named(JSON.stringify(value))
    return
  }
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* valueLines(item, `${path}[${index + 1}]`, depth + 1)
    return
  }
  if (!isObject(value)) return
  // A record in a list is one line; the top of a file is not, so that each setting stands alone.
  const record = path === '' || /\]$/.test(path) ? recordText(value) : undefined
  if (
    record !== undefined &&
    (path !== '' || Object.keys(value).length < 2) &&
    record.length <= MAX_RECORD_CHARS
  ) {
    if (record !== '') yield isRow(path) ? record : named(record)
    return
  }
  for (const [name, inner] of Object.entries(value))
    yield* valueLines(inner, path === '' ? name : `${path}.${name}`, depth + 1)
}

/** An item of a list at the top of a file: its number says nothing. */
function isRow(path: string): boolean {
  return /^\[\d+\]$/.test(path)
}
