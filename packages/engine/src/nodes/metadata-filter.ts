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
  const expected = typeof value === 'string' ? renderText(value) : (value ?? null)
  // Dates are kept as numbers, and "is" is the word for their equality.
  if (typeof actual === 'number' && operator === 'is') return compare(actual, '=', expected)
  if (typeof actual === 'number' && operator === 'is not') return compare(actual, '≠', expected)
  return compare(actual, operator, expected)
}

/**
 * The passages whose documents fit the node's own filter. `automatic` filters need a model to be written first and
 * leave everything.
 * @internal
 */
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
