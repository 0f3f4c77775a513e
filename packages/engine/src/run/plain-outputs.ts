import { type JsonObject, type JsonValue, SkepError } from '@skep/schema'

/**
 * Outputs as plain JSON that nobody else holds: what an executor returns may be anything, and later nodes, stores and
 * workers must be able to rely on it.
 * @throws `NODE_FAILED` for what JSON cannot say, `RUN_LIMIT_OUTPUT` above `maxChars`.
 * @internal
 */
export function toPlainOutputs(outputs: unknown, maxChars: number): JsonObject {
  if (typeof outputs !== 'object' || outputs === null || Array.isArray(outputs)) {
    throw new SkepError('NODE_FAILED', 'The node returned no object of outputs.')
  }
  const flat = copyFlat(outputs, maxChars)
  if (flat) return flat
  let text: string
  try {
    text = JSON.stringify(outputs)
  } catch (cause) {
    throw new SkepError('NODE_FAILED', 'The node returned values that cannot be kept as JSON.', {}, { cause })
  }
  if (text.length > maxChars) throw outputTooLarge(maxChars)
  return JSON.parse(text)
}

/** Most outputs are a few short values, for which going through text costs more than the node itself. */
function copyFlat(outputs: object, maxChars: number): JsonObject | undefined {
  const prototype: unknown = Object.getPrototypeOf(outputs)
  if (prototype !== Object.prototype && prototype !== null) return undefined
  const copy: Record<string, JsonValue> = {}
  // The most that JSON may need: six characters for each of a text, 24 for a number.
  let room = maxChars - 2
  for (const name in outputs) {
    if (!Object.hasOwn(outputs, name)) continue
    const value = (outputs as Readonly<Record<string, unknown>>)[name] // read by one of its keys
    if (typeof value === 'string') room -= 6 * value.length
    else if (
      typeof value === 'number' ? !Number.isFinite(value) : value !== null && typeof value !== 'boolean'
    )
      return undefined
    room -= 30 + 6 * name.length
    if (room < 0 || name === '__proto__' || name === 'toJSON') return undefined
    copy[name] = value as JsonValue // a text, a finite number, a truth or null
  }
  return copy
}

/** One value as plain JSON that nobody else holds. @throws as `toPlainOutputs` @internal */
export function toPlainValue(value: unknown, maxChars: number): JsonValue {
  return toPlainOutputs({ value: value ?? null }, maxChars).value ?? null
}

/** @internal */
export function outputTooLarge(maxChars: number): SkepError {
  return new SkepError(
    'RUN_LIMIT_OUTPUT',
    `The node returned more than ${maxChars.toLocaleString('en')} characters. Let it return less.`,
    { limit: 'outputChars', maxChars },
  )
}
