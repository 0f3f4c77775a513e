import type { FileValue, JsonObject, StartVariable } from '@skep/schema'
import { fieldValue, filesOf, isEmpty, parseObject } from './field-values.ts'

/** What is wrong with a field. @public */
export type FieldProblem =
  | { readonly code: 'required' | 'not-json' | 'not-an-object' | 'option' | 'file-kind' }
  | { readonly code: 'too-long' | 'too-many'; readonly most: number }
  /** The run said so. */
  | { readonly code: 'refused'; readonly message: string }

/** Problems by variable. @public */
export type FieldProblems = Readonly<Record<string, FieldProblem>>

/** What is wrong with the values of a form, by variable. The engine checks the same again. @public */
export function checkFields(
  variables: readonly StartVariable[],
  typed: JsonObject,
  given: JsonObject,
): FieldProblems {
  return Object.fromEntries(
    variables.flatMap((variable) => {
      const problem = checkField(variable, typed, given)
      return problem ? [[variable.variable, problem]] : []
    }),
  )
}

function checkField(variable: StartVariable, typed: JsonObject, given: JsonObject): FieldProblem | undefined {
  const { type, required, maxLength } = variable
  const value = fieldValue(variable, typed, given)
  if (isEmpty(value)) return required && type !== 'checkbox' ? { code: 'required' } : undefined
  switch (type) {
    case 'text-input':
    case 'paragraph':
      return maxLength !== undefined && typeof value === 'string' && value.length > maxLength
        ? { code: 'too-long', most: maxLength }
        : undefined
    case 'select':
      return typeof value === 'string' && (variable.options ?? []).includes(value)
        ? undefined
        : { code: 'option' }
    case 'json-object': {
      const problem = typeof value === 'string' ? parseObject(value).problem : undefined
      return problem ? { code: problem } : undefined
    }
    case 'file':
    case 'file-list': {
      const files = filesOf(value)
      if (type === 'file-list' && maxLength !== undefined && files.length > maxLength) {
        return { code: 'too-many', most: maxLength }
      }
      return files.every((file) => isAllowed(variable, file)) ? undefined : { code: 'file-kind' }
    }
    case 'number':
    case 'checkbox':
      return undefined
    default:
      return type satisfies never
  }
}

function isAllowed(variable: StartVariable, file: FileValue): boolean {
  const types = variable.allowedFileTypes ?? []
  if (types.length === 0 || types.includes(file.type)) return true
  const extension = plain(file.extension)
  return (
    types.includes('custom') &&
    (variable.allowedFileExtensions ?? []).some((each) => plain(each) === extension)
  )
}

function plain(extension: string): string {
  return extension.replace(/^\./, '').toLowerCase()
}
