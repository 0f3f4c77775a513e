import { NumberField, Select, Switch } from '@skep/react/ui'
import { ITERATION_ERROR_MODES, type IterationConfig, iterationNode, iterationStartNode } from '@skep/schema'
import { Play, Repeat1 } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { Section } from '../fields/section.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { InsideVariables } from '../variables/inside-variables.tsx'
import { SizeSection } from './size-section.tsx'
import { SummaryLine, useReferenceText } from './summary.tsx'

const LISTS = [
  'array[string]',
  'array[number]',
  'array[object]',
  'array[boolean]',
  'array[file]',
  'array[any]',
] as const
const MOST_PARALLEL = 10

function Summary({ config }: NodeSummaryProps<IterationConfig>): ReactElement {
  const t = useT()
  const say = useReferenceText()
  const list = t('builder.iteration.summary', { list: say(config.iteratorSelector) })
  return (
    <SummaryLine>
      {config.isParallel
        ? `${list} · ${t('builder.iteration.summaryParallel', { count: config.parallelCount })}`
        : list}
    </SummaryLine>
  )
}

function Panel({ nodeId, config, set, issues }: NodePanelProps<IterationConfig>): ReactElement {
  const t = useT()
  const isMissing = (key: string): boolean =>
    issues.some((issue) => issue.path[0] === key && issue.code === 'FIELD_REQUIRED')
  return (
    <>
      <Section title={t('builder.iteration.list')} hint={t('builder.iteration.listHint')}>
        <VariableField
          aria-label={t('builder.iteration.list')}
          types={LISTS}
          value={config.iteratorSelector}
          error={isMissing('iteratorSelector') ? t('builder.required') : undefined}
          onValueChange={(selector) => set(['iteratorSelector'], [...selector])}
        />
      </Section>
      <Section title={t('builder.iteration.result')} hint={t('builder.iteration.resultHint')}>
        <InsideVariables nodeId={nodeId}>
          <VariableField
            aria-label={t('builder.iteration.result')}
            value={config.outputSelector}
            error={isMissing('outputSelector') ? t('builder.required') : undefined}
            onValueChange={(selector) => set(['outputSelector'], [...selector])}
          />
        </InsideVariables>
        <Switch
          label={t('builder.iteration.flatten')}
          hint={t('builder.iteration.flattenHint')}
          checked={config.flattenOutput}
          onCheckedChange={(flatten) => set(['flattenOutput'], flatten)}
        />
      </Section>
      <Section title={t('builder.iteration.rounds')}>
        <Switch
          label={t('builder.iteration.parallel')}
          hint={t('builder.iteration.parallelHint')}
          checked={config.isParallel}
          onCheckedChange={(isParallel) => set(['isParallel'], isParallel)}
        />
        {config.isParallel ? (
          <NumberField
            label={t('builder.iteration.parallelCount')}
            value={config.parallelCount}
            min={1}
            max={MOST_PARALLEL}
            onValueChange={(count) => set(['parallelCount'], Math.round(count ?? 1))}
          />
        ) : null}
        <Select
          label={t('builder.iteration.failure')}
          value={config.errorMode}
          options={ITERATION_ERROR_MODES.map((mode) => ({
            value: mode,
            label: t(`builder.iteration.failure.${mode}`),
            description: t(`builder.iteration.failure.${mode}.text`),
          }))}
          onValueChange={(mode) => set(['errorMode'], mode)}
        />
      </Section>
      <SizeSection nodeId={nodeId} />
    </>
  )
}

/** Runs the steps inside once for each item of a list. @public */
export const iterationPanel: PanelDefinition = definePanel(iterationNode, {
  icon: Repeat1,
  summary: Summary,
  Panel,
})

function StartPanel(): ReactElement {
  const t = useT()
  return <p className="sk:px-4 sk:py-3.5 sk:text-muted">{t('builder.container.begins')}</p>
}

/** Where the rounds of an iteration begin. @public */
export const iterationStartPanel: PanelDefinition = definePanel(iterationStartNode, {
  icon: Play,
  summary: () => null,
  Panel: StartPanel,
})
