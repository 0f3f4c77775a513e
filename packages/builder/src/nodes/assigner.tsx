import { IconButton, SegmentedControl, Select } from '@skep/react/ui'
import {
  type AssignerConfig,
  type AssignerItem,
  type AssignerOperation,
  assignerNode,
  assignerOperationsFor,
  assignerSource,
  OPERATIONS_WITHOUT_INPUT,
  type Selector,
  type ValueType,
} from '@skep/schema'
import { PencilLine, Plus } from 'lucide-react'
import { type ReactElement, useMemo } from 'react'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { ConstantField, firstValue } from '../fields/constant-field.tsx'
import { EmptyRow } from '../fields/empty-row.tsx'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { describeReference } from '../variables/variable-choice.ts'
import { useVariables, VariablesContext } from '../variables/variables-context.ts'
import { SummaryLine, useReferenceText } from './summary.tsx'

const MATH: readonly AssignerOperation[] = ['+=', '-=', '*=', '/=']

function Summary({ config }: NodeSummaryProps<AssignerConfig>): ReactElement {
  const t = useT()
  const say = useReferenceText()
  const rest = config.items.length - 3
  return (
    <>
      {config.items.slice(0, 3).map((item, index) => {
        const source = assignerSource(item)
        const value = source
          ? say(source)
          : typeof item.value === 'object'
            ? JSON.stringify(item.value)
            : String(item.value)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: changes have no id
          <SummaryLine key={index}>
            <span className="sk:text-ink">{say(item.selector)}</span>{' '}
            {t(`builder.assigner.op.${item.operation}`)}{' '}
            {OPERATIONS_WITHOUT_INPUT.includes(item.operation) ? '' : value}
          </SummaryLine>
        )
      })}
      {config.items.length === 0 ? <SummaryLine>{t('builder.assigner.none')}</SummaryLine> : null}
      {rest > 0 ? <SummaryLine>{t('builder.summary.more', { count: rest })}</SummaryLine> : null}
    </>
  )
}

function Panel({ config, set, isReadOnly, issues }: NodePanelProps<AssignerConfig>): ReactElement {
  const t = useT()
  const groups = useVariables()
  // Only what belongs to the conversation or to a loop around can be changed.
  const targets = useMemo(
    () =>
      groups.flatMap((group) => {
        if (group.kind === 'conversation') return [group]
        if (group.kind !== 'container' || group.nodeType !== 'loop') return []
        const fields = group.fields.filter((field) => field.name !== 'index')
        return fields.length === 0 ? [] : [{ ...group, fields }]
      }),
    [groups],
  )
  const put = (items: readonly AssignerItem[]): void => set(['items'], items.map(asJson))
  return (
    <Section
      title={t('builder.assigner.changes')}
      hint={t('builder.assigner.hint')}
      action={
        isReadOnly ? null : (
          <IconButton
            size="sm"
            label={t('builder.assigner.add')}
            icon={<Plus size={15} />}
            onClick={() =>
              put([
                ...config.items,
                { selector: [], operation: 'over-write', inputType: 'variable', value: [] },
              ])
            }
          />
        )
      }
    >
      {config.items.length === 0 ? <EmptyRow>{t('builder.assigner.none')}</EmptyRow> : null}
      {targets.length === 0 ? (
        <p className="sk:text-sm sk:text-muted">{t('builder.assigner.noTargets')}</p>
      ) : null}
      <ol className="sk:flex sk:flex-col sk:gap-2">
        {config.items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: changes have no id
          <li key={index}>
            <ItemRow
              item={item}
              index={index}
              items={config.items}
              targets={targets}
              isReadOnly={isReadOnly}
              error={
                issues.some(
                  (issue) =>
                    issue.path[1] === index &&
                    issue.path[2] === 'value' &&
                    (issue.code === 'FIELD_REQUIRED' || issue.code === 'FIELD_INVALID'),
                )
                  ? t('builder.required')
                  : undefined
              }
              onItemsChange={put}
            />
          </li>
        ))}
      </ol>
    </Section>
  )
}

interface ItemRowProps {
  readonly item: AssignerItem
  readonly index: number
  readonly items: readonly AssignerItem[]
  readonly targets: ReturnType<typeof useVariables>
  readonly isReadOnly: boolean
  readonly error: string | undefined
  readonly onItemsChange: (items: readonly AssignerItem[]) => void
}

const NO_NODES = new Map<string, never>()

function ItemRow(props: ItemRowProps): ReactElement {
  const { item, index, items, targets, isReadOnly, onItemsChange } = props
  const t = useT()
  const number = index + 1
  const typeOf = (selector: Selector): ValueType | undefined =>
    describeReference(selector, targets, NO_NODES).type
  const type = typeOf(item.selector)
  const fitting = assignerOperationsFor(type)
  const operations = fitting.includes(item.operation) ? fitting : [item.operation, ...fitting]
  const change = (next: AssignerItem): void => onItemsChange(items.with(index, next))
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-sm sk:border sk:border-line sk:bg-sunken/50 sk:p-2">
      <div className="sk:flex sk:items-center sk:gap-1.5">
        <VariablesContext.Provider value={targets}>
          <VariableField
            className="sk:min-w-0 sk:flex-1"
            aria-label={t('builder.assigner.target', { number })}
            placeholder={t('builder.assigner.choose')}
            value={item.selector}
            onValueChange={(selector) => {
              const next = typeOf(selector)
              const allowed = assignerOperationsFor(next)
              const operation = allowed.includes(item.operation) ? item.operation : 'over-write'
              change(withInput({ ...item, selector, operation }, next))
            }}
          />
        </VariablesContext.Provider>
        {isReadOnly ? null : (
          <RowButtons items={items} index={index} name={String(number)} onItemsChange={onItemsChange} />
        )}
      </div>
      <Select
        aria-label={t('builder.assigner.operation', { number })}
        value={item.operation}
        options={operations.map((operation) => ({
          value: operation,
          label: t(`builder.assigner.op.${operation}`),
        }))}
        onValueChange={(operation) => change(withInput({ ...item, operation }, type))}
      />
      <ItemValue {...props} type={inputTypeOf(item.operation, type)} onItemChange={change} />
    </div>
  )
}

function ItemValue(
  props: ItemRowProps & {
    readonly type: ValueType
    readonly onItemChange: (item: AssignerItem) => void
  },
): ReactElement | null {
  const { item, index, type, error, onItemChange } = props
  const t = useT()
  const number = index + 1
  const label = t('builder.ifElse.value', { number })
  if (OPERATIONS_WITHOUT_INPUT.includes(item.operation)) return null
  const constant = (
    <ConstantField
      key={type}
      aria-label={label}
      type={type}
      value={item.value}
      error={error}
      placeholder={t('builder.ifElse.valuePlaceholder')}
      onValueChange={(value) => onItemChange({ ...item, inputType: 'constant', value })}
    />
  )
  // Dify's own rule: arithmetic and `set` take a value, nothing else.
  if (MATH.includes(item.operation) || item.operation === 'set') return constant
  return (
    <div className="sk:flex sk:items-start sk:gap-1.5">
      <SegmentedControl
        size="sm"
        label={t('builder.value.kind', { number })}
        value={item.inputType}
        options={[
          { value: 'variable', label: t('builder.value.variable') },
          { value: 'constant', label: t('builder.value.constant') },
        ]}
        onValueChange={(inputType) =>
          onItemChange({ ...item, inputType, value: inputType === 'variable' ? [] : firstValue(type) })
        }
      />
      <div className="sk:min-w-0 sk:flex-1">
        {item.inputType === 'variable' ? (
          <VariableField
            aria-label={label}
            value={assignerSource(item) ?? []}
            {...(type === 'any' ? {} : { types: [type] })}
            onValueChange={(selector) => onItemChange({ ...item, value: [...selector] })}
          />
        ) : (
          constant
        )}
      </div>
    </div>
  )
}

/** The type of what an operation takes, for a variable of a type. */
function inputTypeOf(operation: AssignerOperation, type: ValueType | undefined): ValueType {
  if (MATH.includes(operation)) return 'number'
  if (operation !== 'append') return type ?? 'any'
  const inner = type?.startsWith('array[') ? type.slice('array['.length, -1) : 'any'
  return (['string', 'number', 'object', 'boolean', 'file'] as const).find((each) => each === inner) ?? 'any'
}

/** Keeps the input of a change fitting to its operation. */
function withInput(item: AssignerItem, type: ValueType | undefined): AssignerItem {
  if (OPERATIONS_WITHOUT_INPUT.includes(item.operation)) return item
  if (MATH.includes(item.operation) || item.operation === 'set') {
    const wanted = inputTypeOf(item.operation, type)
    return item.inputType === 'constant'
      ? item
      : { ...item, inputType: 'constant', value: firstValue(wanted) }
  }
  return item
}

/** Changes variables of the conversation or of a loop. @public */
export const assignerPanel: PanelDefinition = definePanel(assignerNode, {
  icon: PencilLine,
  summary: Summary,
  Panel,
})
