import { type DocumentExtractorConfig, documentExtractorNode } from '@skep/schema'
import { FileText } from 'lucide-react'
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
import { describeReference } from '../variables/variable-choice.ts'
import { useVariables } from '../variables/variables-context.ts'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine, useReferenceText } from './summary.tsx'

type Config = DocumentExtractorConfig

const NO_NODES = new Map<string, never>()

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  const say = useReferenceText()
  return <SummaryLine>{say(config.variable)}</SummaryLine>
}

function Panel({ config, setMany, issues }: NodePanelProps<Config>): ReactElement {
  const t = useT()
  const groups = useVariables()
  const isMissing = issues.some((issue) => issue.path[0] === 'variable' && issue.code === 'FIELD_REQUIRED')
  return (
    <>
      <Section title={t('builder.document.files')} hint={t('builder.document.hint')}>
        <VariableField
          aria-label={t('builder.document.files')}
          value={config.variable}
          types={['file', 'array[file]']}
          error={isMissing ? t('builder.required') : undefined}
          onValueChange={(selector) =>
            setMany([
              { path: ['variable'], value: selector },
              {
                path: ['isArrayFile'],
                value: describeReference(selector, groups, NO_NODES).type === 'array[file]',
              },
            ])
          }
        />
        <p className="sk:text-sm sk:text-muted sk:text-pretty">{t('builder.document.formats')}</p>
      </Section>
      <OutputsSection outputs={documentExtractorNode.outputs(config)} />
    </>
  )
}

/** Reads the text out of files. @public */
export const documentExtractorPanel: PanelDefinition = definePanel(documentExtractorNode, {
  icon: FileText,
  summary: Summary,
  Panel,
})
