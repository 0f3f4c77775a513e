import type { ModelInfo } from '@skep/client'
import { useAtomValue, useSetAtom } from '@skep/react/jotai'
import { Badge, type FieldTexts, Select, type SelectOption } from '@skep/react/ui'
import { Cloud, HardDrive, Quote } from 'lucide-react'
import { type ReactElement, useEffect } from 'react'
import { useBuilder } from '../builder-context.ts'
import { modelsAtom } from '../state/lists-atoms.ts'
import { useT } from '../use-t.ts'

/** Which model: the connection's name and the model's. @public */
export interface ModelReference {
  readonly provider: string
  readonly name: string
}

/** @public */
export interface ModelFieldProps extends FieldTexts {
  /** Absent: `chat`. */
  readonly kind?: 'chat' | 'rerank'
  readonly value: ModelReference
  readonly onValueChange: (model: ModelReference) => void
}

/** Chooses a model of those that the client offers, and says where it runs. @public */
export function ModelField({ kind = 'chat', value, onValueChange, ...texts }: ModelFieldProps): ReactElement {
  const t = useT()
  const { client, components } = useBuilder()
  const models = useAtomValue(modelsAtom)
  const setModels = useSetAtom(modelsAtom)
  // Connections may have been added since the builder was opened.
  useEffect(() => {
    client.models.list().then(setModels, () => undefined) // what is known stays
  }, [client, setModels])
  const { ModelPicker } = components
  if (ModelPicker) {
    const { label, hint, error } = texts
    return (
      <ModelPicker
        {...{ label, hint, error }}
        {...(label ? {} : { 'aria-label': t('builder.llm.model') })}
        kind="chat"
        value={value.name === '' ? null : { provider: value.provider, model: value.name }}
        onValueChange={({ provider, model }) => {
          // It may have been connected while the picker was open: the checklist must know it too.
          client.models.list().then(setModels, () => undefined)
          onValueChange({ provider, name: model })
        }}
      />
    )
  }
  const chosen = findModel(models, value)
  const options = (models ?? []).filter((model) => model.kind === kind).map((model) => toOption(model, t))
  const isUnknown = value.name !== '' && !chosen
  const key = keyOf(value.provider, value.name)
  return (
    <div className="sk:flex sk:flex-col sk:gap-1.5">
      <Select
        {...texts}
        {...(texts.label ? {} : { 'aria-label': t('builder.llm.model') })}
        value={value.name === '' ? undefined : key}
        options={
          isUnknown
            ? [
                {
                  value: key,
                  label: value.name,
                  description: t('builder.model.unknown', { provider: value.provider }),
                },
                ...options,
              ]
            : options
        }
        placeholder={t('builder.model.choose')}
        onValueChange={(next) => {
          const model = models?.find((candidate) => keyOf(candidate.provider, candidate.model) === next)
          if (model) onValueChange({ provider: model.provider, name: model.model })
        }}
      />
      {chosen ? <ModelBadges model={chosen} /> : null}
      {kind === 'rerank' && models && options.length === 0 && !isUnknown ? (
        <p className="sk:text-sm sk:text-muted">{t('builder.model.noRerank')}</p>
      ) : null}
      {isUnknown && models ? <p className="sk:text-sm sk:text-bad">{t('builder.model.missing')}</p> : null}
    </div>
  )
}

/** The model that a config names. @internal */
export function findModel(
  models: readonly ModelInfo[] | undefined,
  value: ModelReference,
): ModelInfo | undefined {
  return models?.find((model) => model.provider === value.provider && model.model === value.name)
}

/** Where a model runs and what it is. @internal */
export function ModelBadges({ model }: { readonly model: ModelInfo }): ReactElement {
  const t = useT()
  const isLocal = model.location === 'local'
  return (
    <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-1.5">
      <Badge tone={isLocal ? 'good' : 'info'} icon={isLocal ? <HardDrive size={11} /> : <Cloud size={11} />}>
        {t(isLocal ? 'builder.model.local' : 'builder.model.remote')}
      </Badge>
      {model.isLanguageModel || model.kind !== 'chat' ? null : (
        <Badge tone="warn" icon={<Quote size={11} />}>
          {t('builder.model.notLanguage')}
        </Badge>
      )}
      {model.description ? <p className="sk:w-full sk:text-sm sk:text-muted">{model.description}</p> : null}
    </div>
  )
}

function toOption(model: ModelInfo, t: ReturnType<typeof useT>): SelectOption<string> {
  const where = t(model.location === 'local' ? 'builder.model.local' : 'builder.model.remote')
  const what =
    model.isLanguageModel || model.kind !== 'chat' ? where : `${where} · ${t('builder.model.notLanguage')}`
  return {
    value: keyOf(model.provider, model.model),
    label: model.label,
    description: what,
    group: model.provider,
  }
}

function keyOf(provider: string, model: string): string {
  return `${provider}\n${model}`
}
