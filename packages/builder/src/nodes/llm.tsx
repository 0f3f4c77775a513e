import { Switch } from '@skep/react/ui'
import { type JsonObject, type LlmConfig, llmNode } from '@skep/schema'
import { Sparkles } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { BindingList } from '../fields/binding-list.tsx'
import { JsonObjectField } from '../fields/json-object-field.tsx'
import { Section } from '../fields/section.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { useT } from '../use-t.ts'
import { MemorySection, ModelSection, ModelSummary, VisionSection } from './model-sections.tsx'
import { OutputsSection } from './outputs-section.tsx'
import { PromptMessages } from './prompt-messages.tsx'

const CONTEXT_TYPES = ['string', 'array[object]', 'array[string]', 'object']

function Summary({ config }: NodeSummaryProps<LlmConfig>): ReactElement {
  return <ModelSummary model={config.model} />
}

function Panel(props: NodePanelProps<LlmConfig>): ReactElement {
  const { config, set, setMany, issues, isReadOnly } = props
  const t = useT()
  const usesJinja = config.prompt.some((message) => message.edition === 'jinja2')
  return (
    <>
      <ModelSection model={config.model} set={set} setMany={setMany} />
      <Section title={t('builder.llm.context')} hint={t('builder.llm.contextHint')}>
        <VariableField
          aria-label={t('builder.llm.context')}
          value={config.context.enabled ? config.context.selector : []}
          types={CONTEXT_TYPES}
          isClearable={!isReadOnly}
          onValueChange={(selector) => set(['context'], { enabled: selector.length > 0, selector })}
        />
      </Section>
      <PromptMessages {...props} />
      {usesJinja ? (
        <BindingList
          title={t('builder.llm.jinjaVariables')}
          empty={t('builder.inputs.none')}
          bindings={config.jinjaVariables}
          path={['jinjaVariables']}
          set={set}
          issues={issues}
          isReadOnly={isReadOnly}
        />
      ) : null}
      <MemorySection memory={config.memory} set={set} />
      <VisionSection vision={config.vision} set={set} />
      <StructuredOutput config={config} set={set} />
      <OutputsSection outputs={llmNode.outputs(config)} />
    </>
  )
}

type PartProps = Pick<NodePanelProps<LlmConfig>, 'config' | 'set'>

const FIRST_SCHEMA: JsonObject = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
}

function StructuredOutput({ config, set }: PartProps): ReactElement {
  const t = useT()
  const { structuredOutput } = config
  return (
    <Section title={t('builder.llm.structured')}>
      <Switch
        label={t('builder.llm.useStructured')}
        hint={t('builder.llm.structuredHint')}
        checked={structuredOutput?.enabled === true}
        onCheckedChange={(enabled) =>
          set(['structuredOutput'], { enabled, schema: structuredOutput?.schema ?? FIRST_SCHEMA })
        }
      />
      {structuredOutput?.enabled ? (
        <JsonObjectField
          label={t('builder.llm.schema')}
          value={structuredOutput.schema}
          onValueChange={(schema) => schema && set(['structuredOutput', 'schema'], schema)}
        />
      ) : null}
    </Section>
  )
}

/** Asks a language model. @public */
export const llmPanel: PanelDefinition = definePanel(llmNode, { icon: Sparkles, summary: Summary, Panel })
