import type { OutputReason } from './protocol.ts'
import { MAX_DEPTH, type ValueReader } from './python-values.ts'

/** A value that does not become JSON. */
export class NotJsonError extends Error {
  override name = 'NotJsonError'
  readonly reason: OutputReason
  readonly detail: string
  constructor(reason: OutputReason, detail = '') {
    super(reason)
    this.reason = reason
    this.detail = detail
  }
}

/**
 * A Python value as JSON text, as `json.dumps` writes it, but that NaN and infinities are null.
 * @throws {@link NotJsonError} for `None`, for what JSON cannot hold, and beyond `maxChars`.
 */
export function toJson(values: ValueReader, root: number, maxChars: number): string {
  if (values.kindOf(root) === 'none') throw new NotJsonError('nothing')
  let json = ''

  const put = (text: string): void => {
    if (json.length + text.length > maxChars) throw new NotJsonError('too-large')
    json += text
  }

  const putText = (object: number): void => {
    if (json.length + values.textLength(object) > maxChars) throw new NotJsonError('too-large')
    put(JSON.stringify(values.text(object)))
  }

  const putItems = (length: number, item: (at: number) => number, depth: number): void => {
    put('[')
    for (let at = 0; at < length; at++) {
      if (at > 0) put(',')
      write(item(at), depth)
    }
    put(']')
  }

  const putFields = (object: number, depth: number): void => {
    put('{')
    let isFirst = true
    for (const [key, value] of values.fields(object, depth - 1)) {
      if (!isFirst) put(',')
      isFirst = false
      put(JSON.stringify(toKey(values, key)))
      put(':')
      write(value, depth)
    }
    put('}')
  }

  const write = (object: number, depth: number): void => {
    const kind = values.kindOf(object)
    if (depth === MAX_DEPTH && (kind === 'list' || kind === 'tuple' || kind === 'dict')) {
      throw new NotJsonError('too-deep')
    }
    switch (kind) {
      case 'none':
        put('null')
        break
      case 'true':
      case 'false':
        put(kind)
        break
      case 'int':
        put(toDigits(values, object))
        break
      case 'float': {
        const value = values.float(object)
        put(Number.isFinite(value) ? String(value) : 'null')
        break
      }
      case 'str':
        putText(object)
        break
      case 'list':
        putItems(values.listLength(object), (at) => values.listItem(object, at), depth + 1)
        break
      case 'tuple': {
        const items = values.tupleItems(object)
        putItems(items.length, (at) => items[at] ?? 0, depth + 1)
        break
      }
      case 'dict':
        putFields(object, depth + 1)
        break
      case 'other':
        throw new NotJsonError('not-json', values.typeName(object))
      default:
        kind satisfies never
    }
  }

  write(root, 0)
  return json
}

/** The names of fields are texts: what else `json.dumps` takes as a key becomes one. */
function toKey(values: ValueReader, object: number): string {
  const kind = values.kindOf(object)
  switch (kind) {
    case 'str':
      return values.text(object)
    case 'int':
      return toDigits(values, object)
    case 'float':
      return values.floatText(object)
    case 'none':
      return 'null'
    case 'true':
    case 'false':
      return kind
    default:
      throw new NotJsonError('not-json', `dict with a key of type ${values.typeName(object)}`)
  }
}

function toDigits(values: ValueReader, object: number): string {
  const digits = values.digits(object)
  if (digits === null) throw new NotJsonError('not-json', 'int with thousands of digits')
  return digits
}
