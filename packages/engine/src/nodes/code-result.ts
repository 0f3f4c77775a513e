import { type CodeOutput, type JsonObject, type JsonValue, SkepError, type ValueType } from '@skep/schema'
import { isLongerThan } from '../text/is-longer-than.ts'
import { toDecimal } from '../variables/json-text.ts'

/** Dify's limits on what code may return. */
const MAX_STRING_CHARS = 400_000
const MAX_NUMBER = 2 ** 63
const MAX_DECIMALS = 20
const MAX_DEPTH = 5
const MAX_ITEMS: Readonly<Partial<Record<ValueType, number>>> = {
  'array[string]': 30,
  'array[object]': 30,
  'array[number]': 1000,
}

function tooDeep(path: string): SkepError {
  return invalid(path, `deeper than ${MAX_DEPTH} levels.`, { errorType: 'DepthLimitError' })
}

function invalid(path: string, problem: string, more: JsonObject = {}): SkepError {
  return new SkepError(
    'CODE_OUTPUT_INVALID',
    `The code returned ${path ? `"${path}"` : 'a value'} ${problem}`,
    { path, ...more },
  )
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * What code returned, checked against its declared outputs: exactly their names, each of its type or null.
 * @throws `CODE_OUTPUT_INVALID` naming the value.
 * @internal
 */
export function checkCodeResult(
  result: JsonValue,
  outputs: Readonly<Record<string, CodeOutput>>,
): JsonObject {
  if (!isObject(result))
    throw invalid('', 'that is not an object. Return an object with the declared outputs.')
  return checkObject(result, outputs, '', 1)
}

function checkObject(
  value: JsonObject,
  outputs: Readonly<Record<string, CodeOutput>>,
  path: string,
  depth: number,
): JsonObject {
  const prefix = path === '' ? '' : `${path}.`
  for (const name of Object.keys(value)) {
    // JSON can carry this one as a name; as an output it could only do harm, so it is dropped.
    if (name === '__proto__') continue
    if (!Object.hasOwn(outputs, name)) throw invalid(prefix + name, 'which is not declared as an output.')
  }
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => {
      const at = prefix + name
      const item = Object.hasOwn(value, name) ? value[name] : undefined
      if (item === undefined) {
        throw new SkepError('CODE_OUTPUT_INVALID', `The code did not return its output "${at}".`, {
          path: at,
        })
      }
      return [name, checkValue(item, output, at, depth)]
    }),
  )
}

function checkValue(
  value: JsonValue,
  { type, children }: CodeOutput,
  path: string,
  depth: number,
): JsonValue {
  if (depth > MAX_DEPTH) throw tooDeep(path)
  if (value === null) return null
  switch (type) {
    case 'string':
      return checkString(value, path)
    case 'number':
      return checkNumber(value, path)
    case 'boolean':
      if (typeof value !== 'boolean') throw invalid(path, 'that is not a boolean.')
      return value
    case 'object':
      if (!isObject(value)) throw invalid(path, 'that is not an object.')
      if (children && Object.keys(children).length > 0) return checkObject(value, children, path, depth + 1)
      return checkAny(value, path, depth)
    case 'array[string]':
      return checkItems(value, type, path, (item, at) => checkString(item, at))
    case 'array[number]':
      return checkItems(value, type, path, (item, at) => checkNumber(item, at))
    case 'array[boolean]':
      return checkItems(value, type, path, (item, at) => {
        if (typeof item !== 'boolean') throw invalid(at, 'that is not a boolean.')
        return item
      })
    case 'array[object]':
      return checkItems(value, type, path, (item, at) => checkValue(item, asObject(children), at, depth + 1))
    default:
      return checkAny(value, path, depth)
  }
}

function asObject(children: CodeOutput['children']): CodeOutput {
  return { type: 'object', ...(children === undefined ? {} : { children }) }
}

function checkItems(
  value: JsonValue,
  type: ValueType,
  path: string,
  check: (item: JsonValue, path: string) => JsonValue,
): JsonValue {
  if (!Array.isArray(value)) throw invalid(path, 'that is not a list.')
  const max = MAX_ITEMS[type]
  if (max !== undefined && value.length > max) throw invalid(path, `with more than ${max} items.`)
  return value.map((item: JsonValue, index) => (item === null ? null : check(item, `${path}[${index}]`)))
}

function checkString(value: JsonValue, path: string): string {
  if (typeof value !== 'string') throw invalid(path, 'that is not a text.')
  if (isLongerThan(value, MAX_STRING_CHARS))
    throw invalid(path, `longer than ${MAX_STRING_CHARS} characters.`)
  // Dify drops them: databases refuse them in text.
  return value.replaceAll('\0', '')
}

function checkNumber(value: JsonValue, path: string): number {
  if (typeof value !== 'number') throw invalid(path, 'that is not a number.')
  if (Math.abs(value) > MAX_NUMBER) throw invalid(path, 'that is too large a number.')
  const decimals = toDecimal(value).split('.')[1]?.length ?? 0
  if (decimals > MAX_DECIMALS) throw invalid(path, `with more than ${MAX_DECIMALS} decimals.`)
  return value
}

/** A value without a declared form: only depth, texts and numbers are looked at. */
function checkAny(value: JsonValue, path: string, depth: number): JsonValue {
  if (depth > MAX_DEPTH) throw tooDeep(path)
  if (typeof value === 'string') return checkString(value, path)
  if (typeof value === 'number') return checkNumber(value, path)
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) => checkAny(item, `${path}[${index}]`, depth + 1))
  }
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, checkAny(item, `${path}.${key}`, depth + 1)]),
  )
}
