import { IconButton, Select } from '@skep/react/ui'
import {
  type ComparisonOperator,
  type ComparisonValue,
  type Condition,
  OPERATORS_BY_FILE,
  operatorsFor,
  parseTemplate,
  type ValueType,
} from '@skep/schema'
import { Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson, type PatchPath } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { describeReference } from '../variables/variable-choice.ts'
import { useVariables } from '../variables/variables-context.ts'
import { ComparedValue } from './compared-value.tsx'
import { operatorText } from './operator-text.ts'
import { firstSubCondition, SubConditions } from './sub-conditions.tsx'

/** @internal */
export interface ConditionRowProps {
  readonly condition: Condition
  readonly number: number
  readonly path: PatchPath
  readonly set: NodePanelProps<unknown>['set']
  readonly isMissingValue: boolean
  /** Problems of this condition, by their places inside it. */
  readonly hasIssue?: (...path: readonly (string | number)[]) => boolean
  readonly isReadOnly: boolean
  readonly onRemove: () => void
}

const NO_NODES = new Map<string, never>()

/** The condition with another operator: files of a list are asked by sub conditions. */
function withOperator(
  condition: Condition,
  operator: ComparisonOperator,
  type: ValueType | undefined,
): Condition {
  const isByFile = type === 'array[file]' && OPERATORS_BY_FILE.includes(operator)
  return {
    ...condition,
    operator,
    ...(isByFile && !condition.subConditions
      ? { subConditions: { logicalOperator: 'and' as const, conditions: [firstSubCondition()] } }
      : {}),
  }
}

/** A number is compared with a constant or a variable, which Dify's editor wants to be told. */
function withValue(condition: Condition, value: ComparisonValue, type: ValueType | undefined): Condition {
  if (type !== 'number' || typeof value !== 'string') return { ...condition, value }
  const parts = parseTemplate(value)
  const isVariable = parts.length === 1 && parts[0]?.type === 'variable'
  return { ...condition, value, numberVarType: isVariable ? 'variable' : 'constant' }
}

/** The attribute of a file that a selector ends in. */
function attributeOf(
  selector: Condition['selector'],
  typeOf: (selector: Condition['selector']) => ValueType | undefined,
): string | undefined {
  return selector.length > 2 && typeOf(selector.slice(0, -1)) === 'file' ? selector.at(-1) : undefined
}

/** One comparison: a variable, an operator that fits its type, and a value. @internal */
export function ConditionRow(props: ConditionRowProps): ReactElement {
  const { condition, number, path, set, isMissingValue, hasIssue = () => false, isReadOnly, onRemove } = props
  const t = useT()
  const groups = useVariables()
  const typeOf = (selector: Condition['selector']): ValueType | undefined =>
    describeReference(selector, groups, NO_NODES).type
  const type = typeOf(condition.selector) ?? condition.varType
  const fitting = operatorsFor(type)
  const operators = fitting.includes(condition.operator) ? fitting : [condition.operator, ...fitting]
  const isByFile = OPERATORS_BY_FILE.includes(condition.operator)
  const change = (next: Condition): void => set(path, asJson(next))
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-sm sk:border sk:border-line sk:bg-sunken/50 sk:p-2">
      <div className="sk:flex sk:items-center sk:gap-1.5">
        <VariableField
          className="sk:flex-1"
          aria-label={t('builder.row.variable', { number })}
          value={condition.selector}
          onValueChange={(selector) => {
            const nextType = typeOf(selector)
            const { varType: _, subConditions, ...rest } = condition
            const allowed = operatorsFor(nextType)
            const operator = allowed.includes(condition.operator) ? condition.operator : (allowed[0] ?? 'is')
            const next: Condition = {
              ...rest,
              selector,
              ...(nextType ? { varType: nextType } : {}),
              ...(subConditions && nextType === 'array[file]' ? { subConditions } : {}),
              value: nextType === 'boolean' || nextType === 'array[boolean]' ? 'true' : condition.value,
            }
            change(withOperator(next, operator, nextType))
          }}
        />
        {isReadOnly ? null : (
          <IconButton
            label={t('builder.row.remove', { name: String(number) })}
            icon={<Trash2 size={14} />}
            onClick={onRemove}
          />
        )}
      </div>
      <div className="sk:flex sk:items-start sk:gap-1.5">
        <Select
          className="sk:w-36 sk:shrink-0"
          aria-label={t('builder.ifElse.operator', { number })}
          value={condition.operator}
          options={operators.map((operator) => ({ value: operator, label: operatorText(operator, t) }))}
          onValueChange={(operator) => change(withOperator(condition, operator, type))}
        />
        {condition.subConditions && isByFile ? null : (
          <div className="sk:min-w-0 sk:flex-1">
            <ComparedValue
              label={t('builder.ifElse.value', { number })}
              operator={condition.operator}
              value={condition.value}
              type={type}
              fileKey={attributeOf(condition.selector, typeOf)}
              isMissing={isMissingValue}
              onValueChange={(value) => change(withValue(condition, value, type))}
            />
          </div>
        )}
      </div>
      {condition.subConditions && isByFile ? (
        <SubConditions
          group={condition.subConditions}
          path={[...path, 'subConditions']}
          set={set}
          isReadOnly={isReadOnly}
          isMissing={(index, key) => hasIssue('subConditions', 'conditions', index, key)}
        />
      ) : null}
    </div>
  )
}
