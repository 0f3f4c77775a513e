import * as z from 'zod/mini'
import type { NodeProblem, VariableUse } from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import type { ValueType } from '../values.ts'
import { selectorField, usesInText, valueTypeField } from './fields.ts'

/** @public */
export const LOGICAL_OPERATORS = ['and', 'or'] as const

/** @public */
export type LogicalOperator = (typeof LOGICAL_OPERATORS)[number]

/** Every comparison, in Dify's own words. Which fit a variable depends on its type. @public */
export const COMPARISON_OPERATORS = [
  'contains',
  'not contains',
  'start with',
  'end with',
  'is',
  'is not',
  'empty',
  'not empty',
  'in',
  'not in',
  'all of',
  '=',
  '≠',
  '>',
  '<',
  '≥',
  '≤',
  'null',
  'not null',
  'exists',
  'not exists',
  'before',
  'after',
] as const

/** @public */
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number]

/** What a variable is compared with. Text may hold `{{#node.name#}}`. @public */
export type ComparisonValue = string | number | boolean | null | readonly (string | number | boolean)[]

/** A condition on an attribute of a file. @public */
export type SubCondition = {
  readonly id?: string
  readonly key: string
  readonly operator: ComparisonOperator
  readonly value: ComparisonValue
  readonly varType?: string
}

/** @public */
export type SubConditions = {
  readonly logicalOperator: LogicalOperator
  readonly conditions: readonly SubCondition[]
}

/** One comparison of a case. @public */
export type Condition = {
  readonly id: string
  readonly selector: Selector
  readonly varType?: ValueType
  readonly operator: ComparisonOperator
  readonly value: ComparisonValue
  /** Whether the editor offers a constant or a variable for a number. */
  readonly numberVarType?: string
  readonly subConditions?: SubConditions
}

const comparisonOperator = z.enum(COMPARISON_OPERATORS)

/** @internal */
export const comparisonValue: z.ZodMiniType<ComparisonValue> = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.union([z.string(), z.number(), z.boolean()])),
])

/** @internal */
export const conditionField: z.ZodMiniType<Condition> = z.object({
  id: z.string(),
  selector: selectorField,
  varType: z.exactOptional(valueTypeField),
  operator: comparisonOperator,
  value: comparisonValue,
  numberVarType: z.exactOptional(z.string()),
  subConditions: z.exactOptional(
    z.object({
      logicalOperator: z.enum(LOGICAL_OPERATORS),
      conditions: z.array(
        z.object({
          id: z.exactOptional(z.string()),
          key: z.string(),
          operator: comparisonOperator,
          value: comparisonValue,
          varType: z.exactOptional(z.string()),
        }),
      ),
    }),
  ),
})

/** Comparisons that look at the variable alone. @public */
export const OPERATORS_WITHOUT_VALUE: readonly ComparisonOperator[] = [
  'empty',
  'not empty',
  'null',
  'not null',
  'exists',
  'not exists',
]

const STRING: readonly ComparisonOperator[] = [
  'contains',
  'not contains',
  'start with',
  'end with',
  'is',
  'is not',
  'in',
  'not in',
  'empty',
  'not empty',
]
const NUMBER: readonly ComparisonOperator[] = ['=', '≠', '>', '<', '≥', '≤', 'empty', 'not empty']
const LIST: readonly ComparisonOperator[] = ['contains', 'not contains', 'all of', 'empty', 'not empty']

/** The comparisons that make sense for a variable of this type, in the order an editor shows them. @public */
export function operatorsFor(type: ValueType | undefined): readonly ComparisonOperator[] {
  switch (type) {
    case 'string':
    case 'secret':
      return STRING
    case 'number':
      return NUMBER
    case 'boolean':
      return ['is', 'is not', 'empty', 'not empty']
    case 'object':
      return ['empty', 'not empty']
    case 'file':
      // What a file is like is asked of its attributes, which have types of their own.
      return ['exists', 'not exists']
    case 'array[string]':
    case 'array[number]':
    case 'array[object]':
    case 'array[boolean]':
    case 'array[any]':
    case 'array[file]':
      return LIST
    default:
      return COMPARISON_OPERATORS
  }
}

/** Comparisons that ask about the files of a list one by one, by sub conditions. @public */
export const OPERATORS_BY_FILE: readonly ComparisonOperator[] = ['contains', 'not contains', 'all of']

/** The comparisons of an attribute of a file, by its name. @public */
export function fileOperatorsFor(key: string): readonly ComparisonOperator[] {
  if (key === 'type' || key === 'transfer_method') return ['in', 'not in']
  return key === 'size' ? ['=', '≠', '>', '<', '≥', '≤'] : STRING
}

const NUMERIC: readonly ComparisonOperator[] = ['=', '≠', '>', '<', '≥', '≤']

function usesOfValue(value: ComparisonValue, path: readonly (string | number)[]): readonly VariableUse[] {
  const texts = Array.isArray(value) ? value : [value]
  return texts.flatMap((text) => (typeof text === 'string' ? usesInText(text, path) : []))
}

/** @internal */
export function usesOfConditions(
  conditions: readonly Condition[],
  path: readonly (string | number)[],
): readonly VariableUse[] {
  return conditions.flatMap(({ selector, operator, value, subConditions }, index) => [
    { selector, path: [...path, index, 'selector'] },
    ...(OPERATORS_WITHOUT_VALUE.includes(operator) ? [] : usesOfValue(value, [...path, index, 'value'])),
    ...(subConditions?.conditions ?? []).flatMap((sub, at) =>
      usesOfValue(sub.value, [...path, index, 'subConditions', 'conditions', at, 'value']),
    ),
  ])
}

function isEmptyValue(value: ComparisonValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

function checkValue(
  { operator, value, varType }: Pick<Condition, 'operator' | 'value'> & { readonly varType?: string },
  path: readonly (string | number)[],
): readonly NodeProblem[] {
  if (OPERATORS_WITHOUT_VALUE.includes(operator)) return []
  if (isEmptyValue(value)) return [{ code: 'FIELD_REQUIRED', path }]
  const isPlain = typeof value === 'string' && usesInText(value, path).length === 0
  const isNumeric = NUMERIC.includes(operator) && varType !== 'boolean'
  // A run would fail on it.
  return isNumeric && isPlain && !Number.isFinite(Number(value)) ? [{ code: 'FIELD_INVALID', path }] : []
}

function checkSubConditions(
  { conditions }: SubConditions,
  path: readonly (string | number)[],
): readonly NodeProblem[] {
  if (conditions.length === 0) return [{ code: 'FIELD_REQUIRED', path }]
  return conditions.flatMap((sub, index): readonly NodeProblem[] => {
    const at = [...path, 'conditions', index]
    return [
      ...(sub.key === '' ? [{ code: 'FIELD_REQUIRED' as const, path: [...at, 'key'] }] : []),
      ...checkValue(sub, [...at, 'value']),
    ]
  })
}

/** A comparison that needs a value must have one that it can read. @internal */
export function checkConditions(
  conditions: readonly Condition[],
  path: readonly (string | number)[],
): readonly NodeProblem[] {
  return conditions.flatMap((condition, index): readonly NodeProblem[] => {
    const { operator, subConditions } = condition
    if (subConditions && OPERATORS_BY_FILE.includes(operator)) {
      return checkSubConditions(subConditions, [...path, index, 'subConditions'])
    }
    return checkValue(condition, [...path, index, 'value'])
  })
}
