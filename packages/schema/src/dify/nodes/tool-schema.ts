import { isPlainObject, type JsonObject, type JsonValue } from '../../json.ts'

function typeOf(type: JsonValue | undefined): JsonObject {
  switch (type) {
    case 'number':
    case 'boolean':
    case 'object':
    case 'array':
      return { type }
    case 'files':
    case 'system-files':
      return { type: 'array' }
    case 'file':
      return { type: 'object' }
    default:
      return { type: 'string' }
  }
}

function optionsOf(options: JsonValue | undefined): readonly JsonValue[] {
  if (!Array.isArray(options)) return []
  return options.flatMap((option: JsonValue) =>
    isPlainObject(option) && typeof option.value === 'string' ? [option.value] : [],
  )
}

function describe(item: JsonObject): string {
  const { llm_description: own, human_description: human } = item
  if (typeof own === 'string' && own !== '') return own
  const english = isPlainObject(human) ? human.en_US : undefined
  return typeof english === 'string' ? english : ''
}

/**
 * Dify's list of a tool's parameters as a JSON schema of those that the model decides on; the others (`form: form`)
 * are settings.
 * @internal
 */
export function schemaOfParameters(items: readonly JsonValue[]): JsonObject {
  const properties: [string, JsonObject][] = []
  const required: string[] = []
  for (const item of items) {
    if (!isPlainObject(item) || typeof item.name !== 'string' || item.form === 'form') continue
    const parameter = item as JsonObject // out of a JSON tree
    const options = optionsOf(parameter.options)
    const description = describe(parameter)
    properties.push([
      item.name,
      {
        ...typeOf(parameter.type),
        ...(description === '' ? {} : { description }),
        ...(options.length > 0 ? { enum: options } : {}),
      },
    ])
    if (item.required === true) required.push(item.name)
  }
  return { type: 'object', properties: Object.fromEntries(properties), required }
}
