import { NumberField, Select } from '@skep/react/ui'
import { type HumanInputConfig, humanInputNode } from '@skep/schema'
import { UserRoundCheck } from 'lucide-react'
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
import { FormActions } from './form-actions.tsx'
import { FormFields } from './form-fields.tsx'
import { FormPreview } from './form-preview.tsx'
import { SummaryLine, TextSummary } from './summary.tsx'

function Summary({ config }: NodeSummaryProps<HumanInputConfig>): ReactElement {
  const t = useT()
  return (
    <>
      <TextSummary text={plain(config.content)} />
      {config.inputs.length > 0 ? (
        <SummaryLine>{t('builder.form.summary', { count: config.inputs.length })}</SummaryLine>
      ) : null}
    </>
  )
}

/** A form's text for a card: fields as their names, without the marks of Markdown. */
function plain(content: string): string {
  return content
    .replaceAll(/\{\{#\$output\.(\w+)#\}\}/g, '[$1]')
    .replaceAll(/^(#{1,6}|>|[-*]) /gm, '')
    .replaceAll(/\*{1,3}|`/g, '')
}

function Panel(props: NodePanelProps<HumanInputConfig>): ReactElement {
  const { config, set, issues, isReadOnly } = props
  const t = useT()
  return (
    <>
      <Section title={t('builder.form.text')} hint={t('builder.form.hint')}>
        <TemplateField
          aria-label={t('builder.form.text')}
          value={config.content}
          placeholder={t('builder.form.placeholder')}
          slots={config.inputs.map(({ name }) => name)}
          lines={[5, 16]}
          onValueChange={(content) => set(['content'], content)}
        />
      </Section>
      <FormFields config={config} set={set} setMany={props.setMany} issues={issues} isReadOnly={isReadOnly} />
      <FormActions nodeId={props.nodeId} config={config} set={set} issues={issues} isReadOnly={isReadOnly} />
      <Section title={t('builder.form.timeout')} hint={t('builder.form.timeoutHint')}>
        <div className="sk:grid sk:grid-cols-2 sk:gap-2">
          <NumberField
            aria-label={t('builder.form.timeout')}
            value={config.timeout}
            min={1}
            max={config.timeoutUnit === 'hour' ? 720 : 30}
            onValueChange={(timeout) => set(['timeout'], Math.round(timeout ?? 1))}
          />
          <Select
            aria-label={t('builder.form.timeoutUnit')}
            value={config.timeoutUnit}
            options={[
              { value: 'hour', label: t('builder.form.hour') },
              { value: 'day', label: t('builder.form.day') },
            ]}
            onValueChange={(unit) => set(['timeoutUnit'], unit)}
          />
        </div>
      </Section>
      <FormPreview config={config} />
    </>
  )
}

/** Shows a form to a person and waits. @public */
export const humanInputPanel: PanelDefinition = definePanel(humanInputNode, {
  icon: UserRoundCheck,
  summary: Summary,
  Panel,
})
