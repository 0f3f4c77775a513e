import { Badge, IconButton, Select, TextField } from '@skep/react/ui'
import {
  type ComparisonValue,
  type Condition,
  OPERATORS_WITHOUT_VALUE,
  operatorsFor,
  parseTemplate,
  type ValueType,
} from '@skep/schema'
import { Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson, type PatchPath } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { TemplateField } from '../fields/template-field.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { describeReference } from '../variables/variable-choice.ts'
import { useVariables } from '../variables/variables-context.ts'
import { operatorText } from './operator-text.ts'

/** @internal */
export interface ConditionRowProps {
  readonly condition: Condition
  readonly number: number
  readonly path: PatchPath
  readonly set: NodePanelProps<unknown>['set']
  readonly isMissingValue: boolean
  readonly isReadOnly: boolean
  readonly onRemove: () => void
}

const NO_NODES = new Map<string, never>()

/** One comparison: a variable, an operator that fits its type, and a value. @internal */
export function ConditionRow(props: ConditionRowProps): ReactElement {
  const { condition, number, path, set, isReadOnly, onRemove } = props
  const t = useT()
  const groups = useVariables()
  const typeOf = (selector: Condition['selector']): ValueType | undefined =>
    describeReference(selector, groups, NO_NODES).type
  const type = typeOf(condition.selector) ?? condition.varType
  const fitting = operatorsFor(type)
  const operators = fitting.includes(condition.operator) ? fitting : [condition.operator, ...fitting]
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
            const { varType: _, ...rest } = condition
            const allowed = operatorsFor(nextType)
            change({
              ...rest,
              selector,
              ...(nextType ? { varType: nextType } : {}),
              operator: allowed.includes(condition.operator) ? condition.operator : (allowed[0] ?? 'is'),
              value: nextType === 'boolean' ? 'true' : condition.value,
            })
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
          onValueChange={(operator) => set([...path, 'operator'], operator)}
        />
        <div className="sk:min-w-0 sk:flex-1">
          <ConditionValue {...props} type={type} />
        </div>
      </div>
      {condition.subConditions ? <Badge>{t('builder.ifElse.subConditions')}</Badge> : null}
    </div>
  )
}

function ConditionValue(
  props: ConditionRowProps & { readonly type: ValueType | undefined },
): ReactElement | null {
  const { condition, number, path, set, isMissingValue, type } = props
  const t = useT()
  const label = t('builder.ifElse.value', { number })
  const { operator, value, subConditions } = condition
  if (OPERATORS_WITHOUT_VALUE.includes(operator) || subConditions) return null
  const put = (next: ComparisonValue): void => set([...path, 'value'], next)
  const error = isMissingValue ? t('builder.required') : undefined
  if (type === 'boolean') {
    return (
      <Select
        aria-label={label}
        value={String(value) === 'true' || value === 1 ? 'true' : 'false'}
        options={[
          { value: 'true', label: t('builder.true') },
          { value: 'false', label: t('builder.false') },
        ]}
        onValueChange={put}
      />
    )
  }
  const isList = operator === 'in' || operator === 'not in' || operator === 'all of'
  if (isList && typeof value !== 'string') {
    return (
      <TextField
        aria-label={label}
        hint={t('builder.ifElse.listHint')}
        error={error}
        value={Array.isArray(value) ? value.join(', ') : String(value ?? '')}
        onValueChange={(text) => put(text.split(',').map((each) => each.trim()))}
      />
    )
  }
  const text = String(value ?? '')
  const isPlainNumber = type === 'number' && parseTemplate(text).every((part) => part.type === 'text')
  return (
    <TemplateField
      aria-label={label}
      value={text}
      error={
        error ??
        (isPlainNumber && text !== '' && !Number.isFinite(Number(text))
          ? t('builder.ifElse.number')
          : undefined)
      }
      placeholder={t('builder.ifElse.valuePlaceholder')}
      lines={[1, 4]}
      onValueChange={put}
    />
  )
}
