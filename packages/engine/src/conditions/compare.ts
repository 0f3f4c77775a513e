import { type ComparisonOperator, SkepError, type Value } from '@skep/schema'
import { toList, toNumber, toTruth } from './convert.ts'

/** Python's idea of nothing, which Dify's conditions follow: null, "", 0, false, [] and {}. */
function isNothing(value: Value): boolean {
  if (!value) return true
  if (Array.isArray(value)) return value.length === 0
  return typeof value === 'object' && Object.keys(value).length === 0
}

function wrongType(value: Value, operator: ComparisonOperator): SkepError {
  const type = Array.isArray(value) ? 'a list' : value === null ? 'nothing' : `of type ${typeof value}`
  return new SkepError('VARIABLE_TYPE', `"${operator}" cannot be asked of a variable that is ${type}.`, {
    operator,
  })
}

/** Equality of JSON values; a text equals the number or truth it spells, since editors store values as text. */
function isSame(actual: Value, expected: Value): boolean {
  if (typeof actual === 'number') {
    return typeof expected === 'number'
      ? actual === expected
      : typeof expected === 'string' && expected.trim() !== '' && actual === Number(expected)
  }
  if (typeof actual === 'boolean') return actual === toTruth(expected)
  if (typeof actual === 'object' && actual !== null)
    return JSON.stringify(actual) === JSON.stringify(expected)
  return actual === expected
}

function contains(actual: Value, expected: Value, operator: ComparisonOperator): boolean {
  if (isNothing(actual)) return false
  if (typeof actual === 'string') return actual.includes(String(expected ?? ''))
  if (Array.isArray(actual)) return actual.some((item: Value) => isSame(item, expected))
  throw wrongType(actual, operator)
}

function text(actual: Value, operator: ComparisonOperator): string {
  if (typeof actual === 'string') return actual
  throw wrongType(actual, operator)
}

function number(actual: Value, operator: ComparisonOperator): number {
  if (typeof actual === 'number') return actual
  throw wrongType(actual, operator)
}

/**
 * Equality of numbers. A whole number is compared with whole numbers, as Dify's `int()` does: a number as the other
 * side loses what is behind its point, a text that is no whole number cannot be read.
 */
function isEqualNumber(actual: Value, expected: Value, operator: ComparisonOperator): boolean {
  if (typeof actual === 'boolean') return actual === toTruth(expected)
  const left = number(actual, operator)
  const right = toNumber(expected)
  if (!Number.isInteger(left) || Number.isInteger(right)) return left === right
  if (typeof expected === 'string') {
    throw new SkepError(
      'VARIABLE_TYPE',
      'A whole number is asked to equal a text that is none. Compare it with a whole number, or by > and <.',
      { operator },
    )
  }
  return left === Math.trunc(right)
}

function isOneOf(actual: Value, expected: Value): boolean {
  return !isNothing(actual) && toList(expected).some((item) => isSame(actual, item))
}

function equals(actual: Value, expected: Value, operator: ComparisonOperator): boolean {
  if (typeof actual === 'boolean') return actual === toTruth(expected)
  if (typeof actual === 'string') return actual === String(expected ?? '')
  throw wrongType(actual, operator)
}

/**
 * Whether a comparison holds. `expected` is what the editor stored, with references already filled.
 * @throws `VARIABLE_TYPE` when the operator does not fit the actual value or the expected one cannot be read.
 * @internal
 */
export function compare(actual: Value, operator: ComparisonOperator, expected: Value): boolean {
  switch (operator) {
    case 'empty':
      return isNothing(actual)
    case 'not empty':
      return !isNothing(actual)
    case 'null':
    case 'not exists':
      return actual === null
    case 'not null':
    case 'exists':
      return actual !== null
    case 'contains':
      return contains(actual, expected, operator)
    case 'not contains':
      return !contains(actual, expected, operator)
    case 'all of':
      return !isNothing(actual) && toList(expected).every((item) => contains(actual, item, operator))
    case 'in':
      return isOneOf(actual, expected)
    case 'not in':
      return !isOneOf(actual, expected)
    case 'start with':
      return !isNothing(actual) && text(actual, operator).startsWith(String(expected ?? ''))
    case 'end with':
      return !isNothing(actual) && text(actual, operator).endsWith(String(expected ?? ''))
  }
  // Nothing compares with null: every remaining question about it is answered no.
  if (actual === null) return false
  switch (operator) {
    case 'is':
      return equals(actual, expected, operator)
    case 'is not':
      return !equals(actual, expected, operator)
    case '=':
      return isEqualNumber(actual, expected, operator)
    case '≠':
      return !isEqualNumber(actual, expected, operator)
    case '>':
    case 'after':
      return number(actual, operator) > toNumber(expected)
    case '<':
    case 'before':
      return number(actual, operator) < toNumber(expected)
    case '≥':
      return number(actual, operator) >= toNumber(expected)
    case '≤':
      return number(actual, operator) <= toNumber(expected)
    default:
      return operator satisfies never
  }
}
