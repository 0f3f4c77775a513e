import type { JsonObject, JsonValue } from '../../json.ts'
import {
  COMPARISON_OPERATORS,
  type ComparisonOperator,
  type ComparisonValue,
  type Condition,
  LOGICAL_OPERATORS,
  type SubCondition,
  type SubConditions,
} from '../../nodes/conditions.ts'
import { defined, type Reader } from '../reader.ts'

/** @internal */
export function readOperator(item: Reader): ComparisonOperator {
  const name = item.text('comparison_operator') ?? ''
  const known = COMPARISON_OPERATORS.find((each) => each === name)
  if (!known && name !== '') item.approximate('a comparison is not known here')
  // Another comparison in its place would go the wrong way unseen; `validate` refuses an unknown one.
  return known ?? (name as ComparisonOperator)
}

function isScalar(value: JsonValue): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

/** @internal */
export function readValue(item: Reader): ComparisonValue {
  const value = item.json('value')
  if (value === undefined) return ''
  if (isScalar(value)) return value
  if (Array.isArray(value) && value.every(isScalar)) return value
  item.problem('value', 'must be a text, a number, true, false or a list of these')
  return ''
}

function readSubConditions(item: Reader): SubConditions | undefined {
  const group = item.inner('sub_variable_condition')
  return (
    group && {
      logicalOperator: group.choice('logical_operator', LOGICAL_OPERATORS) ?? 'and',
      conditions: group.items('conditions').map((each) =>
        defined<SubCondition>({
          id: each.text('id'),
          key: each.text('key') ?? '',
          operator: readOperator(each),
          value: readValue(each),
          varType: each.text('varType'),
        }),
      ),
    }
  )
}

/** @internal */
export function readCondition(item: Reader, index: number): Condition {
  return defined<Condition>({
    id: item.text('id') ?? `condition_${index + 1}`,
    selector: item.selector('variable_selector'),
    varType: item.valueType('varType'),
    operator: readOperator(item),
    value: readValue(item),
    numberVarType: item.text('numberVarType'),
    subConditions: readSubConditions(item),
  })
}

/** @internal */
export function writeCondition(condition: Condition): JsonObject {
  const { subConditions } = condition
  return defined<JsonObject>({
    id: condition.id,
    variable_selector: condition.selector,
    varType: condition.varType,
    comparison_operator: condition.operator,
    value: condition.value,
    numberVarType: condition.numberVarType,
    sub_variable_condition: subConditions && {
      logical_operator: subConditions.logicalOperator,
      conditions: subConditions.conditions.map(({ id, key, operator, value, varType }) =>
        defined<JsonObject>({ id, key, comparison_operator: operator, value, varType }),
      ),
    },
  })
}
