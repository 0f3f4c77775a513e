import { Button, IconButton, SegmentedControl, Select } from '@skep/react/ui'
import {
  FILE_FIELDS,
  fileOperatorsFor,
  type SubConditions as Group,
  newId,
  type SubCondition,
} from '@skep/schema'
import { Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson, type PatchPath } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { useT } from '../use-t.ts'
import { ComparedValue } from './compared-value.tsx'
import { operatorText } from './operator-text.ts'

/** @internal */
export interface SubConditionsProps {
  readonly group: Group
  /** Of the group in the config. */
  readonly path: PatchPath
  readonly set: NodePanelProps<unknown>['set']
  /** Whether something is missing at a place inside the group. */
  readonly isMissing: (index: number, key: 'key' | 'value') => boolean
  readonly isReadOnly: boolean
}

/** A first question about files: are there any of these kinds? @internal */
export function firstSubCondition(): SubCondition {
  return { id: newId('sub'), key: 'type', operator: 'in', value: [], varType: 'string' }
}

/** Conditions on the attributes of the files of a list. @internal */
export function SubConditions(props: SubConditionsProps): ReactElement {
  const { group, path, set, isMissing, isReadOnly } = props
  const t = useT()
  const { conditions } = group
  const put = (next: readonly SubCondition[]): void => set([...path, 'conditions'], next.map(asJson))
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5 sk:border-s-2 sk:border-line sk:ps-2">
      <p className="sk:text-sm sk:text-muted">{t('builder.subConditions.hint')}</p>
      {conditions.length > 1 ? (
        <div className="sk:flex sk:items-center sk:gap-2">
          <SegmentedControl
            size="sm"
            label={t('builder.ifElse.logic')}
            value={group.logicalOperator}
            onValueChange={(operator) => set([...path, 'logicalOperator'], operator)}
            options={[
              { value: 'and', label: t('builder.ifElse.all') },
              { value: 'or', label: t('builder.ifElse.any') },
            ]}
          />
          <span className="sk:text-sm sk:text-muted">{t('builder.ifElse.mustHold')}</span>
        </div>
      ) : null}
      <ul className="sk:flex sk:flex-col sk:gap-2">
        {conditions.map((condition, index) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: imported sub conditions may have no id
            key={index}
            condition={condition}
            number={index + 1}
            isKeyMissing={isMissing(index, 'key')}
            isValueMissing={isMissing(index, 'value')}
            onChange={(next) => set([...path, 'conditions', index], asJson(next))}
            onRemove={isReadOnly ? undefined : () => put(conditions.toSpliced(index, 1))}
          />
        ))}
      </ul>
      {isReadOnly ? null : (
        <div>
          <Button
            size="sm"
            variant="ghost"
            icon={<Plus size={14} />}
            onClick={() => put([...conditions, firstSubCondition()])}
          >
            {t('builder.subConditions.add')}
          </Button>
        </div>
      )}
    </div>
  )
}

interface RowProps {
  readonly condition: SubCondition
  readonly number: number
  readonly isKeyMissing: boolean
  readonly isValueMissing: boolean
  readonly onChange: (next: SubCondition) => void
  readonly onRemove: (() => void) | undefined
}

function Row({
  condition,
  number,
  isKeyMissing,
  isValueMissing,
  onChange,
  onRemove,
}: RowProps): ReactElement {
  const t = useT()
  const { key, operator, value } = condition
  const fitting = fileOperatorsFor(key)
  const operators = fitting.includes(operator) ? fitting : [operator, ...fitting]
  const keys = FILE_FIELDS.map((field) => field.name)
  return (
    <li className="sk:flex sk:flex-col sk:gap-1.5">
      <div className="sk:flex sk:items-start sk:gap-1.5">
        <Select
          className="sk:w-32 sk:shrink-0"
          size="sm"
          aria-label={t('builder.subConditions.key', { number })}
          value={key === '' ? undefined : key}
          error={isKeyMissing ? t('builder.required') : undefined}
          options={(keys.includes(key) || key === '' ? keys : [key, ...keys]).map((each) => ({
            value: each,
            label: each,
          }))}
          onValueChange={(next) => {
            const [first = 'is'] = fileOperatorsFor(next)
            const isKept = fileOperatorsFor(next).includes(operator)
            onChange({
              ...condition,
              key: next,
              operator: isKept ? operator : first,
              value: next === 'type' || next === 'transfer_method' ? [] : '',
              varType: next === 'size' ? 'number' : 'string',
            })
          }}
        />
        <Select
          className="sk:min-w-0 sk:flex-1"
          size="sm"
          aria-label={t('builder.subConditions.operator', { number })}
          value={operator}
          options={operators.map((each) => ({ value: each, label: operatorText(each, t) }))}
          onValueChange={(next) => onChange({ ...condition, operator: next })}
        />
        {onRemove ? (
          <IconButton
            size="sm"
            label={t('builder.subConditions.remove', { number })}
            icon={<Trash2 size={14} />}
            onClick={onRemove}
          />
        ) : null}
      </div>
      <ComparedValue
        label={t('builder.subConditions.value', { number })}
        operator={operator}
        value={value}
        type={key === 'size' ? 'number' : 'string'}
        fileKey={key}
        isMissing={isValueMissing}
        onValueChange={(next) => onChange({ ...condition, value: next })}
      />
    </li>
  )
}
