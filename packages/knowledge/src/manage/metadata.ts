import { BUILT_IN_METADATA, type MetadataField } from '@skep/client'
import { SkepError } from '@skep/schema'

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

function invalid(field: string, message: string): SkepError {
  return new SkepError('CALL_INVALID', message, { field })
}
