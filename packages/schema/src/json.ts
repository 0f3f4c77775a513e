/** A value that survives JSON, `structuredClone` and every store. @public */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject

/** A plain JSON object. @public */
export interface JsonObject {
  readonly [key: string]: JsonValue
}

/** Whether a value is a plain object (own enumerable keys, ordinary prototype). Does not look inside. @internal */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

/** Whether a value is JSON through and through: no functions, no `undefined`, no NaN, at most 200 levels. @internal */
export function isJsonValue(value: unknown, depth = 200): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (depth <= 0) return false
  if (Array.isArray(value)) return value.every((item) => isJsonValue(item, depth - 1))
  return isPlainObject(value) && Object.values(value).every((item) => isJsonValue(item, depth - 1))
}

/** @internal */
export function isJsonObject(value: unknown): value is JsonObject {
  return isPlainObject(value) && isJsonValue(value)
}
