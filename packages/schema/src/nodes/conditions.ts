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
      return ['exists', 'not exists', 'in', 'not in', 'is', 'is not', 'contains', 'not contains']
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

/** @internal */
export function usesOfConditions(
  conditions: readonly Condition[],
  path: readonly (string | number)[],
): readonly VariableUse[] {
  return conditions.flatMap(({ selector, value }, index) => [
    { selector, path: [...path, index, 'selector'] },
    ...(typeof value === 'string' ? usesInText(value, [...path, index, 'value']) : []),
  ])
}

/** A comparison that needs a value must have one. @internal */
export function checkConditions(
  conditions: readonly Condition[],
  path: readonly (string | number)[],
): readonly NodeProblem[] {
  return conditions.flatMap((condition, index): NodeProblem[] => {
    const { operator, value, subConditions } = condition
    if (OPERATORS_WITHOUT_VALUE.includes(operator)) return []
    if (subConditions) {
      return subConditions.conditions.length === 0
        ? [{ code: 'FIELD_REQUIRED', path: [...path, index, 'subConditions'] }]
        : []
    }
    const isEmpty = value === null || value === '' || (Array.isArray(value) && value.length === 0)
    return isEmpty ? [{ code: 'FIELD_REQUIRED', path: [...path, index, 'value'] }] : []
  })
}
