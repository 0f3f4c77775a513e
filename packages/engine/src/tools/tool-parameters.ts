import {
  type JsonObject,
  type JsonValue,
  type Selector,
  SkepError,
  type ToolParameter,
  type Value,
} from '@skep/schema'
import { findSchemaProblem } from '../text/json-schema.ts'

/** @internal */
export interface ParameterSource {
  read(selector: Selector): Value | undefined
  renderText(text: string): string
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {} // as tested
}

/** The schema of one property. @internal */
export function propertySchema(schema: JsonObject | undefined, name: string): JsonObject {
  const properties = objectOf(schema?.properties)
  return Object.hasOwn(properties, name) ? objectOf(properties[name]) : {}
}

function parsed(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A value as the schema's type wants it, where a text says the same; otherwise as it is. */
function cast(value: JsonValue, type: JsonValue | undefined): JsonValue {
  if (type === 'string') {
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  }
  if (typeof value !== 'string') {
    return type === 'boolean' && (value === 0 || value === 1) ? value === 1 : value
  }
  const text = value.trim()
  switch (type) {
    case 'number':
    case 'integer': {
      const number = Number(text)
      return text !== '' && Number.isFinite(number) ? number : value
    }
    case 'boolean':
      if (/^(?:true|yes|y|1)$/i.test(text)) return true
      return /^(?:false|no|n|0)$/i.test(text) ? false : value
    case 'object':
    case 'array':
      return parsed(text) ?? value
    default:
      return value
  }
}

function givenValue(parameter: ToolParameter, { read, renderText }: ParameterSource): JsonValue | undefined {
  if (parameter.type === 'variable') return read(parameter.value)
  const { value } = parameter
  // Keys of imported settings are references too, so constants are filled as well.
  return typeof value === 'string' ? renderText(value) : value
}

function isLeftOut(value: JsonValue | undefined, schema: JsonObject): boolean {
  if (value === undefined || value === null) return true
  // An empty field of a form is one that nobody filled in, unless a text is wanted.
  return value === '' && schema.type !== 'string' && schema.type !== undefined
}

/**
 * The values of a tool's parameters, in the types that its schema names. What is missing or empty is left out.
 * @internal
 */
export function resolveParameters(
  parameters: { readonly [name: string]: ToolParameter },
  schema: JsonObject | undefined,
  source: ParameterSource,
): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, parameter]): [string, JsonValue][] => {
      const wanted = propertySchema(schema, name)
      const value = givenValue(parameter, source)
      return isLeftOut(value, wanted) ? [] : [[name, cast(value ?? null, wanted.type)]]
    }),
  )
}

/** @throws `TOOL_PARAMETER_INVALID` @internal */
export function checkParameters(parameters: JsonObject, schema: JsonObject | undefined): void {
  const problem = schema && findSchemaProblem(schema, parameters)
  if (problem === undefined) return
  throw new SkepError('TOOL_PARAMETER_INVALID', `The tool cannot work with its parameters: ${problem}`, {
    errorType: 'ToolParameterError',
  })
}
