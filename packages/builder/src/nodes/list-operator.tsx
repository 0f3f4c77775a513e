import { Button, IconButton, NumberField, SegmentedControl, Select, Switch } from '@skep/react/ui'
import {
  type ComparisonOperator,
  FILE_KEYS,
  itemTypeOf,
  LIST_TYPES,
  type ListFilter,
  type ListOperatorConfig,
  listOperatorNode,
  listOperatorsFor,
  type ValueType,
} from '@skep/schema'
import { ListFilter as ListFilterIcon, Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { describeReference } from '../variables/variable-choice.ts'
import { useVariables } from '../variables/variables-context.ts'
import { ComparedValue } from './compared-value.tsx'
import { operatorText } from './operator-text.ts'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine, useReferenceText } from './summary.tsx'

type Config = ListOperatorConfig

const NO_NODES = new Map<string, never>()

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  const t = useT()
  const say = useReferenceText()
  const { filter, extract, order, limit } = config
  const steps = [
    ...(filter.enabled ? [t('builder.list.filter')] : []),
    ...(extract.enabled ? [t('builder.list.extract')] : []),
    ...(order.enabled ? [t('builder.list.order')] : []),
    ...(limit.enabled ? [t('builder.list.limitOf', { count: limit.size })] : []),
  ]
  return (
    <>
      <SummaryLine>{say(config.variable)}</SummaryLine>
      {steps.length > 0 ? <SummaryLine>{steps.join(' · ')}</SummaryLine> : null}
    </>
  )
}

function firstFilter(itemType: ValueType | undefined): ListFilter {
  const key = itemType === 'file' ? 'name' : ''
  const [operator = 'is'] = listOperatorsFor(itemType, key)
  return { key, operator, value: itemType === 'boolean' ? 'true' : '' }
}

function Panel(props: NodePanelProps<Config>): ReactElement {
  const { config, set, setMany, issues } = props
  const t = useT()
  const groups = useVariables()
  const itemType =
    itemTypeOf(describeReference(config.variable, groups, NO_NODES).type) ?? config.itemType ?? undefined
  const isMissing = issues.some((issue) => issue.path[0] === 'variable' && issue.code === 'FIELD_REQUIRED')
  const hasIssue = (...path: readonly (string | number)[]): boolean =>
    issues.some((issue) => path.every((key, at) => issue.path[at] === key))
  return (
    <>
      <Section title={t('builder.list.variable')}>
        <VariableField
          aria-label={t('builder.list.variable')}
          value={config.variable}
          types={[...LIST_TYPES]}
          error={isMissing ? t('builder.required') : undefined}
          onValueChange={(selector) => {
            const type = describeReference(selector, groups, NO_NODES).type
            const item = itemTypeOf(type)
            const isOther = item !== itemType
            setMany([
              { path: ['variable'], value: selector },
              { path: ['varType'], value: type },
              { path: ['itemType'], value: item },
              // What was asked of the items of another list does not fit these.
              ...(isOther
                ? [
                    {
                      path: ['filter', 'conditions'],
                      value: config.filter.conditions.length > 0 ? [asJson(firstFilter(item))] : [],
                    },
                    { path: ['order', 'key'], value: item === 'file' ? 'name' : '' },
                  ]
                : []),
            ])
          }}
        />
      </Section>
      <FilterSection {...props} itemType={itemType} />
      <Section title={t('builder.list.extract')}>
        <Switch
          label={t('builder.list.useExtract')}
          checked={config.extract.enabled}
          onCheckedChange={(isOn) => set(['extract', 'enabled'], isOn)}
        />
        {config.extract.enabled ? (
          <TemplateField
            label={t('builder.list.place')}
            hint={t('builder.list.placeHint')}
            lines={[1, 2]}
            value={config.extract.serial}
            error={hasIssue('extract', 'serial') ? t('builder.required') : undefined}
            onValueChange={(serial) => set(['extract', 'serial'], serial)}
          />
        ) : null}
      </Section>
      <Section title={t('builder.list.order')}>
        <Switch
          label={t('builder.list.useOrder')}
          checked={config.order.enabled}
          onCheckedChange={(enabled) =>
            set(['order'], {
              ...config.order,
              enabled,
              key: config.order.key || (itemType === 'file' ? 'name' : ''),
            })
          }
        />
        {config.order.enabled ? (
          <div className="sk:flex sk:items-center sk:gap-2">
            {itemType === 'file' ? (
              <KeySelect
                label={t('builder.list.orderBy')}
                value={config.order.key}
                onValueChange={(key) => set(['order', 'key'], key)}
              />
            ) : null}
            <SegmentedControl
              size="sm"
              label={t('builder.list.direction')}
              value={config.order.direction}
              options={[
                { value: 'asc', label: t('builder.list.asc') },
                { value: 'desc', label: t('builder.list.desc') },
              ]}
              onValueChange={(direction) => set(['order', 'direction'], direction)}
            />
          </div>
        ) : null}
      </Section>
      <Section title={t('builder.list.limit')}>
        <Switch
          label={t('builder.list.useLimit')}
          checked={config.limit.enabled}
          onCheckedChange={(enabled) =>
            set(['limit'], { enabled, size: config.limit.size < 1 ? 10 : config.limit.size })
          }
        />
        {config.limit.enabled ? (
          <NumberField
            label={t('builder.list.size')}
            value={config.limit.size}
            min={1}
            max={20}
            onValueChange={(size) => set(['limit', 'size'], Math.round(size ?? 1))}
          />
        ) : null}
      </Section>
      <OutputsSection outputs={listOperatorNode.outputs(config)} />
    </>
  )
}

function KeySelect(props: {
  readonly label: string
  readonly value: string
  readonly onValueChange: (key: string) => void
}): ReactElement {
  const { value, onValueChange, label } = props
  const keys = FILE_KEYS.includes(value) || value === '' ? FILE_KEYS : [value, ...FILE_KEYS]
  return (
    <Select
      className="sk:w-36 sk:shrink-0"
      aria-label={label}
      value={value === '' ? undefined : value}
      options={keys.map((key) => ({ value: key, label: key }))}
      onValueChange={onValueChange}
    />
  )
}

function FilterSection({
  config,
  set,
  issues,
  isReadOnly,
  itemType,
}: NodePanelProps<Config> & { readonly itemType: ValueType | undefined }): ReactElement {
  const t = useT()
  const { enabled, conditions } = config.filter
  const put = (next: readonly ListFilter[]): void => set(['filter', 'conditions'], next.map(asJson))
  return (
    <Section title={t('builder.list.filter')}>
      <Switch
        label={t('builder.list.useFilter')}
        checked={enabled}
        onCheckedChange={(isOn) =>
          set(['filter'], {
            enabled: isOn,
            conditions: (conditions.length > 0 ? conditions : [firstFilter(itemType)]).map(asJson),
          })
        }
      />
      {enabled ? (
        <>
          {conditions.length === 0 ? <EmptyRow>{t('builder.ifElse.none')}</EmptyRow> : null}
          <ul className="sk:flex sk:flex-col sk:gap-2">
            {conditions.map((condition, index) => (
              <FilterRow
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no id
                key={index}
                condition={condition}
                index={index}
                itemType={itemType}
                isMissing={issues.some(
                  ({ path }) => path[0] === 'filter' && path[2] === index && path[3] === 'value',
                )}
                set={set}
                onRemove={isReadOnly ? undefined : () => put(conditions.toSpliced(index, 1))}
              />
            ))}
          </ul>
          {isReadOnly ? null : (
            <div>
              <Button
                size="sm"
                icon={<Plus size={14} />}
                onClick={() => put([...conditions, firstFilter(itemType)])}
              >
                {t('builder.ifElse.addCondition')}
              </Button>
            </div>
          )}
        </>
      ) : null}
    </Section>
  )
}

interface FilterRowProps {
  readonly condition: ListFilter
  readonly index: number
  readonly itemType: ValueType | undefined
  readonly isMissing: boolean
  readonly set: NodePanelProps<Config>['set']
  readonly onRemove: (() => void) | undefined
}

function FilterRow(props: FilterRowProps): ReactElement {
  const { condition, index, itemType, isMissing, set, onRemove } = props
  const t = useT()
  const { key, operator } = condition
  const fitting = listOperatorsFor(itemType, key)
  const operators = fitting.includes(operator) ? fitting : [operator, ...fitting]
  const path = ['filter', 'conditions', index]
  const number = index + 1
  return (
    <li className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-sm sk:border sk:border-line sk:bg-sunken/50 sk:p-2">
      <div className="sk:flex sk:items-center sk:gap-1.5">
        {itemType === 'file' ? (
          <KeySelect
            label={t('builder.subConditions.key', { number })}
            value={key}
            onValueChange={(next) => {
              const [first = 'is'] = listOperatorsFor('file', next)
              const allowed: readonly ComparisonOperator[] = listOperatorsFor('file', next)
              set(path, { key: next, operator: allowed.includes(operator) ? operator : first, value: '' })
            }}
          />
        ) : null}
        <Select
          className="sk:min-w-0 sk:flex-1"
          aria-label={t('builder.ifElse.operator', { number })}
          value={operator}
          options={operators.map((each) => ({ value: each, label: operatorText(each, t) }))}
          onValueChange={(next) => set([...path, 'operator'], next)}
        />
        {onRemove ? (
          <IconButton
            label={t('builder.row.remove', { name: String(number) })}
            icon={<Trash2 size={14} />}
            onClick={onRemove}
          />
        ) : null}
      </div>
      <ComparedValue
        label={t('builder.ifElse.value', { number })}
        operator={operator}
        value={condition.value}
        type={itemType === 'file' ? (key === 'size' ? 'number' : 'string') : itemType}
        fileKey={itemType === 'file' ? key : undefined}
        isMissing={isMissing}
        onValueChange={(value) => set([...path, 'value'], value)}
      />
    </li>
  )
}

/** Picks, orders and shortens a list. @public */
export const listOperatorPanel: PanelDefinition = definePanel(listOperatorNode, {
  icon: ListFilterIcon,
  summary: Summary,
  Panel,
})
