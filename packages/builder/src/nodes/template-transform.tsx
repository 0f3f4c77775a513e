import { cx, OWN_DIRECTION } from '@skep/react/ui'
import { type TemplateTransformConfig, templateTransformNode } from '@skep/schema'
import { FileText } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { BindingList } from '../fields/binding-list.tsx'
import { CodeField } from '../fields/code-field.tsx'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { OutputsSection } from './outputs-section.tsx'

function Summary({ config }: NodeSummaryProps<TemplateTransformConfig>): ReactElement {
  return (
    <p dir="auto" className={cx('sk:line-clamp-2 sk:font-mono sk:text-xs sk:break-words', OWN_DIRECTION)}>
      {config.template.trim()}
    </p>
  )
}

function Panel({ config, set, issues, isReadOnly }: NodePanelProps<TemplateTransformConfig>): ReactElement {
  const t = useT()
  const problem = issues.find((issue) => issue.path[0] === 'template')
  return (
    <>
      <BindingList
        title={t('builder.inputs')}
        hint={t('builder.template.inputsHint')}
        empty={t('builder.inputs.none')}
        bindings={config.variables}
        path={['variables']}
        set={set}
        issues={issues}
        isReadOnly={isReadOnly}
      />
      <Section title={t('builder.template.title')} hint={t('builder.template.hint')}>
        <CodeField
          aria-label={t('builder.template.title')}
          language="plain"
          value={config.template}
          error={
            problem
              ? t(problem.code === 'TEMPLATE_SYNTAX' ? 'builder.template.syntax' : 'builder.required')
              : undefined
          }
          lines={[8, 22]}
          onValueChange={(template) => set(['template'], template)}
        />
      </Section>
      <OutputsSection outputs={[{ name: 'output', type: 'string' }]} />
    </>
  )
}

/** Writes a text from variables. @public */
export const templateTransformPanel: PanelDefinition = definePanel(templateTransformNode, {
  icon: FileText,
  summary: Summary,
  Panel,
})
