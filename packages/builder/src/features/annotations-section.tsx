import { useAtomValue } from '@skep/react/jotai'
import { NumberField, Select, Switch } from '@skep/react/ui'
import { type AnnotationReplyFeature, DEFAULT_ANNOTATION_THRESHOLD } from '@skep/schema'
import type { ReactElement } from 'react'
import { Section } from '../fields/section.tsx'
import { modelsAtom } from '../state/lists-atoms.ts'
import { useT } from '../use-t.ts'
import { AnnotationList } from './annotation-list.tsx'
import { useFeatures } from './use-features.ts'

const WORDS = 'words'

/** Questions that are answered by stored answers. @internal */
export function AnnotationsSection(): ReactElement {
  const t = useT()
  const { features, set } = useFeatures()
  const models = useAtomValue(modelsAtom) ?? []
  const feature: AnnotationReplyFeature = features.annotationReply ?? {
    enabled: false,
    scoreThreshold: DEFAULT_ANNOTATION_THRESHOLD,
  }
  const { embeddingModel, ...withoutModel } = feature
  const keyOf = (provider: string, name: string): string => `${provider}\n${name}`
  const chosen = embeddingModel ? keyOf(embeddingModel.provider, embeddingModel.name) : WORDS
  const embedders = models.filter(({ kind }) => kind === 'embedding')
  const isKnown = chosen === WORDS || embedders.some((each) => keyOf(each.provider, each.model) === chosen)
  return (
    <Section title={t('builder.feature.annotations')} hint={t('builder.feature.annotationsHint')}>
      <Switch
        label={t('builder.feature.useAnnotations')}
        checked={feature.enabled}
        onCheckedChange={(enabled) => set('annotationReply', { ...feature, enabled })}
      />
      {feature.enabled ? (
        <>
          <NumberField
            label={t('builder.feature.threshold')}
            hint={t('builder.feature.thresholdHint')}
            value={feature.scoreThreshold}
            min={0}
            max={1}
            step={0.05}
            onValueChange={(score) =>
              set('annotationReply', { ...feature, scoreThreshold: score ?? DEFAULT_ANNOTATION_THRESHOLD })
            }
          />
          <Select
            label={t('builder.feature.compareBy')}
            value={chosen}
            options={[
              { value: WORDS, label: t('builder.feature.compareByWords') },
              ...(isKnown || !embeddingModel
                ? []
                : [{ value: chosen, label: embeddingModel.name, description: t('builder.model.missing') }]),
              ...embedders.map(({ provider, model, label }) => ({
                value: keyOf(provider, model),
                label,
                group: provider,
              })),
            ]}
            onValueChange={(key) => {
              const found = embedders.find((each) => keyOf(each.provider, each.model) === key)
              if (found) {
                const next = { provider: found.provider, name: found.model }
                set('annotationReply', { ...feature, embeddingModel: next })
              } else if (key === WORDS) set('annotationReply', withoutModel)
            }}
          />
          <AnnotationList />
        </>
      ) : null}
    </Section>
  )
}
