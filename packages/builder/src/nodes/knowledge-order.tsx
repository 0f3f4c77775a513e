import { Select, Switch } from '@skep/react/ui'
import { FUSION_METHODS, type KnowledgeRetrievalConfig, type MultipleRetrieval } from '@skep/schema'
import type { ReactElement } from 'react'
import type { NodePanelProps } from '../define-panel.ts'
import { ModelField } from '../fields/model-field.tsx'
import { Section } from '../fields/section.tsx'
import { useT } from '../use-t.ts'

type Props = Pick<NodePanelProps<KnowledgeRetrievalConfig>, 'config' | 'set' | 'setMany' | 'issues'>

const ORDERS = ['base', 'weights', 'model'] as const
type Order = (typeof ORDERS)[number]
const FUSIONS = ['base', ...FUSION_METHODS] as const

const DEFAULT_DIVERSITY = 0.3

function orderOf({ rerankingEnabled, rerankingMode, weights }: MultipleRetrieval): Order {
  if (rerankingMode === 'weighted_score') return weights ? 'weights' : 'base'
  return rerankingEnabled ? 'model' : 'base'
}

/** What decides which passages come first: each base's settings, a balance of the step's own, or a rerank model. @internal */
export function KnowledgeOrder({ config, set, setMany, issues }: Props): ReactElement {
  const t = useT()
  const { multiple } = config
  const order = orderOf(multiple)
  const isModelMissing = issues.some(({ path }) => path[1] === 'rerankingModel')
  const change = (next: Order): void =>
    setMany([
      { path: ['multiple', 'rerankingEnabled'], value: next !== 'base' },
      {
        path: ['multiple', 'rerankingMode'],
        value: { base: undefined, weights: 'weighted_score', model: 'reranking_model' }[next],
      },
      {
        path: ['multiple', 'weights'],
        value: next === 'weights' ? { vectorWeight: 0.5, keywordWeight: 0.5 } : undefined,
      },
      { path: ['multiple', 'fusion'], value: undefined },
      ...(next === 'model' ? [{ path: ['multiple', 'diversity'], value: undefined }] : []),
    ])
  return (
    <Section title={t('builder.knowledge.order')}>
      <Select
        aria-label={t('builder.knowledge.order')}
        value={order}
        options={ORDERS.map((value) => ({
          value,
          label: t(`builder.knowledge.order.${value}`),
          description: t(`builder.knowledge.orderHint.${value}`),
        }))}
        onValueChange={change}
      />
      {order === 'weights' ? <Weights config={config} set={set} /> : null}
      {order === 'model' ? (
        <ModelField
          label={t('builder.knowledge.rerankModel')}
          kind="rerank"
          value={{
            provider: multiple.rerankingModel?.provider ?? '',
            name: multiple.rerankingModel?.model ?? '',
          }}
          error={isModelMissing && !multiple.rerankingModel ? t('builder.required') : undefined}
          onValueChange={({ provider, name }) =>
            set(['multiple', 'rerankingModel'], { provider, model: name })
          }
        />
      ) : (
        <Diversity config={config} set={set} />
      )}
    </Section>
  )
}

function Weights({ config, set }: Pick<Props, 'config' | 'set'>): ReactElement {
  const t = useT()
  const { weights, fusion } = config.multiple
  const percent = Math.round((weights?.vectorWeight ?? 0.5) * 100)
  return (
    <>
      <Slider
        label={t('builder.knowledge.weightLabel')}
        text={t('builder.knowledge.weightText', { meaning: percent, words: 100 - percent })}
        percent={percent}
        start={t('builder.knowledge.words', { percent: 100 - percent })}
        end={t('builder.knowledge.meaning', { percent })}
        // Sums of decimals are kept clean: the two always make 1.
        onChange={(next) =>
          set(['multiple', 'weights'], {
            ...weights,
            vectorWeight: next / 100,
            keywordWeight: (100 - next) / 100,
          })
        }
      />
      <Select
        label={t('builder.knowledge.fusion')}
        value={fusion ?? 'base'}
        options={FUSIONS.map((value) => ({
          value,
          label: t(`builder.knowledge.fusion.${value}`),
          ...(value === 'base' ? {} : { description: t(`builder.knowledge.fusionHint.${value}`) }),
        }))}
        onValueChange={(next) => set(['multiple', 'fusion'], next === 'base' ? undefined : next)}
      />
    </>
  )
}

function Diversity({ config, set }: Pick<Props, 'config' | 'set'>): ReactElement {
  const t = useT()
  const { diversity } = config.multiple
  const percent = Math.round((diversity ?? 0) * 100)
  return (
    <>
      <Switch
        label={t('builder.knowledge.diversity')}
        hint={t('builder.knowledge.diversityHint')}
        checked={diversity !== undefined}
        onCheckedChange={(isOn) => set(['multiple', 'diversity'], isOn ? DEFAULT_DIVERSITY : undefined)}
      />
      {diversity === undefined ? null : (
        <Slider
          label={t('builder.knowledge.diversityLabel')}
          text={t('builder.knowledge.diversityText', { percent })}
          percent={percent}
          start={t('builder.knowledge.bestFirst')}
          end={t('builder.knowledge.differentFirst')}
          onChange={(next) => set(['multiple', 'diversity'], next / 100)}
        />
      )}
    </>
  )
}

function Slider(props: {
  readonly label: string
  readonly text: string
  readonly percent: number
  readonly start: string
  readonly end: string
  readonly onChange: (percent: number) => void
}): ReactElement {
  return (
    <div className="sk:flex sk:flex-col sk:gap-1">
      <input
        type="range"
        className="skep-range"
        min={0}
        max={100}
        step={5}
        value={props.percent}
        aria-label={props.label}
        aria-valuetext={props.text}
        onChange={(event) => props.onChange(Number(event.target.value))}
      />
      <div className="sk:flex sk:justify-between sk:text-xs sk:text-muted sk:tabular-nums">
        <span>{props.start}</span>
        <span>{props.end}</span>
      </div>
    </div>
  )
}
