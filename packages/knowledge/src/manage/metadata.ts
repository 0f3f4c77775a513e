import { BUILT_IN_METADATA, type KnowledgeBase, type MetadataField } from '@skep/client'
import { type JsonObject, type JsonValue, SkepError } from '@skep/schema'

const NAME = /^[a-z][a-z0-9_]{0,63}$/
const TYPES: ReadonlySet<string> = new Set(['string', 'number', 'time'])
const MAX_FIELDS = 100

/** The fields of a base's own. @throws `CALL_INVALID` naming the field that cannot be one */
export function checkFields(fields: readonly MetadataField[]): readonly MetadataField[] {
  if (fields.length > MAX_FIELDS)
    throw invalid('metadataFields', `A knowledge base has at most ${MAX_FIELDS} fields.`)
  const names = new Set(BUILT_IN_METADATA.map(({ name }) => name))
  return fields.map(({ name, type }) => {
    if (!NAME.test(name)) {
      throw invalid(name, 'The name of a field is lower-case letters, digits and _, beginning with a letter.')
    }
    if (names.has(name)) throw invalid(name, `There is a field named ${name} already. Choose another name.`)
    if (!TYPES.has(type)) throw invalid(name, 'A field is a string, a number or a time.')
    names.add(name)
    return { name, type }
  })
}

/** The values of a document after changes: `null` removes one. @throws `CALL_INVALID` naming the field */
export function changeMetadata(base: KnowledgeBase, values: JsonObject, changes: JsonObject): JsonObject {
  const next = new Map(Object.entries(values))
  for (const [name, value] of Object.entries(changes)) {
    const field = base.metadataFields.find((each) => each.name === name)
    if (!field) throw invalid(name, `This knowledge base has no field named ${name}. Add it first.`)
    if (value === null) next.delete(name)
    else next.set(name, checkValue(field, value))
  }
  return Object.fromEntries(next)
}

/** What is left of values when only these fields are left. */
export function keepFields(fields: readonly MetadataField[], values: JsonObject): JsonObject {
  const types = new Map(fields.map(({ name, type }) => [name, type]))
  return Object.fromEntries(Object.entries(values).filter(([name, value]) => fits(types.get(name), value)))
}

function checkValue(field: MetadataField, value: JsonValue): JsonValue {
  if (fits(field.type, value)) return value
  const wanted =
    field.type === 'string' ? 'text' : field.type === 'number' ? 'a number' : 'a time in milliseconds'
  throw invalid(field.name, `The field ${field.name} holds ${wanted}.`)
}

function fits(type: MetadataField['type'] | undefined, value: JsonValue | undefined): boolean {
  if (type === 'string') return typeof value === 'string'
  return type !== undefined && typeof value === 'number' && Number.isFinite(value)
}

function invalid(field: string, message: string): SkepError {
  return new SkepError('CALL_INVALID', message, { field })
}
