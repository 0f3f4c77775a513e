import { isPlainObject, type JsonObject } from '../../json.ts'
import type { StartConfig, StartVariable, StartVariableType } from '../../nodes/start.ts'
import { START_VARIABLE_TYPES } from '../../nodes/start.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'

/** Wider than ours, which `validate` asks for; narrower than what could break out of a reference. */
const READABLE_NAME = /^[\p{L}_][\p{L}\p{N}_]{0,99}$/u

function readName(item: Reader): string {
  const name = item.text('variable') ?? ''
  if (name !== '' && !READABLE_NAME.test(name))
    item.problem('variable', 'must be a name of letters, digits and _')
  return name
}

function readType(item: Reader, name: string): StartVariableType {
  const type = START_VARIABLE_TYPES.find((each) => each === name.replaceAll('_', '-'))
  if (!type) item.approximate(`the field type ${name.slice(0, 40)} is asked as a text`)
  return type ?? 'text-input'
}

function readJsonSchema(item: Reader): JsonObject | undefined {
  const value = item.json('json_schema')
  if (typeof value !== 'string') return item.inner('json_schema')?.value
  if (value.trim() === '') return undefined
  try {
    const schema: unknown = JSON.parse(value)
    if (isPlainObject(schema)) return schema as JsonObject // out of JSON.parse
  } catch {
    // Said below: whatever is not a schema in JSON is not used.
  }
  item.approximate('a JSON schema that is not JSON is not used')
  return undefined
}

/** One field of a form; `type` is Dify's name of its kind. @internal */
export function readStartVariable(item: Reader, type: string): StartVariable {
  const variable = readName(item)
  const filled = (list: readonly string[]) => (list.length > 0 ? list : undefined)
  return defined<StartVariable>({
    variable,
    label: item.text('label') ?? variable,
    type: readType(item, type),
    required: item.boolean('required') ?? false,
    hidden: item.boolean('hide'),
    default: item.json('default'),
    maxLength: item.count('max_length'),
    options: filled(item.texts('options')),
    description: item.text('description'),
    placeholder: item.text('placeholder'),
    unit: item.text('unit'),
    allowedFileTypes: filled(item.texts('allowed_file_types')),
    allowedFileExtensions: filled(item.texts('allowed_file_extensions')),
    allowedFileUploadMethods: filled(item.texts('allowed_file_upload_methods')),
    jsonSchema: readJsonSchema(item),
  })
}

/** @internal */
export function writeStartVariable(variable: StartVariable): JsonObject {
  return defined<JsonObject>({
    variable: variable.variable,
    label: variable.label,
    type: variable.type === 'json-object' ? 'json_object' : variable.type,
    required: variable.required,
    hide: variable.hidden,
    default: variable.default,
    max_length: variable.maxLength,
    options: variable.options ?? [],
    description: variable.description,
    placeholder: variable.placeholder,
    unit: variable.unit,
    allowed_file_types: variable.allowedFileTypes,
    allowed_file_extensions: variable.allowedFileExtensions,
    allowed_file_upload_methods: variable.allowedFileUploadMethods,
    json_schema: variable.jsonSchema,
  })
}

/** @internal */
export const startMapper: DifyMapper<StartConfig> = {
  type: 'start',
  difyTypes: ['start'],
  read: (data) => ({
    variables: data
      .items('variables')
      .map((item) => readStartVariable(item, item.text('type') ?? 'text-input')),
  }),
  write: ({ variables }) => ({ variables: variables.map(writeStartVariable) }),
}
