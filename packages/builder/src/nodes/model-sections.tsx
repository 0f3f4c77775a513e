import { atom, useAtomValue } from '@skep/react/jotai'
import { NumberField, Select, Switch } from '@skep/react/ui'
import type { MemoryConfig, ModelChoice, VisionConfig } from '@skep/schema'
import { Cloud, HardDrive } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import type { PatchPath } from '../core/patches.ts'
import type { NodePanelProps } from '../define-panel.ts'
import { findModel, ModelField } from '../fields/model-field.tsx'
import { Section } from '../fields/section.tsx'
import { TemplateField } from '../fields/template-field.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { appAtom } from '../state/edit-atoms.ts'
import { modelsAtom } from '../state/lists-atoms.ts'
import { useT } from '../use-t.ts'
import { SummaryLine } from './summary.tsx'

/*
 * What every node that asks a model has in its panel: which model and how, memory, pictures.
 */

const modeAtom = atom((get) => get(appAtom).mode)

type Setters = Pick<NodePanelProps<unknown>, 'set' | 'setMany'>

/** A new choice of a model. @internal */
export const NO_MODEL: ModelChoice = { provider: '', name: '', mode: 'chat', parameters: {} }

/** Which model, with its parameters. `path` is where the choice stands in the config. @internal */
export function ModelSection(
  props: Setters & { readonly model: ModelChoice; readonly path?: PatchPath; readonly title?: string },
): ReactElement {
  const t = useT()
  return (
    <Section title={props.title ?? t('builder.llm.model')}>
      <ModelPart {...props} />
    </Section>
  )
}

/** The same without a heading of its own. @internal */
export function ModelPart({
  model,
  path = ['model'],
  set,
}: Pick<Setters, 'set'> & { readonly model: ModelChoice; readonly path?: PatchPath }): ReactElement {
  return (
    <>
      <ModelField
        value={model}
        onValueChange={({ provider, name }) => set(path, { ...model, provider, name })}
      />
      <Parameters model={model} path={path} set={set} />
    </>
  )
}

const PARAMETERS = [
  { key: 'temperature', min: 0, max: 2, step: 0.1 },
  { key: 'max_tokens', min: 1, max: 1_000_000, step: 64 },
  { key: 'top_p', min: 0, max: 1, step: 0.05 },
  { key: 'frequency_penalty', min: -2, max: 2, step: 0.1 },
  { key: 'presence_penalty', min: -2, max: 2, step: 0.1 },
] as const

function Parameters({
  model,
  path,
  set,
}: Pick<Setters, 'set'> & { readonly model: ModelChoice; readonly path: PatchPath }): ReactElement | null {
  const t = useT()
  const found = findModel(useAtomValue(modelsAtom), model)
  const [isOpen, setOpen] = useState(false)
  // What only quotes has nothing to turn.
  if (found && !found.isLanguageModel) return null
  const { parameters } = model
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
              onValueChange={(value) => set([...path, 'parameters', key], value)}
            />
          ))}
        </div>
      ) : null}
    </div>
  )
}

/** Earlier turns; only apps that talk have any. @internal */
export function MemorySection({
  memory,
  set,
  hasQuery = true,
}: Pick<Setters, 'set'> & {
  readonly memory: MemoryConfig | undefined
  /** Whether the words of the current turn can be changed. */
  readonly hasQuery?: boolean
}): ReactElement | null {
  const t = useT()
  const isTalking = useAtomValue(modeAtom) !== 'workflow'
  if (!isTalking) return null
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
          {memory.window.enabled ? (
            <Switch
              label={t('builder.llm.summarize')}
              hint={t('builder.llm.summarizeHint')}
              checked={memory.summarize === true}
              onCheckedChange={(isOn) => set(['memory', 'summarize'], isOn || undefined)}
            />
          ) : null}
          {hasQuery ? (
            <TemplateField
              label={t('builder.llm.queryTemplate')}
              hint={t('builder.llm.queryTemplateHint')}
              value={memory.queryTemplate ?? ''}
              placeholder="{{#sys.query#}}"
              lines={[2, 8]}
              onValueChange={(text) => set(['memory', 'queryTemplate'], text || undefined)}
            />
          ) : null}
        </>
      ) : null}
    </Section>
  )
}

/** Pictures for models that can see. @internal */
export function VisionSection({
  vision,
  set,
}: Pick<Setters, 'set'> & { readonly vision: VisionConfig }): ReactElement {
  const t = useT()
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

/** The model's line on a card. @internal */
export function ModelSummary({ model }: { readonly model: ModelChoice }): ReactElement {
  const t = useT()
  const found = findModel(useAtomValue(modelsAtom), model)
  if (model.name === '') return <SummaryLine>{t('builder.model.choose')}</SummaryLine>
  const Icon = found?.location === 'remote' ? Cloud : HardDrive
  return <SummaryLine icon={found ? <Icon size={12} /> : null}>{found?.label ?? model.name}</SummaryLine>
}
