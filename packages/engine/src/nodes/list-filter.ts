import { type FileValue, type ListFilter, type ListOperatorConfig, SkepError, type Value } from '@skep/schema'
import { compare } from '../conditions/compare.ts'
import { toList } from '../conditions/convert.ts'
import { fileAttribute, isFileValue } from '../variables/files.ts'

/** What an item is compared by: an attribute of a file, else the item itself. */
function subject(item: Value, key: string): Value {
  if (!isFileValue(item)) return item
  const value = fileAttribute(item as FileValue, key) // isFileValue has seen it
  if (value !== undefined) return value
  throw new SkepError('NODE_CONFIG_INVALID', `Files have no "${key}". Choose another attribute.`, { key })
}

/** Whether an item stays. `in` with a text that is no list asks whether the text holds the item. */
function stays(item: Value, { key, operator }: ListFilter, expected: Value): boolean {
  const actual = subject(item, key)
  const isExtension = isFileValue(item) && key === 'extension'
  const wanted = isExtension ? withDots(expected) : expected
  if (
    (operator === 'in' || operator === 'not in') &&
    typeof actual === 'string' &&
    typeof wanted === 'string'
  ) {
    const list = toList(wanted)
    const isIn = list.length === 1 && list[0] === wanted ? wanted.includes(actual) : list.includes(actual)
    return isIn === (operator === 'in')
  }
  return compare(actual, operator, wanted)
}

function withDots(expected: Value): Value {
  const dotted = (text: Value): Value =>
    typeof text === 'string' && text !== '' && !text.startsWith('.') && !text.startsWith('[')
      ? `.${text}`
      : text
  return Array.isArray(expected) ? expected.map((item: Value) => dotted(item)) : dotted(expected)
}

/** The items that fit all conditions. @internal */
export function filterItems(
  items: readonly Value[],
  { conditions }: ListOperatorConfig['filter'],
  fill: (value: ListFilter['value']) => Value,
): readonly Value[] {
  return conditions.reduce<readonly Value[]>((left, condition) => {
    const expected = fill(condition.value)
    return left.filter((item) => stays(item, condition, expected))
  }, items)
}

function rank(left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right)
  const [a, b] = [String(left ?? ''), String(right ?? '')]
  return a < b ? -1 : a > b ? 1 : 0
}

/** The items in order; equal ones keep theirs. @internal */
export function orderItems(
  items: readonly Value[],
  { key, direction }: ListOperatorConfig['order'],
): readonly Value[] {
  const sign = direction === 'desc' ? -1 : 1
  return items.toSorted((a, b) => sign * rank(subject(a, key), subject(b, key)))
}
