import { atom, useAtomValue } from '@skep/react/jotai'
import { NumberField, Select, Switch } from '@skep/react/ui'
import { type JsonObject, type LlmConfig, llmNode } from '@skep/schema'
import { Cloud, HardDrive, Sparkles } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { BindingList } from '../fields/binding-list.tsx'
import { JsonObjectField } from '../fields/json-object-field.tsx'
import { findModel, ModelField } from '../fields/model-field.tsx'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { modelsAtom } from '../state/lists-atoms.ts'
import { useT } from '../use-t.ts'
import { OutputsSection } from './outputs-section.tsx'
import { PromptMessages } from './prompt-messages.tsx'
import { SummaryLine } from './summary.tsx'

const modeAtom = atom((get) => get(appAtom).mode)
const CONTEXT_TYPES = ['string', 'array[object]', 'array[string]', 'object']

function Summary({ config }: NodeSummaryProps<LlmConfig>): ReactElement {
  const t = useT()
  const model = findModel(useAtomValue(modelsAtom), config.model)
  if (config.model.name === '') return <SummaryLine>{t('builder.model.choose')}</SummaryLine>
  const Icon = model?.location === 'remote' ? Cloud : HardDrive
  return (
    <SummaryLine icon={model ? <Icon size={12} /> : null}>{model?.label ?? config.model.name}</SummaryLine>
  )
}

function Panel(props: NodePanelProps<LlmConfig>): ReactElement {
  const { config, set, setMany, issues, isReadOnly } = props
  const t = useT()
  const isTalking = useAtomValue(modeAtom) !== 'workflow'
  const usesJinja = config.prompt.some((message) => message.edition === 'jinja2')
  return (
    <>
      <Section title={t('builder.llm.model')}>
        <ModelField
          value={config.model}
          onValueChange={(model) =>
            setMany([
              { path: ['model', 'provider'], value: model.provider },
              { path: ['model', 'name'], value: model.name },
            ])
          }
        />
        <Parameters config={config} set={set} />
      </Section>
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
      {isTalking ? <Memory config={config} set={set} /> : null}
      <Vision config={config} set={set} />
      <StructuredOutput config={config} set={set} />
      <OutputsSection outputs={llmNode.outputs(config)} />
    </>
  )
}

type PartProps = Pick<NodePanelProps<LlmConfig>, 'config' | 'set'>

const PARAMETERS = [
  { key: 'temperature', min: 0, max: 2, step: 0.1 },
  { key: 'max_tokens', min: 1, max: 1_000_000, step: 64 },
  { key: 'top_p', min: 0, max: 1, step: 0.05 },
  { key: 'frequency_penalty', min: -2, max: 2, step: 0.1 },
  { key: 'presence_penalty', min: -2, max: 2, step: 0.1 },
] as const

function Parameters({ config, set }: PartProps): ReactElement | null {
  const t = useT()
  const model = findModel(useAtomValue(modelsAtom), config.model)
  const [isOpen, setOpen] = useState(false)
  // What only quotes has nothing to turn.
  if (model && !model.isLanguageModel) return null
  const { parameters } = config.model
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        className="sk:rounded-sm sk:text-sm sk:font-medium sk:text-accent-text sk:hover:underline sk:focus-visible:outline-2 sk:focus-visible:outline-accent"
        onClick={() => setOpen(!isOpen)}
      >
        {t(isOpen ? 'builder.llm.hideParameters' : 'builder.llm.showParameters')}
      </button>
      {isOpen ? (
        <div className="sk:mt-2 sk:grid sk:grid-cols-2 sk:gap-2.5">
          {PARAMETERS.map(({ key, ...limits }) => (
            <NumberField
              key={key}
              label={t(`builder.llm.parameter.${key}`)}
              placeholder={t('builder.llm.byModel')}
              value={typeof parameters[key] === 'number' ? parameters[key] : undefined}
              {...limits}
              onValueChange={(value) => set(['model', 'parameters', key], value)}
            />
          ))}
        </div>
      ) : null}
    </div>
  )
}

function Memory({ config, set }: PartProps): ReactElement {
  const t = useT()
  const { memory } = config
  return (
    <Section title={t('builder.llm.memory')} hint={t('builder.llm.memoryHint')}>
      <Switch
        label={t('builder.llm.useMemory')}
        checked={memory !== undefined}
        onCheckedChange={(isOn) =>
          set(['memory'], isOn ? { window: { enabled: true, size: 10 } } : undefined)
        }
      />
      {memory ? (
        <>
          <Switch
            label={t('builder.llm.window')}
            hint={t('builder.llm.windowHint')}
            checked={memory.window.enabled}
            onCheckedChange={(enabled) => set(['memory', 'window', 'enabled'], enabled)}
          />
          {memory.window.enabled ? (
            <NumberField
              label={t('builder.llm.windowSize')}
              value={memory.window.size}
              min={1}
              max={100}
              onValueChange={(size) => set(['memory', 'window', 'size'], Math.round(size ?? 1))}
            />
          ) : null}
          <TemplateField
            label={t('builder.llm.queryTemplate')}
            hint={t('builder.llm.queryTemplateHint')}
            value={memory.queryTemplate ?? ''}
            placeholder="{{#sys.query#}}"
            lines={[2, 8]}
            onValueChange={(text) => set(['memory', 'queryTemplate'], text || undefined)}
          />
        </>
      ) : null}
    </Section>
  )
}

function Vision({ config, set }: PartProps): ReactElement {
  const t = useT()
  const { vision } = config
  return (
    <Section title={t('builder.llm.vision')}>
      <Switch
        label={t('builder.llm.useVision')}
        hint={t('builder.llm.visionHint')}
        checked={vision.enabled}
        onCheckedChange={(enabled) =>
          set(
            ['vision'],
            enabled
              ? { ...vision, enabled, selector: vision.selector ?? ['sys', 'files'] }
              : { ...vision, enabled },
          )
        }
      />
      {vision.enabled ? (
        <>
          <VariableField
            label={t('builder.llm.pictures')}
            value={vision.selector ?? []}
            types={['file', 'array[file]']}
            onValueChange={(selector) => set(['vision', 'selector'], selector)}
          />
          <Select
            label={t('builder.llm.detail')}
            value={vision.detail ?? 'high'}
            options={[
              { value: 'high', label: t('builder.llm.detailHigh') },
              { value: 'low', label: t('builder.llm.detailLow') },
            ]}
            onValueChange={(detail) => set(['vision', 'detail'], detail)}
          />
        </>
      ) : null}
    </Section>
  )
}

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
