import { SkepError, type StartVariable, type Value } from '@skep/schema'
import { isLongerThan } from '../text/is-longer-than.ts'
import { findSchemaProblem } from '../text/json-schema.ts'
import { isFileValue } from '../variables/files.ts'

function invalid({ variable, label }: StartVariable, problem: string, reason: string): SkepError {
  return new SkepError('INPUT_INVALID', `"${label || variable}" ${problem}`, { field: variable, reason })
}

function isMissing(value: Value | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/**
 * The value of a form field: checked, defaulted and of its type. Nothing given is null, for a checkbox false.
 * @throws `INPUT_INVALID` with `{ field, reason }`
 * @internal
 */
export function readInput(field: StartVariable, given: Value | undefined): Value {
  const value = isMissing(given) ? (field.default ?? given) : given
  if (value === undefined || isMissing(value)) {
    // A checkbox that nobody ticked is an answer.
    if (field.type === 'checkbox') return false
    if (field.required) throw invalid(field, 'is required. Fill it in.', 'required')
    return typeof value === 'string' || Array.isArray(value) ? value : null
  }
  switch (field.type) {
    case 'text-input':
    case 'paragraph':
      return readText(field, value)
    case 'select':
      if (typeof value === 'string' && (field.options ?? []).includes(value)) return value
      throw invalid(field, 'must be one of its options.', 'option')
    case 'number':
      return readNumber(field, value)
    case 'checkbox':
      return readTruth(field, value)
    case 'json-object':
      return readObject(field, value)
    case 'file':
      return readFile(field, value)
    case 'file-list':
      return readFiles(field, value)
    default:
      return field.type satisfies never
  }
}

function readText(field: StartVariable, value: Value): string {
  if (typeof value !== 'string') throw invalid(field, 'must be a text.', 'type')
  if (field.maxLength !== undefined && isLongerThan(value, field.maxLength)) {
    throw invalid(field, `is longer than ${field.maxLength} characters. Shorten it.`, 'maxLength')
  }
  return value
}

function readNumber(field: StartVariable, value: Value): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number === 'number' && Number.isFinite(number)) return number
  throw invalid(field, 'must be a number.', 'type')
}

function readTruth(field: StartVariable, value: Value): boolean {
  if (typeof value === 'boolean') return value
  const text = String(value).toLowerCase()
  if (text === 'true' || text === '1') return true
  if (text === 'false' || text === '0') return false
  throw invalid(field, 'must be yes or no.', 'type')
}

function readObject(field: StartVariable, value: Value): Value {
  let object = value
  if (typeof value === 'string') {
    try {
      object = JSON.parse(value)
    } catch {
      throw invalid(field, 'is not valid JSON.', 'type')
    }
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) {
    throw invalid(field, 'must be a JSON object.', 'type')
  }
  const problem = field.jsonSchema && findSchemaProblem(field.jsonSchema, object)
  if (problem) throw invalid(field, `does not have the form that the app asks for: ${problem}`, 'schema')
  return object
}

function readFile(field: StartVariable, value: Value): Value {
  if (!isFileValue(value)) throw invalid(field, 'must be a file.', 'type')
  const types = field.allowedFileTypes ?? []
  const extensions = (field.allowedFileExtensions ?? []).map((each) => each.replace(/^\./, '').toLowerCase())
  const isAllowed =
    types.length === 0 ||
    types.includes(value.type) ||
    (types.includes('custom') && extensions.includes(value.extension.replace(/^\./, '').toLowerCase()))
  if (!isAllowed) throw invalid(field, 'is a kind of file that is not taken here.', 'fileType')
  const methods = field.allowedFileUploadMethods ?? []
  if (methods.length > 0 && !methods.includes(value.transferMethod)) {
    throw invalid(field, 'came by a way that is not allowed here.', 'uploadMethod')
  }
  return value
}

function readFiles(field: StartVariable, value: Value): Value {
  const files: readonly Value[] = Array.isArray(value) ? value : [value]
  if (field.maxLength !== undefined && files.length > field.maxLength) {
    throw invalid(field, `takes at most ${field.maxLength} files.`, 'maxLength')
  }
  return files.map((file) => readFile(field, file))
}
