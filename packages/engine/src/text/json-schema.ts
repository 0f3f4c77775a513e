import { Validator } from '@cfworker/json-schema'
import type { JsonObject, Value } from '@skep/schema'

/**
 * What is wrong with a value by a JSON schema, in a few words; `undefined` when nothing is. A schema that cannot be
 * read (a broken pattern, an unknown reference) is itself the problem.
 * @public
 */
export function findSchemaProblem(schema: JsonObject, value: Value): string | undefined {
  try {
    const { valid, errors } = new Validator({ ...schema }, '7', true).validate(value)
    if (valid) return undefined
    const { error = 'it does not match its schema.', instanceLocation = '#' } = errors.at(-1) ?? {}
    const place = instanceLocation.split('/').slice(1).join('.')
    return place === '' ? error : `${place}: ${error}`
  } catch {
    return 'its schema cannot be read.'
  }
}
