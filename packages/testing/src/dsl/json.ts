import type { JsonObject, JsonValue } from '@skep/schema'

/** @internal */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What stands under some keys; an empty mapping where nothing does. @internal */
export function objectAt(value: JsonValue | undefined, ...keys: readonly string[]): JsonObject {
  const at = keys.reduce<JsonValue | undefined>(
    (each, key) => (isObject(each) ? each[key] : undefined),
    value,
  )
  return isObject(at) ? at : {}
}

/** @internal */
export function listAt(value: JsonObject, key: string): readonly JsonValue[] {
  const list = value[key]
  return Array.isArray(list) ? list : []
}

/** @internal */
export function textAt(value: JsonObject, key: string): string {
  const text = value[key]
  return typeof text === 'string' ? text : ''
}

function show(value: JsonValue | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

/** The places where two trees differ, at most ten, as `path: got …, expected …`. The order of keys is no difference. @internal */
export function differences(
  got: JsonValue | undefined,
  expected: JsonValue | undefined,
  path = '',
): readonly string[] {
  // JSON has no negative zero.
  if (got === expected) return []
  if (Array.isArray(got) && Array.isArray(expected) && got.length === expected.length) {
    return got
      .flatMap((item: JsonValue, index) => differences(item, expected[index], `${path}[${index}]`))
      .slice(0, 10)
  }
  if (isObject(got) && isObject(expected)) {
    const keys = new Set([...Object.keys(got), ...Object.keys(expected)])
    return [...keys]
      .flatMap((key) => differences(own(got, key), own(expected, key), path === '' ? key : `${path}.${key}`))
      .slice(0, 10)
  }
  return [`${path || 'the root'}: got ${show(got)}, expected ${show(expected)}`]
}

function own(value: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(value, key) ? value[key] : undefined
}
