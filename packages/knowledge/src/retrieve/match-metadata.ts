import type { MetadataFilter } from '@skep/client'
import { type JsonObject, type MetadataCondition, SkepError, type Value } from '@skep/schema'

/** Numbers below this are seconds since 1970, as Dify keeps times; above it they are milliseconds. */
const FIRST_MS = 1e11

type Compare = (actual: Value, expected: Value) => boolean

const OPERATORS: Readonly<Record<string, Compare>> = {
  is: isSame,
  '=': isSame,
  'is not': not(isSame),
  '≠': not(isSame),
  contains: (actual, expected) => includes(actual, expected),
  'not contains': (actual, expected) => !includes(actual, expected),
  'start with': (actual, expected) => typeof actual === 'string' && actual.startsWith(toText(expected)),
  'end with': (actual, expected) => typeof actual === 'string' && actual.endsWith(toText(expected)),
  in: isIn,
  'not in': not(isIn),
  '>': byNumber((a, b) => a > b),
  '<': byNumber((a, b) => a < b),
  '≥': byNumber((a, b) => a >= b),
  '≤': byNumber((a, b) => a <= b),
  after: byTime((a, b) => a > b),
  before: byTime((a, b) => a < b),
}

/**
 * Makes a test of the metadata of documents, as Dify filters: letter case counts; a condition without a value is
 * skipped unless it asks for emptiness; a document without the field fits `empty` alone; a filter of nothing but
 * skipped conditions lets everything through.
 * @throws `CALL_INVALID` for a comparison that does not exist
 */
export function compileFilter(
  filter: MetadataFilter | undefined,
): ((metadata: JsonObject) => boolean) | null {
  const tests = (filter?.conditions ?? []).flatMap((condition) => compileCondition(condition) ?? [])
  if (tests.length === 0) return null
  return filter?.logicalOperator === 'or'
    ? (metadata) => tests.some((test) => test(metadata))
    : (metadata) => tests.every((test) => test(metadata))
}

function compileCondition({
  name,
  operator,
  value,
}: MetadataCondition): ((metadata: JsonObject) => boolean) | null {
  const read = (metadata: JsonObject): Value | undefined =>
    Object.hasOwn(metadata, name) ? metadata[name] : undefined
  if (operator === 'empty') return (metadata) => isEmpty(read(metadata))
  if (operator === 'not empty') return (metadata) => !isEmpty(read(metadata))
  const compare = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined
  if (!compare) {
    const message = `The metadata filter on "${name}" uses an unknown comparison. Choose another one.`
    throw new SkepError('CALL_INVALID', message, { field: 'filter', operator })
  }
  if (isEmpty(value)) return null
  const expected: Value = typeof value === 'object' ? [...(value ?? [])] : (value ?? null)
  return (metadata) => {
    const actual = read(metadata)
    return actual !== undefined && !isEmpty(actual) && compare(actual, expected)
  }
}

function isEmpty(value: Value | readonly string[] | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function not(compare: Compare): Compare {
  return (actual, expected) => !compare(actual, expected)
}

function toText(value: Value): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** A number equals the number or the moment that a text spells. */
function isSame(actual: Value, expected: Value): boolean {
  if (typeof actual !== 'number') return toText(actual) === toText(expected)
  const number = toNumber(expected)
  return number === undefined ? toTime(actual) === toTime(expected) : actual === number
}

function includes(actual: Value, expected: Value): boolean {
  if (Array.isArray(actual)) return actual.some((item: Value) => isSame(item, expected))
  return toText(actual).includes(toText(expected))
}

/** A list, or a text with commas. */
function isIn(actual: Value, expected: Value): boolean {
  const list = typeof expected === 'string' ? expected.split(',').map((item) => item.trim()) : expected
  return Array.isArray(list) ? list.some((item: Value) => isSame(actual, item)) : isSame(actual, expected)
}

function byNumber(test: (a: number, b: number) => boolean): Compare {
  return (actual, expected) => {
    const [a, b] = [toNumber(actual), toNumber(expected)]
    return a !== undefined && b !== undefined && test(a, b)
  }
}

function byTime(test: (a: number, b: number) => boolean): Compare {
  return (actual, expected) => {
    const [a, b] = [toTime(actual), toTime(expected)]
    return a !== undefined && b !== undefined && test(a, b)
  }
}

function toNumber(value: Value): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** A moment in milliseconds: of a number, of a text that holds one, or of a date such as `2026-05-01`. */
function toTime(value: Value): number | undefined {
  const number = toNumber(value)
  if (number !== undefined) return number < FIRST_MS ? number * 1000 : number
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
