import { Button, TextField } from '@skep/react/ui'
import {
  newId,
  type QuestionClass,
  type QuestionClassifierConfig,
  questionClassifierNode,
} from '@skep/schema'
import { Plus, Tags } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { RowButtons } from '../fields/row-buttons.tsx'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { MemorySection, ModelSection, ModelSummary, VisionSection } from './model-sections.tsx'
import { OutputsSection } from './outputs-section.tsx'

type Config = QuestionClassifierConfig

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  // The classes stand beside their ways out.
  return <ModelSummary model={config.model} />
}

function Panel(props: NodePanelProps<Config>): ReactElement {
  const { config, set, setMany, issues } = props
  const t = useT()
  const isMissing = issues.some((issue) => issue.path[0] === 'query' && issue.code === 'FIELD_REQUIRED')
  return (
    <>
      <Section title={t('builder.classifier.query')} hint={t('builder.classifier.queryHint')}>
        <VariableField
          aria-label={t('builder.classifier.query')}
          value={config.query}
          types={['string']}
          error={isMissing ? t('builder.required') : undefined}
          onValueChange={(selector) => set(['query'], selector)}
        />
      </Section>
      <ModelSection model={config.model} set={set} setMany={setMany} />
      <Classes {...props} />
      <Section title={t('builder.classifier.instruction')} hint={t('builder.classifier.instructionHint')}>
        <TemplateField
          aria-label={t('builder.classifier.instruction')}
          value={config.instruction}
          onValueChange={(text) => set(['instruction'], text)}
        />
      </Section>
      <MemorySection memory={config.memory} set={set} hasQuery={false} />
      <VisionSection vision={config.vision} set={set} />
      <OutputsSection outputs={questionClassifierNode.outputs(config)} />
    </>
  )
}

function Classes({ config, set, issues, isReadOnly }: NodePanelProps<Config>): ReactElement {
  const t = useT()
  const { classes } = config
  const put = (next: readonly QuestionClass[]): void => set(['classes'], next.map(asJson))
  return (
    <Section title={t('builder.classifier.classes')} hint={t('builder.classifier.classesHint')}>
      <ol className="sk:flex sk:flex-col sk:gap-2">
        {classes.map((each, index) => (
          <li
            key={each.id}
            className="sk:flex sk:flex-col sk:gap-1.5 sk:rounded-sm sk:border sk:border-line sk:bg-sunken/50 sk:p-2"
          >
            <div className="sk:flex sk:items-center sk:gap-1">
              <TextField
                className="sk:flex-1"
                size="sm"
                aria-label={t('builder.classifier.label', { number: index + 1 })}
                placeholder={t('builder.classifier.labelPlaceholder', { number: index + 1 })}
                value={each.label ?? ''}
                onValueChange={(label) => set(['classes', index, 'label'], label || undefined)}
              />
              {isReadOnly ? null : (
                <RowButtons
                  items={classes}
                  index={index}
                  name={each.label || each.name || String(index + 1)}
                  canRemove={classes.length > 1}
                  onItemsChange={put}
                />
              )}
            </div>
            <TemplateField
              aria-label={t('builder.classifier.class', { number: index + 1 })}
              placeholder={t('builder.classifier.classPlaceholder')}
              lines={[1, 6]}
              value={each.name}
              error={
                issues.some(({ path }) => path[0] === 'classes' && path[1] === index && path[2] === 'name')
                  ? t('builder.required')
                  : undefined
              }
              onValueChange={(name) => set(['classes', index, 'name'], name)}
            />
          </li>
        ))}
      </ol>
      {isReadOnly ? null : (
        <div>
          <Button
            size="sm"
            icon={<Plus size={14} />}
            // Class ids are handles.
            onClick={() => put([...classes, { id: newId('class'), name: '' }])}
          >
            {t('builder.classifier.add')}
          </Button>
        </div>
      )}
    </Section>
  )
}

/** A model chooses the way by the kind of question. @public */
export const questionClassifierPanel: PanelDefinition = definePanel(questionClassifierNode, {
  icon: Tags,
  summary: Summary,
  Panel,
})
