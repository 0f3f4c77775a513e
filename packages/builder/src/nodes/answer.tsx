import { type AnswerConfig, answerNode } from '@skep/schema'
import { MessageSquareText } from 'lucide-react'
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
import { TextSummary } from './summary.tsx'

function Summary({ config }: NodeSummaryProps<AnswerConfig>): ReactElement {
  return <TextSummary text={config.answer} />
}

function Panel({ config, set, issues }: NodePanelProps<AnswerConfig>): ReactElement {
  const t = useT()
  const isMissing = issues.some((issue) => issue.code === 'FIELD_REQUIRED')
  return (
    <Section title={t('builder.answer.text')} hint={t('builder.answer.hint')}>
      <TemplateField
        aria-label={t('builder.answer.text')}
        value={config.answer}
        error={isMissing ? t('builder.required') : undefined}
        lines={[6, 18]}
        onValueChange={(answer) => set(['answer'], answer)}
      />
    </Section>
  )
}

/** What the chat says. @public */
export const answerPanel: PanelDefinition = definePanel(answerNode, {
  icon: MessageSquareText,
  summary: Summary,
  Panel,
})
