import * as z from 'zod/mini'
import type { Environment, NodeProblem, VariableUse } from '../define-node.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import { isJsonObject, isJsonValue } from '../json.ts'
import { FORBIDDEN_KEYS } from '../json-limits.ts'
import { type Selector, selectorsInText } from '../selectors.ts'
import { type OutputField, VALUE_TYPES, type ValueType } from '../values.ts'

/** @internal */
export const selectorField: z.ZodMiniType<Selector> = z.array(z.string())

/** @internal */
export const valueTypeField: z.ZodMiniType<ValueType> = z.enum(VALUE_TYPES)

/** @internal */
export const jsonObjectField: z.ZodMiniType<JsonObject> = z.custom<JsonObject>(isJsonObject)

/** @internal */
export const jsonValueField: z.ZodMiniType<JsonValue> = z.custom<JsonValue>(isJsonValue)

/**
 * A local name for a variable from elsewhere, as code, templates and Jinja prompts use it.
 * @public
 */
export type VariableBinding = { readonly variable: string; readonly selector: Selector }

/** @internal */
export const bindingField: z.ZodMiniType<VariableBinding> = z.object({
  variable: z.string(),
  selector: selectorField,
})

/**
 * The pattern of names that people give to variables. Dify's: at most 30 characters, no digit first.
 * @public
 */
export const VARIABLE_NAME: RegExp = /^[A-Za-z_][A-Za-z0-9_]{0,29}$/

/** The parts of a file that a selector may name after a file variable. @public */
export const FILE_FIELDS: readonly OutputField[] = [
  { name: 'name', type: 'string' },
  { name: 'size', type: 'number' },
  { name: 'type', type: 'string' },
  { name: 'extension', type: 'string' },
  { name: 'mime_type', type: 'string' },
  { name: 'transfer_method', type: 'string' },
  { name: 'url', type: 'string' },
  { name: 'related_id', type: 'string' },
]

/** The variables named in a text; a missing one becomes empty text. @internal */
export function usesInText(text: string, path: readonly (string | number)[]): readonly VariableUse[] {
  return selectorsInText(text).map((selector) => ({ selector, path, optional: true }))
}

/** @internal */
export function usesOfBindings(
  bindings: readonly VariableBinding[],
  key: string,
  options: { readonly optional?: boolean } = {},
): readonly VariableUse[] {
  return bindings.map(({ selector }, index) => ({
    selector,
    path: [key, index, 'selector'],
    ...(options.optional ? { optional: true } : {}),
  }))
}

/** Whether a variable may have this name. @public */
export function isVariableName(name: string): boolean {
  return VARIABLE_NAME.test(name) && !FORBIDDEN_KEYS.includes(name)
}

/** Names must follow the pattern and differ from one another. @internal */
export function checkNames(
  names: readonly string[],
  pathOf: (index: number) => readonly (string | number)[],
): readonly NodeProblem[] {
  const problems: NodeProblem[] = []
  const seen = new Set<string>()
  names.forEach((name, index) => {
    const path = pathOf(index)
    if (name === '') problems.push({ code: 'FIELD_REQUIRED', path })
    else if (!isVariableName(name)) problems.push({ code: 'NAME_INVALID', path, params: { name } })
    else if (seen.has(name)) problems.push({ code: 'NAME_DUPLICATE', path, params: { name } })
    seen.add(name)
  })
  return problems
}

/** What the environment's template reader says about a template. @internal */
export function checkTemplate(
  template: string,
  environment: Environment,
  path: readonly (string | number)[],
): readonly NodeProblem[] {
  const reason = environment.checkTemplate?.(template)
  return reason === undefined ? [] : [{ code: 'TEMPLATE_SYNTAX', path, params: { reason } }]
}
