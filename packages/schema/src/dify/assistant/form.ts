import type { JsonObject } from '../../json.ts'
import type { StartVariable } from '../../nodes/start.ts'
import { readStartVariable, writeStartVariable } from '../nodes/start.ts'
import { Reader } from '../reader.ts'

/** A form is a list of mappings with one key each, the kind of the field. @internal */
export function readForm(data: Reader): readonly StartVariable[] {
  return data.items('user_input_form').map((item) => {
    const [type = ''] = Object.keys(item.value)
    const field = item.inner(type) ?? new Reader({}, [...item.path, type], item.notes)
    return readStartVariable(field, type)
  })
}

/** @internal */
export function writeForm(inputs: readonly StartVariable[]): JsonObject['user_input_form'] {
  return inputs.map((input) => {
    const { type, ...field } = writeStartVariable(input)
    return { [String(type)]: field }
  })
}
