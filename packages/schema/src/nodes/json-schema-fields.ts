import { isPlainObject, type JsonObject } from '../json.ts'
import type { OutputField, ValueType } from '../values.ts'

function typeOf(schema: Record<string, unknown>): ValueType {
  const { type, items } = schema
  switch (type) {
    case 'string':
    case 'boolean':
    case 'object':
    case 'number':
      return type
    case 'integer':
      return 'number'
    case 'array': {
      const item = isPlainObject(items) ? typeOf(items) : 'any'
      return item === 'string' || item === 'number' || item === 'object' || item === 'boolean'
        ? `array[${item}]`
        : 'array[any]'
    }
    default:
      return 'any'
  }
}

/** The variables inside an object that follows a JSON Schema, for the variable picker. @internal */
export function schemaFields(schema: JsonObject, depth = 8): readonly OutputField[] {
  const { properties } = schema
  if (depth === 0 || !isPlainObject(properties)) return []
  return Object.entries(properties).flatMap(([name, property]): OutputField[] => {
    if (!isPlainObject(property)) return []
    const inner = property.type === 'array' && isPlainObject(property.items) ? property.items : property
    // A JSON Schema inside a JsonObject is itself a JsonObject.
    const fields = schemaFields(inner as JsonObject, depth - 1)
    const { description } = property
    return [
      {
        name,
        type: typeOf(property),
        ...(fields.length > 0 ? { fields } : {}),
        ...(typeof description === 'string' ? { description } : {}),
      },
    ]
  })
}
