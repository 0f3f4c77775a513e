import type { ConnectionReport, ProviderPreset } from '@skep/client'
import { useClient, useMessages } from '@skep/react'
import { Button, ErrorNote, IconButton, Switch, TextArea, TextField } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { ArrowLeft, Lightbulb } from 'lucide-react'
import { type FormEvent, type ReactElement, useRef, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import {
  type ConnectionDraft,
  configOf,
  hasAddress,
  isComplete,
  namesIn,
  otherAsks,
  text,
  withName,
  withSetting,
} from '../state/connection-draft.ts'
import { ConnectionResult } from './connection-result.tsx'
import { FoundModels } from './found-models.tsx'
import { KeyField } from './key-field.tsx'
import { LimitFields } from './limit-fields.tsx'

/** @internal */
export interface ConnectionFormProps {
  readonly initial: ConnectionDraft
  readonly preset: ProviderPreset | undefined
  readonly hasKey: boolean
  readonly onBack: () => void
  readonly onSaved: () => void
  /** Asks first; absent for a connection that is not saved yet. */
  readonly onRemove: (() => void) | undefined
  readonly onKeyRemoved: () => void
}

/** One connection: address, key, models, limits, and a test that tells causes apart. @internal */
export function ConnectionForm(props: ConnectionFormProps): ReactElement {
  const { initial, preset, hasKey, onBack, onSaved, onRemove, onKeyRemoved } = props
  const t = useMessages(modelUiMessages)
  const client = useClient()
  const key = useRef<HTMLInputElement>(null)
  const [draft, setDraft] = useState(initial)
  const [work, setWork] = useState<'test' | 'save' | null>(null)
  const [report, setReport] = useState<ConnectionReport | null>(null)
  const [error, setError] = useState<ErrorData | null>(null)
  const { config, modelLines, isNew } = draft
  const { settings } = config
  const baseUrl = typeof settings.baseUrl === 'string' ? settings.baseUrl : ''
  const asksModels = preset?.asks?.includes('models') ?? false
  const hasModels = asksModels || 'listFromServer' in settings || Array.isArray(settings.models)
  const takesKey = preset
    ? preset.key !== 'none'
    : config.secretName !== undefined || config.type === 'openai'
  const canSave = isComplete(draft, preset)

  const change = (next: Partial<ConnectionDraft>): void => {
    setDraft((last) => ({ ...last, ...next }))
    setError(null)
  }
  const attempt = async (name: 'test' | 'save', action: () => Promise<void>): Promise<void> => {
    setWork(name)
    setError(null)
    setReport(null)
    try {
      await action()
    } catch (caught) {
      setError(toErrorData(caught))
    } finally {
      setWork(null)
    }
  }
  const test = (): Promise<void> =>
    attempt('test', async () => {
      setReport(await client.models.testConnection(configOf(draft), key.current?.value || undefined))
    })
  const save = (event: FormEvent): void => {
    event.preventDefault()
    if (!canSave || work) return
    void attempt('save', async () => {
      await client.models.saveProvider(configOf(draft), key.current?.value || undefined)
      if (key.current) key.current.value = ''
      onSaved()
    })
  }

  return (
    <form onSubmit={save} className="sk:@container sk:flex sk:min-h-0 sk:flex-1 sk:flex-col">
      <div className="sk:flex sk:min-h-11 sk:shrink-0 sk:items-center sk:gap-2 sk:border-b sk:border-line sk:px-3">
        <IconButton
          label={t('models.back')}
          tooltip="none"
          icon={<ArrowLeft size={16} className="sk:rtl:rotate-180" />}
          onClick={onBack}
        />
        <h3 className="sk:min-w-0 sk:flex-1 sk:truncate sk:font-semibold">
          <bdi>{isNew ? preset?.label : config.label || config.id}</bdi>
        </h3>
      </div>
      <div data-skep-scroll="" className="sk:flex sk:min-h-0 sk:flex-1 sk:flex-col sk:gap-4 sk:p-4">
        <TextField
          label={t('models.name')}
          value={config.label ?? ''}
          onValueChange={(label) => change({ config: { ...config, label } })}
          hint={t('models.nameHint', { id: config.id })}
          maxLength={80}
        />
        {hasAddress(config, preset) ? (
          <TextField
            label={t('models.address')}
            isRequired
            isMono
            dir="ltr"
            inputMode="url"
            spellCheck={false}
            autoComplete="off"
            placeholder="https://"
            value={baseUrl}
            onValueChange={(next) => change({ config: withSetting(config, 'baseUrl', next) })}
            {...(/[{}]/.test(baseUrl) ? { hint: t('models.addressHint') } : {})}
          />
        ) : null}
        {otherAsks(preset).map((name) => (
          <TextField
            key={name}
            label={name}
            isRequired
            isMono
            value={text(settings[name])}
            onValueChange={(next) => change({ config: withSetting(config, name, next) })}
          />
        ))}
        {takesKey ? (
          <KeyField
            input={key}
            connectionId={isNew ? undefined : config.id}
            isStored={hasKey}
            isOptional={preset?.key === 'optional'}
            onRemoved={onKeyRemoved}
          />
        ) : null}
        {hasModels ? (
          <>
            {'listFromServer' in settings && !asksModels ? (
              <Switch
                label={t('models.askServer')}
                hint={t('models.askServerHint')}
                checked={settings.listFromServer === true}
                onCheckedChange={(isOn) => change({ config: withSetting(config, 'listFromServer', isOn) })}
              />
            ) : null}
            <TextArea
              label={t('models.modelNames')}
              hint={t('models.modelNamesHint')}
              isRequired={asksModels}
              isMono
              dir="ltr"
              rows={3}
              spellCheck={false}
              value={modelLines}
              onValueChange={(lines) => change({ modelLines: lines })}
            />
            {report && report.models.length > 0 ? (
              <FoundModels
                found={report.models}
                chosen={namesIn(modelLines)}
                onToggle={(name) => change({ modelLines: withName(modelLines, name) })}
              />
            ) : null}
          </>
        ) : null}
        <LimitFields config={config} onChange={(next) => change({ config: next })} />
        {preset?.hints && preset.hints.length > 0 ? <Hints hints={preset.hints} /> : null}
      </div>
      <div className="sk:flex sk:shrink-0 sk:flex-col sk:gap-2 sk:border-t sk:border-line sk:px-4 sk:py-3">
        {report ? <ConnectionResult report={report} /> : null}
        {error ? <ErrorNote error={error} /> : null}
        <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-2">
          {onRemove ? (
            <Button variant="danger" onClick={onRemove}>
              {t('models.remove')}
            </Button>
          ) : null}
          <span className="sk:flex-1" />
          <Button isBusy={work === 'test'} disabled={!canSave || work === 'save'} onClick={() => void test()}>
            {t('models.test')}
          </Button>
          <Button
            type="submit"
            variant="primary"
            isBusy={work === 'save'}
            disabled={!canSave || work === 'test'}
          >
            {t('models.save')}
          </Button>
        </div>
      </div>
    </form>
  )
}

function Hints({ hints }: { readonly hints: readonly string[] }): ReactElement {
  const t = useMessages(modelUiMessages)
  return (
    <div className="sk:flex sk:items-start sk:gap-2 sk:rounded-sm sk:bg-sunken sk:px-3 sk:py-2 sk:text-sm">
      <Lightbulb size={15} className="sk:mt-0.5 sk:shrink-0 sk:text-muted" aria-hidden="true" />
      <div className="sk:min-w-0">
        <p className="sk:font-medium">{t('models.goodToKnow')}</p>
        <ul className="sk:text-muted">
          {hints.map((hint) => (
            <li key={hint} className="sk:break-words">
              <bdi>{hint}</bdi>
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}
