import type { Passage } from '@skep/client'
import {
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type MetadataCondition,
  type MetadataFiltering,
  SkepError,
  type Value,
} from '@skep/schema'
import { compare } from '../conditions/compare.ts'

function isOperator(operator: string): operator is ComparisonOperator {
  return (COMPARISON_OPERATORS as readonly string[]).includes(operator) // widened so that any text may be asked
}

function operatorOf({ operator, name }: MetadataCondition): ComparisonOperator {
  if (isOperator(operator)) return operator
  throw new SkepError('NODE_CONFIG_INVALID', `The metadata filter on "${name}" uses an unknown comparison.`, {
    operator,
  })
}

/** Numbers below this are seconds since 1970, as Dify keeps them; above it they are milliseconds. */
const FIRST_MS = 1e11

/** A moment in milliseconds: of a number, of a text that holds one, or of a date such as `2026-05-01`. */
function toTime(value: Value): number | undefined {
  if (typeof value === 'string' && value.trim() !== '' && !Number.isFinite(Number(value))) {
    const time = Date.parse(value)
    return Number.isNaN(time) ? undefined : time
  }
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined
  return number < FIRST_MS ? number * 1000 : number
}

function holds(
  condition: MetadataCondition,
  passage: Passage,
  renderText: (text: string) => string,
): boolean {
  const operator = operatorOf(condition)
  const { metadata } = passage
  const own = Object.hasOwn(metadata, condition.name) ? metadata[condition.name] : undefined
  const actual: Value = own ?? (condition.name === 'document_name' ? passage.documentName : null)
  const { value } = condition
  const expected: Value =
    typeof value === 'string'
      ? renderText(value)
      : Array.isArray(value)
        ? value.map((each: string) => renderText(each))
        : ((value as number | null | undefined) ?? null) // neither a text nor a list
  if (operator === 'before' || operator === 'after') {
    const [when, other] = [toTime(actual), toTime(expected)]
    if (when === undefined || other === undefined) return false
    return operator === 'before' ? when < other : when > other
  }
  // Dates are kept as numbers, and "is" is the word for their equality.
  if (typeof actual === 'number' && operator === 'is') return compare(actual, '=', expected)
  if (typeof actual === 'number' && operator === 'is not') return compare(actual, '≠', expected)
  return compare(actual, operator, expected)
}

/** The passages whose documents fit a filter that the node has or that a model wrote. @internal */
export function filterByMetadata(
  passages: readonly Passage[],
  filtering: MetadataFiltering,
  renderText: (text: string) => string,
): readonly Passage[] {
  const { mode, conditions } = filtering
  if (mode !== 'manual' || !conditions || conditions.conditions.length === 0) return passages
  return passages.filter((passage) => {
    const results = conditions.conditions.map((condition) => holds(condition, passage, renderText))
    return conditions.logicalOperator === 'and' ? results.every(Boolean) : results.some(Boolean)
  })
}
