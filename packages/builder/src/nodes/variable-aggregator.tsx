import { Button, IconButton, Switch, TextField } from '@skep/react/ui'
import {
  type AggregatorGroup,
  newId,
  type Selector,
  VALUE_TYPES,
  VARIABLE_NAME,
  type VariableAggregatorConfig,
  variableAggregatorNode,
} from '@skep/schema'
import { Merge, Plus, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import type { PatchPath } from '../core/patches.ts'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { TypeSelect } from '../fields/type-select.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { SummaryLine, useReferenceText } from './summary.tsx'

type Config = VariableAggregatorConfig

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  const t = useT()
  const say = useReferenceText()
  if (config.advanced?.groupEnabled) {
    return (
      <>
        {config.advanced.groups.map((group) => (
          <SummaryLine key={group.groupId}>
            <span className="sk:font-mono sk:text-ink">{group.groupName}</span> ·{' '}
            {t('builder.aggregator.count', { count: group.variables.length })}
          </SummaryLine>
        ))}
      </>
    )
  }
  return (
    <>
      {config.variables.slice(0, 3).map((selector) => (
        <SummaryLine key={selector.join('.')}>{say(selector)}</SummaryLine>
      ))}
      {config.variables.length > 3 ? (
        <SummaryLine>{t('builder.summary.more', { count: config.variables.length - 3 })}</SummaryLine>
      ) : null}
    </>
  )
}

function Panel({ config, set, isReadOnly }: NodePanelProps<Config>): ReactElement {
  const t = useT()
  const { advanced } = config
  const groups = advanced?.groups ?? []
  const setGroups = (next: readonly AggregatorGroup[]): void =>
    set(['advanced'], asJson({ groupEnabled: true, groups: next }))
  const addGroup = (): void => {
    const names = new Set(groups.map((group) => group.groupName))
    let number = groups.length + 1
    while (names.has(`Group${number}`)) number += 1
    setGroups([
      ...groups,
      { groupId: newId('group'), groupName: `Group${number}`, outputType: 'any', variables: [] },
    ])
  }
  return (
    <>
      <Section title={t('builder.aggregator.title')} hint={t('builder.aggregator.hint')}>
        <Switch
          label={t('builder.aggregator.grouped')}
          hint={t('builder.aggregator.groupedHint')}
          checked={advanced?.groupEnabled === true}
          onCheckedChange={(groupEnabled) => {
            const first: AggregatorGroup = {
              groupId: newId('group'),
              groupName: 'Group1',
              outputType: config.outputType,
              variables: config.variables,
            }
            set(['advanced'], asJson({ groupEnabled, groups: groups.length > 0 ? groups : [first] }))
          }}
        />
      </Section>
      {advanced?.groupEnabled ? (
        <>
          {groups.map((group, index) => (
            <GroupSection
              key={group.groupId}
              group={group}
              path={['advanced', 'groups', index]}
              set={set}
              isReadOnly={isReadOnly}
              isDouble={groups.some((other) => other !== group && other.groupName === group.groupName)}
              onRemove={() => setGroups(groups.toSpliced(index, 1))}
            />
          ))}
          {isReadOnly ? null : (
            <div className="sk:p-4">
              <Button icon={<Plus size={14} />} onClick={addGroup}>
                {t('builder.aggregator.addGroup')}
              </Button>
            </div>
          )}
        </>
      ) : (
        <Section title={t('builder.aggregator.variables')}>
          <Candidates variables={config.variables} path={['variables']} set={set} isReadOnly={isReadOnly} />
          <OutputType value={config.outputType} onValueChange={(type) => set(['outputType'], type)} />
        </Section>
      )}
    </>
  )
}

interface GroupSectionProps {
  readonly group: AggregatorGroup
  readonly path: PatchPath
  readonly set: NodePanelProps<Config>['set']
  readonly isReadOnly: boolean
  readonly isDouble: boolean
  readonly onRemove: () => void
}

function GroupSection({ group, path, set, isReadOnly, isDouble, onRemove }: GroupSectionProps): ReactElement {
  const t = useT()
  const problem = !VARIABLE_NAME.test(group.groupName)
    ? t('builder.name.invalid')
    : isDouble
      ? t('builder.name.double')
      : undefined
  return (
    <Section
      title={group.groupName || '–'}
      action={
        isReadOnly ? null : (
          <IconButton
            size="sm"
            label={t('builder.row.remove', { name: group.groupName })}
            icon={<Trash2 size={14} />}
            onClick={onRemove}
          />
        )
      }
    >
      <TextField
        label={t('builder.aggregator.groupName')}
        isMono
        value={group.groupName}
        error={problem}
        onValueChange={(name) => set([...path, 'groupName'], name)}
      />
      <Candidates
        variables={group.variables}
        path={[...path, 'variables']}
        set={set}
        isReadOnly={isReadOnly}
      />
      <OutputType value={group.outputType} onValueChange={(type) => set([...path, 'outputType'], type)} />
    </Section>
  )
}

interface CandidatesProps {
  readonly variables: readonly Selector[]
  readonly path: PatchPath
  readonly set: NodePanelProps<Config>['set']
  readonly isReadOnly: boolean
}

/** Variables in the order in which they are tried. */
function Candidates({ variables, path, set, isReadOnly }: CandidatesProps): ReactElement {
  const t = useT()
  return (
    <>
      {variables.length === 0 ? <EmptyRow>{t('builder.aggregator.none')}</EmptyRow> : null}
      <ol className="sk:flex sk:flex-col sk:gap-1.5">
        {variables.map((selector, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two rows may hold the same variable
          <li key={index} className="sk:flex sk:items-center sk:gap-1">
            <span className="sk:w-4 sk:shrink-0 sk:text-xs sk:text-faint">{index + 1}</span>
            <VariableField
              className="sk:flex-1"
              aria-label={t('builder.row.variable', { number: index + 1 })}
              value={selector}
              onValueChange={(next) => set([...path, index], next)}
            />
            {isReadOnly ? null : (
              <RowButtons
                items={variables}
                index={index}
                name={String(index + 1)}
                onItemsChange={(next) => set(path, next)}
              />
            )}
          </li>
        ))}
      </ol>
      {isReadOnly ? null : (
        <div>
          <Button size="sm" icon={<Plus size={14} />} onClick={() => set(path, [...variables, []])}>
            {t('builder.aggregator.add')}
          </Button>
        </div>
      )}
    </>
  )
}

function OutputType(props: {
  readonly value: Config['outputType']
  readonly onValueChange: (type: Config['outputType']) => void
}): ReactElement {
  const t = useT()
  return (
    <div className="sk:flex sk:items-center sk:justify-between sk:gap-3">
      <span className="sk:text-sm sk:font-medium">{t('builder.aggregator.type')}</span>
      <TypeSelect
        className="sk:w-40"
        aria-label={t('builder.aggregator.type')}
        value={props.value}
        types={VALUE_TYPES.filter((type) => type !== 'none' && type !== 'secret')}
        onValueChange={props.onValueChange}
      />
    </div>
  )
}

/** Joins branches. @public */
export const variableAggregatorPanel: PanelDefinition = definePanel(variableAggregatorNode, {
  icon: Merge,
  summary: Summary,
  Panel,
})
