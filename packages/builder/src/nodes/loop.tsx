import { IconButton, NumberField, SegmentedControl, TextField } from '@skep/react/ui'
import {
  LOOP_VARIABLE_TYPES,
  type LoopConfig,
  type LoopVariable,
  loopNode,
  loopStartNode,
  loopVariableSelector,
  MAX_LOOP_COUNT,
  newId,
  VARIABLE_NAME,
} from '@skep/schema'
import { Play, Plus, RefreshCw } from 'lucide-react'
import type { ReactElement } from 'react'
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
import { TypeSelect } from '../fields/type-select.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { InsideVariables } from '../variables/inside-variables.tsx'
import { ConditionList } from './condition-list.tsx'
import { operatorText } from './operator-text.ts'
import { SizeSection } from './size-section.tsx'
import { SummaryLine, useReferenceText } from './summary.tsx'

function Summary({ config }: NodeSummaryProps<LoopConfig>): ReactElement {
  const t = useT()
  const say = useReferenceText()
  const [first] = config.breakConditions
  const most = t('builder.loop.summary', { count: config.count })
  if (!first) return <SummaryLine>{most}</SummaryLine>
  const value = typeof first.value === 'string' || typeof first.value === 'number' ? first.value : ''
  const condition = `${say(first.selector)} ${operatorText(first.operator, t)} ${value}`.trim()
  return (
    <SummaryLine>
      {t('builder.loop.summaryUntil', { condition })} · {most}
    </SummaryLine>
  )
}

function Panel({ nodeId, config, set, issues, isReadOnly }: NodePanelProps<LoopConfig>): ReactElement {
  const t = useT()
  const { variables } = config
  const put = (next: readonly LoopVariable[]): void => set(['variables'], next.map(asJson))
  const add = (): void => {
    const names = new Set(variables.map(({ name }) => name))
    let name = 'value'
    for (let number = 2; names.has(name); number += 1) name = `value_${number}`
    put([...variables, { id: newId('variable'), name, type: 'string', valueType: 'constant', value: '' }])
  }
  return (
    <>
      <Section
        title={t('builder.loop.variables')}
        hint={t('builder.loop.variablesHint')}
        action={
          isReadOnly ? null : (
            <IconButton
              size="sm"
              label={t('builder.loop.addVariable')}
              icon={<Plus size={15} />}
              onClick={add}
            />
          )
        }
      >
        {variables.length === 0 ? <EmptyRow>{t('builder.loop.noVariables')}</EmptyRow> : null}
        <ul className="sk:flex sk:flex-col sk:gap-2">
          {variables.map((variable, index) => (
            <li key={variable.id}>
              <VariableRow
                variable={variable}
                index={index}
                variables={variables}
                isReadOnly={isReadOnly}
                onVariablesChange={put}
                // Typing a name is one step of the history, by the path of what is typed.
                onNameChange={(name) => set(['variables', index, 'name'], name)}
              />
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t('builder.loop.until')} hint={t('builder.loop.untilHint')}>
        <InsideVariables nodeId={nodeId}>
          <ConditionList
            conditions={config.breakConditions}
            logicalOperator={config.logicalOperator}
            path={['breakConditions']}
            operatorPath={['logicalOperator']}
            set={set}
            issues={issues}
            isReadOnly={isReadOnly}
          />
        </InsideVariables>
      </Section>
      <Section title={t('builder.iteration.rounds')}>
        <NumberField
          label={t('builder.loop.count')}
          value={config.count}
          min={1}
          max={MAX_LOOP_COUNT}
          onValueChange={(count) => set(['count'], Math.round(count ?? 1))}
        />
      </Section>
      <SizeSection nodeId={nodeId} />
    </>
  )
}

interface VariableRowProps {
  readonly variable: LoopVariable
  readonly index: number
  readonly variables: readonly LoopVariable[]
  readonly isReadOnly: boolean
  readonly onVariablesChange: (next: readonly LoopVariable[]) => void
  readonly onNameChange: (name: string) => void
}

function VariableRow(props: VariableRowProps): ReactElement {
  const { variable, index, variables, isReadOnly, onVariablesChange } = props
  const t = useT()
  const number = index + 1
  const isDouble = variables.some((other) => other !== variable && other.name === variable.name)
  const change = (next: Partial<LoopVariable>): void =>
    onVariablesChange(variables.with(index, { ...variable, ...next }))
  const problem = !VARIABLE_NAME.test(variable.name)
    ? t('builder.name.invalid')
    : isDouble
      ? t('builder.name.double')
      : undefined
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-sm sk:border sk:border-line sk:bg-sunken/50 sk:p-2">
      <div className="sk:flex sk:items-start sk:gap-1.5">
        <TextField
          className="sk:min-w-0 sk:flex-1"
          isMono
          aria-label={t('builder.row.name', { number })}
          value={variable.name}
          error={problem}
          onValueChange={props.onNameChange}
        />
        <TypeSelect
          className="sk:w-30 sk:shrink-0"
          aria-label={t('builder.code.outputType', { name: variable.name })}
          value={variable.type}
          types={LOOP_VARIABLE_TYPES}
          onValueChange={(type) =>
            change({ type, ...(variable.valueType === 'constant' ? { value: firstValue(type) } : {}) })
          }
        />
        {isReadOnly ? null : (
          <RowButtons
            items={variables}
            index={index}
            name={variable.name}
            canMove={false}
            onItemsChange={onVariablesChange}
          />
        )}
      </div>
      <div className="sk:flex sk:items-start sk:gap-1.5">
        <SegmentedControl
          size="sm"
          label={t('builder.value.kind', { number })}
          value={variable.valueType}
          options={[
            { value: 'constant', label: t('builder.value.constant') },
            { value: 'variable', label: t('builder.value.variable') },
          ]}
          onValueChange={(valueType) =>
            change({ valueType, value: valueType === 'constant' ? firstValue(variable.type) : [] })
          }
        />
        <div className="sk:min-w-0 sk:flex-1">
          {variable.valueType === 'variable' ? (
            <VariableField
              aria-label={t('builder.loop.first', { name: variable.name })}
              value={loopVariableSelector(variable) ?? []}
              types={[variable.type]}
              onValueChange={(selector) => change({ value: [...selector] })}
            />
          ) : (
            <ConstantField
              key={variable.type}
              aria-label={t('builder.loop.first', { name: variable.name })}
              placeholder={t('builder.conversation.first')}
              type={variable.type}
              value={variable.value}
              onValueChange={(value) => change({ value })}
            />
          )}
        </div>
      </div>
    </div>
  )
}

/** Runs the steps inside again and again. @public */
export const loopPanel: PanelDefinition = definePanel(loopNode, { icon: RefreshCw, summary: Summary, Panel })

function StartPanel(): ReactElement {
  const t = useT()
  return <p className="sk:px-4 sk:py-3.5 sk:text-muted">{t('builder.container.begins')}</p>
}

/** Where the rounds of a loop begin. @public */
export const loopStartPanel: PanelDefinition = definePanel(loopStartNode, {
  icon: Play,
  summary: () => null,
  Panel: StartPanel,
})
