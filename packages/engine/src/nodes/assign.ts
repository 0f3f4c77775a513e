import { type AssignerItem, type JsonValue, SkepError, type Value } from '@skep/schema'

function fail(message: string, item: AssignerItem): never {
  throw new SkepError('VARIABLE_TYPE', message, { selector: [...item.selector], operation: item.operation })
}

function nameOf({ selector }: AssignerItem): string {
  return selector.slice(1).join('.')
}

function zeroOf(value: Value): Value {
  if (Array.isArray(value)) return []
  switch (typeof value) {
    case 'number':
      return 0
    case 'boolean':
      return false
    case 'object':
      return value === null ? null : {}
    default:
      return ''
  }
}

function listOf(current: Value, item: AssignerItem): readonly JsonValue[] {
  if (Array.isArray(current)) return current
  return fail(`"${nameOf(item)}" is no list, so "${item.operation}" cannot change it.`, item)
}

function calculate(current: Value, input: Value, item: AssignerItem): number {
  const by = typeof input === 'string' && input.trim() !== '' ? Number(input) : input
  if (typeof current !== 'number' || typeof by !== 'number' || !Number.isFinite(by)) {
    return fail(`"${item.operation}" needs numbers, and "${nameOf(item)}" or its input is none.`, item)
  }
  switch (item.operation) {
    case '+=':
      return current + by
    case '-=':
      return current - by
    case '*=':
      return current * by
    default:
      if (by === 0) return fail(`"${nameOf(item)}" cannot be divided by zero.`, item)
      return current / by
  }
}

function kindOf(value: Value): string {
  if (Array.isArray(value)) return 'list'
  return value === null ? 'nothing' : typeof value
}

/** A constant for a variable: text of an object is JSON, text of a number or truth is read. */
function constantFor(current: Value, input: Value, item: AssignerItem): Value {
  if (typeof input !== 'string' || typeof current === 'string' || current === null) return input
  try {
    const parsed: JsonValue = JSON.parse(input)
    return parsed
  } catch {
    return fail(`The value for "${nameOf(item)}" cannot be read. Correct it.`, item)
  }
}

function replace(current: Value, input: Value, item: AssignerItem): Value {
  const value = item.inputType === 'constant' ? constantFor(current, input, item) : input
  if (current !== null && value !== null && kindOf(current) !== kindOf(value)) {
    return fail(`"${nameOf(item)}" holds a ${kindOf(current)} and cannot become a ${kindOf(value)}.`, item)
  }
  return value
}

/** The value of a variable after one operation. @throws `VARIABLE_TYPE` when it does not fit @internal */
export function assign(current: Value, input: Value, item: AssignerItem): Value {
  switch (item.operation) {
    case 'over-write':
    case 'set':
      return replace(current, input, item)
    case 'clear':
      return zeroOf(current)
    case '+=':
    case '-=':
    case '*=':
    case '/=':
      return calculate(current, input, item)
    case 'append':
      return [...listOf(current, item), input]
    case 'extend':
      if (!Array.isArray(input)) return fail(`"${nameOf(item)}" can be extended by a list alone.`, item)
      return [...listOf(current, item), ...input]
    case 'remove-first':
      return listOf(current, item).slice(1)
    case 'remove-last':
      return listOf(current, item).slice(0, -1)
    default:
      return item.operation satisfies never
  }
}
