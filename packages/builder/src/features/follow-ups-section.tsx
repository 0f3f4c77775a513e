import { Button, Switch, TextArea } from '@skep/react/ui'
import type { FollowUpsFeature } from '@skep/schema'
import type { ReactElement } from 'react'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'
import { ModelChoiceField } from './model-choice-field.tsx'
import { useFeatures } from './use-features.ts'

/** Questions that a model proposes after each answer. @internal */
export function FollowUpsSection(): ReactElement {
  const t = useT()
  const { features, set } = useFeatures()
  const feature: FollowUpsFeature = features.followUps ?? { enabled: false }
  const { model: _, ...withoutModel } = feature
  const { prompt: __, ...withoutPrompt } = feature
  return (
    <Section title={t('builder.feature.followUps')} hint={t('builder.feature.followUpsHint')}>
      <Switch
        label={t('builder.feature.useFollowUps')}
        checked={feature.enabled}
        onCheckedChange={(enabled) => set('followUps', { ...feature, enabled })}
      />
      {feature.enabled ? (
        <>
          <ModelChoiceField
            label={t('builder.feature.followUpsModel')}
            hint={feature.model ? undefined : t('builder.feature.appModel')}
            value={feature.model}
            onValueChange={(model) => set('followUps', { ...feature, model })}
          />
          {feature.model ? (
            <Button size="sm" variant="ghost" onClick={() => set('followUps', withoutModel)}>
              {t('builder.feature.useAppModel')}
            </Button>
          ) : null}
          <TextArea
            label={t('builder.feature.followUpsPrompt')}
            placeholder={t('builder.feature.followUpsPlaceholder')}
            rows={2}
            value={feature.prompt ?? ''}
            onValueChange={(prompt) =>
              set('followUps', prompt === '' ? withoutPrompt : { ...feature, prompt })
            }
          />
        </>
      ) : null}
    </Section>
  )
}
