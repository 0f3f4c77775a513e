import { Select, Switch, TextArea, TextField } from '@skep/react/ui'
import { DEFAULT_MODERATION, type ModerationFeature, type ModerationMethod } from '@skep/schema'
import type { ReactElement } from 'react'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { ModelChoiceField } from './model-choice-field.tsx'
import { useFeatures } from './use-features.ts'

const FRESH: Readonly<Record<ModerationMethod['type'], ModerationMethod>> = {
  keywords: { type: 'keywords', keywords: [] },
  model: { type: 'model', model: { provider: '', name: '', mode: 'chat', parameters: {} } },
  host: { type: 'host', name: '' },
}
const METHODS: readonly ModerationMethod['type'][] = ['keywords', 'model', 'host']

/** Keeps texts out of the conversation. @internal */
export function ModerationSection(): ReactElement {
  const t = useT()
  const { features, set } = useFeatures()
  const feature = features.moderation ?? { ...DEFAULT_MODERATION, enabled: false }
  const change = (part: Partial<ModerationFeature>): void => set('moderation', { ...feature, ...part })
  return (
    <Section title={t('builder.feature.moderation')} hint={t('builder.feature.moderationHint')}>
      <Switch
        label={t('builder.feature.useModeration')}
        checked={feature.enabled}
        onCheckedChange={(enabled) => change({ enabled })}
      />
      {feature.enabled ? (
        <>
          <Select
            label={t('builder.feature.judge')}
            value={feature.method.type}
            options={METHODS.map((value) => ({ value, label: t(`builder.feature.judge.${value}`) }))}
            onValueChange={(type) => {
              if (type !== feature.method.type) change({ method: FRESH[type] })
            }}
          />
          <Method method={feature.method} onChange={(method) => change({ method })} />
          <Stage
            label={t('builder.feature.judgeInputs')}
            stage={feature.inputs}
            onChange={(inputs) => change({ inputs })}
          />
          <Stage
            label={t('builder.feature.judgeOutputs')}
            stage={feature.outputs}
            onChange={(outputs) => change({ outputs })}
          />
          {feature.method.type === 'keywords' ? null : (
            <Switch
              label={t('builder.feature.strict')}
              hint={t('builder.feature.strictHint')}
              checked={feature.onFailure === 'block'}
              onCheckedChange={(isStrict) => change({ onFailure: isStrict ? 'block' : 'allow' })}
            />
          )}
        </>
      ) : null}
    </Section>
  )
}

function Method(props: {
  readonly method: ModerationMethod
  readonly onChange: (method: ModerationMethod) => void
}): ReactElement {
  const { method, onChange } = props
  const t = useT()
  switch (method.type) {
    case 'keywords':
      return (
        <TextArea
          label={t('builder.feature.keywords')}
          hint={t('builder.feature.keywordsHint')}
          rows={4}
          value={method.keywords.join('\n')}
          onValueChange={(text) => onChange({ ...method, keywords: text === '' ? [] : text.split('\n') })}
        />
      )
    case 'model': {
      const { rules: _, ...withoutRules } = method
      return (
        <>
          <ModelChoiceField
            label={t('builder.feature.judgeModel')}
            value={method.model}
            onValueChange={(model) => onChange({ ...method, model })}
          />
          <TextArea
            label={t('builder.feature.rules')}
            placeholder={t('builder.feature.rulesPlaceholder')}
            rows={3}
            value={method.rules ?? ''}
            onValueChange={(rules) => onChange(rules === '' ? withoutRules : { ...method, rules })}
          />
        </>
      )
    }
    case 'host':
      return (
        <TextField
          label={t('builder.feature.judgeName')}
          hint={t('builder.feature.judgeNameHint')}
          value={method.name}
          onValueChange={(name) => onChange({ ...method, name })}
        />
      )
    default:
      return method satisfies never
  }
}

function Stage(props: {
  readonly label: string
  readonly stage: ModerationFeature['inputs']
  readonly onChange: (stage: ModerationFeature['inputs']) => void
}): ReactElement {
  const { label, stage, onChange } = props
  const t = useT()
  return (
    <>
      <Switch
        label={label}
        checked={stage.enabled}
        onCheckedChange={(enabled) => onChange({ ...stage, enabled })}
      />
      {stage.enabled ? (
        <TextArea
          label={t('builder.feature.presetReply')}
          aria-label={`${label}: ${t('builder.feature.presetReply')}`}
          isRequired
          rows={2}
          value={stage.presetReply}
          onValueChange={(presetReply) => onChange({ ...stage, presetReply })}
        />
      ) : null}
    </>
  )
}
