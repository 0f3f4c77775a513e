import {
  type Condition,
  type LogicalOperator,
  type Selector,
  SkepError,
  type SubCondition,
  type SubConditions,
  type Value,
} from '@skep/schema'
import { fileAttribute, isFileValue } from '../variables/files.ts'
import { compare } from './compare.ts'

/** @internal */
export interface ConditionVariables {
  read(selector: Selector): Value | undefined
  renderText(text: string): string
}

/** What one condition compared, for the trace. @internal */
export interface Comparison {
  readonly actual: Value
  readonly operator: string
  readonly expected: Value
  readonly holds: boolean
}

/**
 * Whether conditions hold together. Stops at the first that decides.
 * @throws `VARIABLE_NOT_FOUND` when a variable does not exist, whatever the operator.
 * @internal
 */
export function evaluateConditions(
  conditions: readonly Condition[],
  logicalOperator: LogicalOperator,
  variables: ConditionVariables,
): { readonly holds: boolean; readonly comparisons: readonly Comparison[] } {
  const comparisons: Comparison[] = []
  for (const condition of conditions) {
    const comparison = evaluate(condition, variables)
    comparisons.push(comparison)
    if (comparison.holds === (logicalOperator === 'or')) return { holds: comparison.holds, comparisons }
  }
  // No condition at all holds for `and` and not for `or`, as `all` and `any` of nothing do.
  return { holds: logicalOperator === 'and', comparisons }
}

function evaluate(condition: Condition, variables: ConditionVariables): Comparison {
  const { selector, operator, subConditions } = condition
  const actual = variables.read(selector)
  if (actual === undefined) {
    throw new SkepError(
      'VARIABLE_NOT_FOUND',
      `A condition asks for "${selector.join('.')}", which has no value here.`,
      {
        selector: [...selector],
      },
    )
  }
  if (subConditions && subConditions.conditions.length > 0 && BY_FILE.includes(operator)) {
    return { actual, operator, expected: null, holds: evaluateFiles(actual, subConditions, variables) }
  }
  const expected = fill(condition.value, variables)
  return { actual, operator, expected, holds: compare(actual, operator, expected) }
}

function fill(value: Condition['value'], { renderText }: ConditionVariables): Value {
  if (typeof value === 'string') return renderText(value)
  if (Array.isArray(value)) {
    return value.map((item: string | number | boolean) =>
      typeof item === 'string' ? renderText(item) : item,
    )
  }
  return value as Value // neither a list nor a text: a number, a truth or null
}

/** Operators that ask about the files of a list one by one. Which of them it is makes no difference in Dify. */
const BY_FILE: readonly Condition['operator'][] = ['contains', 'not contains', 'all of']

function evaluateFiles(actual: Value, sub: SubConditions, variables: ConditionVariables): boolean {
  const files = (Array.isArray(actual) ? (actual as readonly Value[]) : [actual]).filter(isFileValue) // see toList
  const results = sub.conditions.map((each) => {
    const holdsFor = (file: (typeof files)[number]): boolean =>
      compare(
        fileAttribute(file, each.key) ?? null,
        each.operator,
        withDot(each, fill(each.value, variables)),
      )
    // "not" asks about every file, the others about any.
    return each.operator.includes('not') ? files.every(holdsFor) : files.some(holdsFor)
  })
  return sub.logicalOperator === 'and' ? results.every(Boolean) : results.some(Boolean)
}

/** Extensions are kept with their dot; people write them without. */
function withDot({ key }: SubCondition, expected: Value): Value {
  if (key !== 'extension') return expected
  const dotted = (text: Value): Value =>
    typeof text === 'string' && text !== '' && !text.startsWith('.') ? `.${text}` : text
  return Array.isArray(expected) ? expected.map((item: Value) => dotted(item)) : dotted(expected)
}
