import { ScrollArea, TextField } from '@skep/react/ui'
import { type TriggerPluginConfig, triggerPluginNode } from '@skep/schema'
import { Plug } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine } from './summary.tsx'
import { TriggerNote } from './trigger-note.tsx'

type Config = TriggerPluginConfig

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  const t = useT()
  return (
    <>
      <SummaryLine>{config.eventName || t('builder.summary.notSet')}</SummaryLine>
      {config.pluginId ? <SummaryLine>{config.pluginId}</SummaryLine> : null}
    </>
  )
}

function Panel({ config, set }: NodePanelProps<Config>): ReactElement {
  const t = useT()
  const outputs = triggerPluginNode.outputs(config)
  return (
    <>
      <TriggerNote text={t('builder.pluginTrigger.note')} />
      <Section title={t('builder.pluginTrigger.event')}>
        <TextField
          label={t('builder.pluginTrigger.plugin')}
          isMono
          value={config.pluginId}
          onValueChange={(id) => set(['pluginId'], id)}
        />
        <TextField
          label={t('builder.pluginTrigger.name')}
          isMono
          value={config.eventName}
          error={config.eventName === '' ? t('builder.required') : undefined}
          onValueChange={(name) => set(['eventName'], name)}
        />
      </Section>
      {Object.keys(config.eventParameters).length > 0 ? (
        <Section title={t('builder.pluginTrigger.parameters')}>
          <ScrollArea
            label={t('builder.pluginTrigger.parameters')}
            className="sk:max-h-72 sk:rounded-sm sk:border sk:border-line sk:bg-sunken sk:p-2.5"
          >
            <pre className="sk:font-mono sk:text-xs">{JSON.stringify(config.eventParameters, null, 2)}</pre>
          </ScrollArea>
        </Section>
      ) : null}
      {outputs.length > 0 ? <OutputsSection outputs={outputs} /> : null}
    </>
  )
}

/** Starts the app when something happens in a plugin. @public */
export const triggerPluginPanel: PanelDefinition = definePanel(triggerPluginNode, {
  icon: Plug,
  summary: Summary,
  Panel,
})
