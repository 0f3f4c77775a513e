import type { Reranking, RetrievalChanges, RetrievalSettings } from '@skep/client'
import { useMessages } from '@skep/react'
import { NumberField, SegmentedControl, Select } from '@skep/react/ui'
import type { ReactElement } from 'react'
import { useModels } from '../state/use-models.ts'
import { uploaderMessages } from '../uploader-messages.ts'

/** @internal */
export interface SearchSettingsProps {
  /** Those of the base with the changes of the test. */
  readonly settings: RetrievalSettings
  /** Another program searches: it is asked for a number and a least score, and for nothing else. */
  readonly isExternal?: boolean
  readonly onChange: (changes: RetrievalChanges) => void
}

/** How a base is searched, or how it is searched in one test. @internal */
export function SearchSettings({
  settings,
  isExternal = false,
  onChange,
}: SearchSettingsProps): ReactElement {
  const t = useMessages(uploaderMessages)
  const models = useModels('rerank')
  const isHybrid = settings.method === 'hybrid' && !isExternal
  return (
    <fieldset className="sk:m-0 sk:flex sk:min-w-0 sk:flex-col sk:gap-3 sk:border-0 sk:p-0">
      <legend className="sk:sr-only">{t('uploader.testSettings')}</legend>
      {isExternal ? null : (
        <SegmentedControl
          label={t('uploader.method')}
          className="sk:self-start"
          value={settings.method}
          onValueChange={(method) => onChange({ method })}
          options={[
            { value: 'hybrid', label: t('uploader.methodHybrid') },
            { value: 'vector', label: t('uploader.methodVector') },
            { value: 'full-text', label: t('uploader.methodFullText') },
          ]}
        />
      )}
      <div className="sk:grid sk:grid-cols-[repeat(auto-fill,minmax(8.5rem,1fr))] sk:items-end sk:gap-3">
        {isHybrid ? (
          <Select
            label={t('uploader.fusion')}
            value={settings.fusion ?? 'weighted'}
            onValueChange={(fusion) => onChange({ fusion })}
            options={[
              { value: 'weighted', label: t('uploader.fusionWeighted') },
              { value: 'rrf', label: t('uploader.fusionRrf') },
              { value: 'dify', label: t('uploader.fusionDify') },
            ]}
          />
        ) : null}
        {isHybrid && settings.fusion !== 'rrf' ? (
          <NumberField
            label={t('uploader.vectorWeight')}
            value={settings.vectorWeight}
            min={0}
            max={1}
            step={0.1}
            onValueChange={(vectorWeight) => onChange(vectorWeight === undefined ? {} : { vectorWeight })}
          />
        ) : null}
        <NumberField
          label={t('uploader.topK')}
          value={settings.topK}
          min={1}
          max={100}
          onValueChange={(topK) => onChange(topK === undefined ? {} : { topK })}
        />
        {settings.method === 'full-text' && !isExternal ? null : (
          <NumberField
            label={t('uploader.threshold')}
            placeholder={t(isExternal ? 'uploader.thresholdNone' : 'uploader.thresholdAutomatic')}
            value={settings.scoreThreshold}
            min={0}
            max={1}
            step={0.05}
            onValueChange={(scoreThreshold) => onChange({ scoreThreshold: scoreThreshold ?? null })}
          />
        )}
        {isExternal ? null : (
          <>
            <NumberField
              label={t('uploader.neighbours')}
              value={settings.neighbours ?? 0}
              min={0}
              max={5}
              onValueChange={(neighbours = 0) =>
                onChange({ neighbours: neighbours === 0 ? null : neighbours })
              }
            />
            <Select
              label={t('uploader.order')}
              value={keyOf(settings.rerank)}
              onValueChange={(order) => {
                const chosen = models.find((model) => keyOf({ type: 'model', ...model }) === order)
                if (chosen) {
                  onChange({ rerank: { type: 'model', provider: chosen.provider, model: chosen.model } })
                } else if (order === MMR) onChange({ rerank: { type: 'mmr', lambda: DEFAULT_LAMBDA } })
                else if (order === BY_SCORE) onChange({ rerank: null })
              }}
              options={[
                { value: BY_SCORE, label: t('uploader.orderScore') },
                { value: MMR, label: t('uploader.orderMmr') },
                ...models.map((model) => ({
                  value: keyOf({ type: 'model', ...model }),
                  label: t('uploader.orderModel', { model: model.label }),
                })),
              ]}
            />
          </>
        )}
      </div>
    </fieldset>
  )
}

/** Relevance first, with some room for difference: the value that Carbonell and Goldstein (1998) begin with. */
const DEFAULT_LAMBDA = 0.7
const BY_SCORE = 'score'
const MMR = 'mmr'

function keyOf(rerank: Reranking | undefined): string {
  if (!rerank) return BY_SCORE
  return rerank.type === 'mmr' ? MMR : `${rerank.provider}/${rerank.model}`
}
