import type { ComparisonOperator } from '@skep/schema'
import type { useT } from '../use-t.ts'

/** A comparison in words; mathematical signs stay signs. @internal */
export function operatorText(operator: ComparisonOperator, t: ReturnType<typeof useT>): string {
  switch (operator) {
    case '=':
    case '≠':
    case '>':
    case '<':
    case '≥':
    case '≤':
      return operator
    default:
      return t(`builder.operator.${operator}`)
  }
}
