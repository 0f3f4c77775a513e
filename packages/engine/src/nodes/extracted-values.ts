import type { ExtractedParameter, JsonObject, Value } from '@skep/schema'

/** What a parameter is when nothing was found. @internal */
export function zeroValue({ type }: ExtractedParameter): Value {
  if (type.startsWith('array')) return []
  if (type === 'number') return 0
  return type === 'boolean' ? false : ''
}

function toNumber(value: Value): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function toTruth(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === 0) return value === 1
  const text = typeof value === 'string' ? value.trim().toLowerCase() : ''
  return text === 'true' || text === '1' ? true : text === 'false' || text === '0' ? false : undefined
}

function toItem(type: string, value: Value): Value | undefined {
  switch (type) {
    case 'number':
      return toNumber(value)
    case 'boolean':
      return toTruth(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
    default:
      // Models write numbers where a text was asked for ("room": 12).
      return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
  }
}

/** A value as its parameter wants it; undefined where it cannot be that. */
function convert({ type, options = [] }: ExtractedParameter, value: Value): Value | undefined {
  const inner = /^array\[(.+)\]$/.exec(type)?.[1]
  if (inner !== undefined) {
    if (!Array.isArray(value)) return undefined
    const items = value.map((item: Value) => toItem(inner, item))
    return items.every((item) => item !== undefined) ? items : undefined
  }
  if (type === 'select') return typeof value === 'string' && options.includes(value) ? value : undefined
  return toItem(type, value)
}

/** @internal */
export interface Extracted {
  readonly values: JsonObject
  /** Why the answer is not good; null when it is. */
  readonly reason: string | null
}

/**
 * The parameters out of a model's answer. A parameter that is missing, or not of its type, gets its zero value; that
 * is a reason when it is required or wrong. Names that nobody asked for are left out.
 * @internal
 */
export function extractValues(
  parameters: readonly ExtractedParameter[],
  answer: Value | undefined,
): Extracted {
  const given =
    typeof answer === 'object' && answer !== null && !Array.isArray(answer)
      ? (answer as JsonObject)
      : undefined // an object that is no list
  let reason: string | null = given
    ? null
    : 'The model did not answer with the JSON object that was asked for; zero values are used.'
  const values: Record<string, Value> = {}
  for (const parameter of parameters) {
    const { name, required } = parameter
    const value = given && Object.hasOwn(given, name) ? given[name] : undefined
    const isMissing = value === undefined || value === null
    const converted = isMissing ? undefined : convert(parameter, value)
    values[name] = converted ?? zeroValue(parameter)
    if (isMissing && required) reason ??= `The parameter "${name}" is required and was not found.`
    if (!isMissing && converted === undefined) {
      reason ??= `What the model found for "${name}" is not of the type ${parameter.type}.`
    }
  }
  return { values, reason }
}
