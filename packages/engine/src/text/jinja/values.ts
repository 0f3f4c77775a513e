import type { JsonValue } from '@skep/schema'
import { toDecimal } from '../../variables/json-text.ts'

/** A float that is whole, which Python writes with `.0`. Other floats are plain numbers. @internal */
export class Float {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** A list that cannot be changed and is written in round brackets. @internal */
export class Tuple extends Array<JinjaValue> {}

/** What `namespace()` makes: names that can be set inside loops. @internal */
export class Namespace {
  readonly names: Map<string, JinjaValue> = new Map()
}

/** @internal */
export interface Arguments {
  readonly positional: readonly JinjaValue[]
  readonly named: ReadonlyMap<string, JinjaValue>
}

/** A macro, a method or a global function. @internal */
export class Callable {
  readonly name: string
  readonly call: (args: Arguments) => JinjaValue
  /** What can be asked of it beside calling, as of `loop`. */
  readonly names: ReadonlyMap<string, () => JinjaValue>
  constructor(
    name: string,
    call: (args: Arguments) => JinjaValue,
    names: ReadonlyMap<string, () => JinjaValue> = new Map(),
  ) {
    this.name = name
    this.call = call
    this.names = names
  }
}

/** `undefined` is Jinja's Undefined, `null` is None. @internal */
export type JinjaValue =
  | undefined
  | null
  | boolean
  | number
  | string
  | Float
  | JinjaValue[]
  | Map<JinjaValue, JinjaValue>
  | Namespace
  | Callable

/** Plain JSON as template values: templates change copies, and no prototype is ever looked at. @internal */
export function fromJson(value: JsonValue): JinjaValue {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item: JsonValue) => fromJson(item))
  return new Map(Object.entries(value).map(([key, item]) => [key, fromJson(item)]))
}

/** @internal */
export function isNumber(value: JinjaValue): value is number | Float {
  return typeof value === 'number' || value instanceof Float
}

/** Python counts True as 1. @internal */
export function toNumber(value: JinjaValue): number | undefined {
  if (typeof value === 'boolean') return Number(value)
  return value instanceof Float ? value.value : typeof value === 'number' ? value : undefined
}

/** @internal */
export function isFloat(value: JinjaValue): boolean {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value))
}

/** @internal */
export function makeFloat(value: number): JinjaValue {
  return Number.isInteger(value) ? new Float(value) : value
}

/** @internal */
export function isTrue(value: JinjaValue): boolean {
  if (Array.isArray(value)) return value.length > 0
  if (value instanceof Map) return value.size > 0
  if (value instanceof Float) return value.value !== 0
  return Boolean(value)
}

/** A number as Python writes it. */
function numberText(value: number | Float): string {
  const number = value instanceof Float ? value.value : value
  if (Number.isNaN(number)) return 'nan'
  if (!Number.isFinite(number)) return number > 0 ? 'inf' : '-inf'
  if (!isFloat(value)) return toDecimal(number)
  const size = Math.abs(number)
  if (size !== 0 && (size >= 1e16 || size < 1e-4)) {
    return number.toExponential().replace(/e([+-])(\d)$/, 'e$10$2')
  }
  const text = toDecimal(number)
  return text.includes('.') ? text : `${text}.0`
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll(quote, `\\${quote}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/[\p{Cc}\p{Cf}\u00a0]/gu, (char) => {
      const code = char.codePointAt(0) ?? 0
      return code < 256
        ? `\\x${code.toString(16).padStart(2, '0')}`
        : `\\u${code.toString(16).padStart(4, '0')}`
    })
  return `${quote}${escaped}${quote}`
}

const MAX_DEPTH = 200

/** A value inside a list or a mapping. @internal */
export function repr(value: JinjaValue, depth = 0): string {
  if (typeof value === 'string') return quoted(value)
  if (depth > MAX_DEPTH) throw new Error('a value is nested too deeply')
  if (Array.isArray(value)) {
    const items = value.map((item) => repr(item, depth + 1)).join(', ')
    if (!(value instanceof Tuple)) return `[${items}]`
    return value.length === 1 ? `(${items},)` : `(${items})`
  }
  if (value instanceof Map) {
    return `{${[...value].map(([key, item]) => `${repr(key, depth + 1)}: ${repr(item, depth + 1)}`).join(', ')}}`
  }
  if (value === undefined) return 'Undefined'
  return text(value)
}

/** A value as it is written by `{{ }}`. @internal */
export function text(value: JinjaValue): string {
  if (typeof value === 'string') return value
  if (value === undefined) return ''
  if (value === null) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (isNumber(value)) return numberText(value)
  if (value instanceof Namespace) return `<Namespace ${repr(new Map(value.names))}>`
  if (value instanceof Callable) return `<function ${value.name}>`
  return repr(value)
}

/** @internal */
export function isEqual(left: JinjaValue, right: JinjaValue, depth = 0): boolean {
  if (left === right) return true
  if (depth > MAX_DEPTH) throw new Error('a value is nested too deeply')
  const [a, b] = [toNumber(left), toNumber(right)]
  if (a !== undefined || b !== undefined) return a === b
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left instanceof Tuple === right instanceof Tuple &&
      left.length === right.length &&
      left.every((item, index) => isEqual(item, right[index], depth + 1))
    )
  }
  if (!(left instanceof Map) || !(right instanceof Map)) return false
  return (
    left.size === right.size &&
    [...left].every(([key, item]) => right.has(key) && isEqual(item, right.get(key), depth + 1))
  )
}

/** @internal */
export function typeName(value: JinjaValue): string {
  if (value === undefined) return 'an undefined value'
  if (value === null) return 'None'
  if (typeof value === 'boolean') return 'a truth'
  if (isNumber(value)) return 'a number'
  if (typeof value === 'string') return 'a text'
  return Array.isArray(value) ? 'a list' : value instanceof Map ? 'a mapping' : 'a function'
}

/** Less than 0, 0 or more, for values that have an order. @internal */
export function order(left: JinjaValue, right: JinjaValue): number {
  const [a, b] = [toNumber(left), toNumber(right)]
  if (a !== undefined && b !== undefined) return a - b
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right)
  if (Array.isArray(left) && Array.isArray(right)) {
    for (const [index, item] of left.entries()) {
      if (index >= right.length) return 1
      const result = isEqual(item, right[index]) ? 0 : order(item, right[index])
      if (result !== 0) return result
    }
    return left.length - right.length
  }
  throw new Error(`${typeName(left)} and ${typeName(right)} have no order`)
}

/** By code points, as Python does. */
function compareText(left: string, right: string): number {
  if (left === right) return 0
  const [a, b] = [[...left], [...right]]
  for (let at = 0; at < Math.min(a.length, b.length); at += 1) {
    const difference = (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** What a loop runs over. @internal */
export function items(value: JinjaValue): readonly JinjaValue[] {
  if (Array.isArray(value)) return value
  if (typeof value === 'string') return [...value]
  if (value instanceof Map) return [...value.keys()]
  if (value === undefined) return []
  throw new Error(`${typeName(value)} is not a list`)
}
