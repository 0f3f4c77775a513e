import { type JsonObject, SkepError, triggerWebhookNode, type Value, webhookFields } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { isOfType } from '../variables/is-of-type.ts'

type Fields = ReturnType<typeof webhookFields>
type Field = Fields[number]

function isObject(value: Value | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The request, as far as the caller of the run gave one. */
function readRaw(inputs: JsonObject): JsonObject {
  const raw = Object.hasOwn(inputs, '_webhook_raw') ? inputs._webhook_raw : undefined
  return isObject(raw) ? raw : {}
}

/** Names of headers are the same in either case. */
function find(part: Value | undefined, name: string, isHeader: boolean): Value | undefined {
  if (!isObject(part)) return undefined
  if (!isHeader) return Object.hasOwn(part, name) ? part[name] : undefined
  const lower = name.toLowerCase()
  return Object.entries(part).find(([key]) => key.toLowerCase() === lower)?.[1]
}

function fail({ field }: Field, problem: string, reason: string): never {
  throw new SkepError('INPUT_INVALID', `"${field.name}" ${problem}`, {
    field: field.name,
    reason,
    status: 400,
  })
}

function parseJson(text: string): Value | undefined {
  try {
    // JSON.parse gives JSON.
    return JSON.parse(text) as Value
  } catch {
    return undefined // not JSON: not of the type
  }
}

/** A value of its type. What comes in an address or a form is text, and is read as what was declared. */
function convert(entry: Field, value: Value): Value {
  const { type } = entry.field
  if (isOfType(type, value)) return value
  if (type === 'string' && (typeof value === 'number' || typeof value === 'boolean')) return String(value)
  if (typeof value === 'string') {
    const parsed = type === 'boolean' ? parseJson(value.toLowerCase()) : parseJson(value)
    if (parsed !== undefined && isOfType(type, parsed)) return parsed
  }
  return fail(entry, `must be of the type ${type}.`, 'type')
}

/**
 * Begins a run with a call from outside. The inputs of the run are the declared variables by name, or `_webhook_raw`
 * (`method`, `headers`, `query_params`, `body`), out of which the declared ones are taken.
 * @public
 */
export const triggerWebhookExecutor: Executor = defineExecutor(
  triggerWebhookNode,
  async function* ({ config, run: { inputs } }) {
    yield { type: 'inputs', inputs }
    const raw = readRaw(inputs)
    const outputs: Record<string, Value> = {}
    const told: Record<'headers' | 'query_params' | 'body', Record<string, Value>> = {
      headers: {},
      query_params: {},
      body: {},
    }
    for (const entry of webhookFields(config)) {
      const { part, field, variable } = entry
      const given = Object.hasOwn(inputs, variable)
        ? inputs[variable]
        : find(raw[part], field.name, part === 'headers')
      const isMissing = given === undefined || given === null
      if (isMissing && field.required) fail(entry, 'is required.', 'required')
      const value = isMissing ? null : convert(entry, given)
      outputs[variable] = value
      if (value !== null) told[part][field.name] = value
    }
    return {
      outputs: {
        ...outputs,
        _webhook_raw: {
          method: config.method.toUpperCase(),
          headers: told.headers,
          query_params: told.query_params,
          body: told.body,
          ...raw,
        },
      },
    }
  },
)
