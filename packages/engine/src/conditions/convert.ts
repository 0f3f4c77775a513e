import { type JsonValue, SkepError, type Value } from '@skep/schema'

/** @internal */
export function toNumber(expected: Value): number {
  const number = typeof expected === 'string' && expected.trim() !== '' ? Number(expected) : expected
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw new SkepError('VARIABLE_TYPE', 'A number is compared with something that is not a number.')
}

/** `true`, `false`, 1 and 0, as values or as text in either case. @internal */
export function toTruth(expected: Value): boolean {
  if (typeof expected === 'boolean') return expected
  const text = String(expected ?? '')
    .trim()
    .toLowerCase()
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw new SkepError('VARIABLE_TYPE', 'A yes-or-no variable is compared with something that is neither.')
}

/** A list as it is, a text that holds a JSON list, else the one value. @internal */
export function toList(expected: Value): readonly Value[] {
  if (Array.isArray(expected)) return expected as readonly Value[] // Array.isArray loses the item type of a readonly list
  if (typeof expected !== 'string' || !expected.trim().startsWith('[')) return [expected]
  try {
    const parsed: JsonValue = JSON.parse(expected)
    return Array.isArray(parsed) ? parsed : [expected]
  } catch {
    return [expected] // a text that only begins like a list
  }
}
