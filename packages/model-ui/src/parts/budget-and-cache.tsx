import type { Budget, ModelSettings } from '@skep/client'
import { useAsync, useClient, useMessages } from '@skep/react'
import { Button, ErrorNote, NumberField, Select, Switch } from '@skep/react/ui'
import { type ErrorData, toErrorData } from '@skep/schema'
import { type FormEvent, type ReactElement, useState } from 'react'
import { modelUiMessages } from '../model-ui-messages.ts'
import type { SettingsValue } from '../state/use-settings.ts'
import { SettingsFrame, SettingsSection } from './settings-frame.tsx'
import { Spend } from './spend.tsx'

const CURRENCIES = ['USD', 'EUR', 'GBP', 'CHF', 'JPY', 'CNY', 'INR']
const MB = 1_000_000
const DAY_MS = 86_400_000

/** What may be spent, and whether answers are kept. @internal */
export function BudgetAndCache({ settings }: { readonly settings: SettingsValue }): ReactElement {
  const client = useClient()
  const { state, reload } = useAsync(() => client.models.budget(), [client])
  return (
    <SettingsFrame settings={settings}>
      {(value) => (
        <>
          {state.value ? <Spend report={state.value} /> : null}
          {state.status === 'failed' ? <ErrorNote error={state.error} onRetry={reload} /> : null}
          <BudgetForm
            value={value.budget}
            onSave={async (budget) => {
              const isSaved = await settings.save({ budget })
              if (isSaved) reload()
              return isSaved
            }}
          />
          <CacheForm value={value.cache} onSave={(cache) => settings.save({ cache })} />
        </>
      )}
    </SettingsFrame>
  )
}

function BudgetForm(props: {
  readonly value: ModelSettings['budget']
  readonly onSave: (budget: ModelSettings['budget']) => Promise<boolean>
}): ReactElement {
  const { value, onSave } = props
  const t = useMessages(modelUiMessages)
  const [draft, setDraft] = useState(value)
  const [work, setWork] = useState<'saving' | 'saved' | null>(null)
  const known = draft.perDay?.money?.currency ?? draft.perRun?.money?.currency
  const [currency, setCurrency] = useState(known ?? 'USD')
  const change = (next: ModelSettings['budget']): void => {
    setDraft(next)
    setWork(null)
  }
  const save = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setWork('saving')
    setWork((await onSave(draft)) ? 'saved' : null)
  }
  const isChanged = JSON.stringify(draft) !== JSON.stringify(value)
  return (
    <SettingsSection title={t('models.budget')} text={t('models.budgetText')}>
      <form onSubmit={(event) => void save(event)} className="sk:flex sk:flex-col sk:gap-3">
        {(['perDay', 'perRun'] as const).map((span) => (
          <fieldset key={span} className="sk:grid sk:grid-cols-1 sk:gap-x-3 sk:gap-y-1 sk:@sm:grid-cols-2">
            <legend className="sk:mb-1 sk:text-xs sk:font-medium sk:text-faint">{t(`models.${span}`)}</legend>
            <NumberField
              label={t('models.money')}
              min={0}
              step={0.5}
              value={draft[span]?.money?.amount}
              end={<span className="sk:text-sm sk:text-muted">{currency}</span>}
              onValueChange={(amount) =>
                change(
                  withBudget(draft, span, {
                    ...tokensOf(draft[span]),
                    ...(amount === undefined ? {} : { money: { amount, currency } }),
                  }),
                )
              }
            />
            <NumberField
              label={t('models.tokens')}
              min={0}
              step={1000}
              value={draft[span]?.tokens}
              onValueChange={(tokens) =>
                change(
                  withBudget(draft, span, {
                    ...moneyOf(draft[span]),
                    ...(tokens === undefined ? {} : { tokens: Math.round(tokens) }),
                  }),
                )
              }
            />
          </fieldset>
        ))}
        <div className="sk:flex sk:flex-wrap sk:items-end sk:gap-3">
          <Select
            className="sk:w-32"
            label={t('models.currency')}
            value={currency}
            options={[...new Set([currency, ...CURRENCIES])].map((code) => ({ value: code, label: code }))}
            onValueChange={(code) => {
              setCurrency(code)
              change(inCurrency(draft, code))
            }}
          />
          <span className="sk:flex-1" />
          <span role="status" className="sk:py-1.5 sk:text-sm sk:text-good">
            {work === 'saved' ? t('models.saved') : ''}
          </span>
          <Button type="submit" disabled={!isChanged} isBusy={work === 'saving'}>
            {t('models.save')}
          </Button>
        </div>
      </form>
    </SettingsSection>
  )
}

function CacheForm(props: {
  readonly value: ModelSettings['cache']
  readonly onSave: (cache: ModelSettings['cache']) => Promise<boolean>
}): ReactElement {
  const { value, onSave } = props
  const t = useMessages(modelUiMessages)
  const client = useClient()
  const [work, setWork] = useState<'clearing' | 'cleared' | null>(null)
  const [error, setError] = useState<ErrorData | null>(null)
  const clear = async (): Promise<void> => {
    setWork('clearing')
    setError(null)
    try {
      await client.models.clearCache()
      setWork('cleared')
    } catch (caught) {
      setError(toErrorData(caught))
      setWork(null)
    }
  }
  return (
    <SettingsSection title={t('models.cache')} text={t('models.useCacheHint')}>
      <Switch
        label={t('models.useCache')}
        checked={value.isOn}
        onCheckedChange={(isOn) => void onSave({ ...value, isOn })}
      />
      {value.isOn ? (
        <div className="sk:grid sk:grid-cols-1 sk:gap-3 sk:@sm:grid-cols-2">
          <NumberField
            label={t('models.cacheSize')}
            min={1}
            value={value.maxBytes / MB}
            onValueChange={(size) =>
              size === undefined ? undefined : void onSave({ ...value, maxBytes: Math.round(size * MB) })
            }
          />
          <NumberField
            label={t('models.cacheDays')}
            min={1}
            value={value.maxAgeMs / DAY_MS}
            onValueChange={(days) =>
              days === undefined ? undefined : void onSave({ ...value, maxAgeMs: Math.round(days * DAY_MS) })
            }
          />
        </div>
      ) : null}
      <div className="sk:flex sk:flex-wrap sk:items-center sk:gap-3">
        <Button size="sm" isBusy={work === 'clearing'} onClick={() => void clear()}>
          {t('models.clearCache')}
        </Button>
        <span role="status" className="sk:text-sm sk:text-muted">
          {work === 'cleared' ? t('models.cacheCleared') : ''}
        </span>
      </div>
      {error ? <ErrorNote error={error} /> : null}
    </SettingsSection>
  )
}

function tokensOf(budget: Budget | undefined): Pick<Budget, 'tokens'> {
  return budget?.tokens === undefined ? {} : { tokens: budget.tokens }
}

function moneyOf(budget: Budget | undefined): Pick<Budget, 'money'> {
  return budget?.money === undefined ? {} : { money: budget.money }
}

function withBudget(
  all: ModelSettings['budget'],
  span: 'perDay' | 'perRun',
  budget: Budget,
): ModelSettings['budget'] {
  const { [span]: _, ...others } = all
  return Object.keys(budget).length > 0 ? { ...others, [span]: budget } : others
}

function inCurrency(all: ModelSettings['budget'], currency: string): ModelSettings['budget'] {
  const changed = Object.entries(all).map(([span, budget]: [string, Budget]) => [
    span,
    budget.money ? { ...budget, money: { ...budget.money, currency } } : budget,
  ])
  return Object.fromEntries(changed)
}
