import { NumberField, Select } from '@skep/react/ui'
import { AGENT_STRATEGIES, type AgentConfig, agentNode } from '@skep/schema'
import { Bot, Wrench } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { useT } from '../use-t.ts'
import { AgentTools } from './agent-tools.tsx'
import { MemorySection, ModelSection, ModelSummary } from './model-sections.tsx'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine } from './summary.tsx'

function Summary({ config }: NodeSummaryProps<AgentConfig>): ReactElement {
  const t = useT()
  const count = config.tools.filter((tool) => tool.enabled).length
  return (
    <>
      <ModelSummary model={config.model} />
      <SummaryLine icon={<Wrench size={12} />}>{t('builder.agent.toolCount', { count })}</SummaryLine>
    </>
  )
}

function Panel(props: NodePanelProps<AgentConfig>): ReactElement {
  const { config, set, setMany, issues, isReadOnly } = props
  const t = useT()
  const isKnown = AGENT_STRATEGIES.some((strategy) => strategy === config.strategy)
  const hasNoQuery = issues.some((issue) => issue.path[0] === 'query' && issue.code === 'FIELD_REQUIRED')
  return (
    <>
      <Section title={t('builder.agent.strategy')}>
        <Select
          aria-label={t('builder.agent.strategy')}
          value={config.strategy === '' ? undefined : config.strategy}
          error={isKnown ? undefined : t('builder.agent.badStrategy')}
          options={[
            ...(isKnown || config.strategy === ''
              ? []
              : [{ value: config.strategy, label: config.strategy }]),
            ...AGENT_STRATEGIES.map((strategy) => ({
              value: strategy as string, // beside a foreign one
              label: t(`builder.agent.strategy.${strategy}`),
              description: t(`builder.agent.strategy.${strategy}Hint`),
            })),
          ]}
          onValueChange={(strategy) => set(['strategy'], strategy)}
        />
      </Section>
      <ModelSection model={config.model} set={set} setMany={setMany} />
      <AgentTools config={config} set={set} issues={issues} isReadOnly={isReadOnly} />
      <Section title={t('builder.agent.task')}>
        <TemplateField
          label={t('builder.agent.instruction')}
          hint={t('builder.agent.instructionHint')}
          lines={[4, 16]}
          value={config.instruction}
          onValueChange={(instruction) => set(['instruction'], instruction)}
        />
        <TemplateField
          label={t('builder.agent.query')}
          lines={[1, 8]}
          isRequired
          error={hasNoQuery ? t('builder.required') : undefined}
          value={config.query}
          onValueChange={(query) => set(['query'], query)}
        />
        <NumberField
          label={t('builder.agent.iterations')}
          hint={t('builder.agent.iterationsHint')}
          value={config.maxIterations}
          min={1}
          max={100}
          onValueChange={(count) => set(['maxIterations'], Math.round(count ?? 1))}
        />
      </Section>
      <MemorySection memory={config.memory} set={set} />
      <OutputsSection outputs={agentNode.outputs(config)} />
    </>
  )
}

/** Lets a model work with tools. @public */
export const agentPanel: PanelDefinition = definePanel(agentNode, { icon: Bot, summary: Summary, Panel })
