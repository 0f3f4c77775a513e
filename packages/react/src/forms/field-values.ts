import type { FileValue, JsonObject, JsonValue, StartVariable } from '@skep/schema'

/** What a field shows: what was typed, else what the host gave, else the default. Null is a field somebody emptied. @public */
export function fieldValue(variable: StartVariable, typed: JsonObject, given: JsonObject): JsonValue {
  const name = variable.variable
  if (Object.hasOwn(typed, name)) return typed[name] ?? null
  const value = (Object.hasOwn(given, name) ? given[name] : undefined) ?? variable.default ?? null
  // Hosts often have only texts, e.g. from an address.
  if (variable.type === 'number' && typeof value === 'string' && value.trim() !== '') {
    return Number.isFinite(Number(value)) ? Number(value) : null
  }
  if (variable.type === 'checkbox') return value === true || value === 'true' || value === 1 || value === '1'
  return value
}

/**
 * What a conversation is begun with, field by field: JSON that was typed is an object, and a field left empty has its
 * default, as it has in the run.
 * @public
 */
export function settle(
  variables: readonly StartVariable[],
  typed: JsonObject,
  given: JsonObject,
): JsonObject {
  return Object.fromEntries(
    variables.map((variable) => {
      const value = fieldValue(variable, typed, given)
      if (isEmpty(value)) return [variable.variable, variable.default ?? null]
      const isText = variable.type === 'json-object' && typeof value === 'string'
      return [variable.variable, isText ? (parseObject(value).object ?? value) : value]
    }),
  )
}

/** The inputs of a run: the fields, and what the host gives beside them. @public */
export function toInputs(settled: JsonObject, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries({ ...given, ...settled }).filter(([, value]) => value !== null))
}

/** Whether a field holds nothing. @public */
export function isEmpty(value: JsonValue | undefined): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
  )
}

/** The JSON object of a text, or what is wrong with it. @public */
export function parseObject(
  text: string,
):
  | { readonly object: JsonObject; readonly problem?: undefined }
  | { readonly object?: undefined; readonly problem: 'not-json' | 'not-an-object' } {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { problem: 'not-an-object' }
    }
    return { object: value as JsonObject } // what JSON.parse gives is JSON
  } catch {
    return { problem: 'not-json' } // being typed
  }
}

/** The files of a field. @public */
export function filesOf(value: JsonValue | undefined): readonly FileValue[] {
  const list: readonly JsonValue[] = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return list.flatMap((each) =>
    typeof each === 'object' && each !== null && 'kind' in each && each.kind === 'file'
      ? [each as unknown as FileValue] // a file value is recognised by its kind
      : [],
  )
}
