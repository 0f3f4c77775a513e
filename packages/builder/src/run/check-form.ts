import type { JsonValue, StartVariable } from '@skep/schema'

/** What is wrong with a field of the form. @internal */
export type FormError = 'required' | 'too-long' | 'not-json' | 'not-an-object'

/** Problems by variable; the message's key is `query`. @internal */
export type FormErrors = Readonly<Record<string, FormError>>

/** The key of the message among the form's errors; no variable can have this name. @internal */
export const QUERY_KEY = '$query'

/** What keeps a run from starting. The engine checks the same again. @internal */
export function checkForm(
  variables: readonly StartVariable[],
  inputs: Readonly<Record<string, JsonValue>>,
  query: string | undefined,
): FormErrors {
  const errors: Record<string, FormError> = {}
  for (const { variable, type, required, maxLength } of variables) {
    const value = inputs[variable]
    const isEmpty =
      value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
    if (isEmpty) {
      if (required && type !== 'checkbox') errors[variable] = 'required'
    } else if (type === 'json-object') {
      const problem = typeof value === 'string' ? jsonProblem(value) : undefined
      if (problem) errors[variable] = problem
    } else if (maxLength && typeof value === 'string' && value.length > maxLength)
      errors[variable] = 'too-long'
  }
  if (query !== undefined && query.trim() === '') errors[QUERY_KEY] = 'required'
  return errors
}

function jsonProblem(text: string): FormError | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'not-an-object'
  } catch {
    return 'not-json' // being typed
  }
}
