import { useAtomValue } from '@skep/react/jotai'
import { Badge, Checkbox, NumberField, SegmentedControl, Switch } from '@skep/react/ui'
import { type KnowledgeRetrievalConfig, knowledgeRetrievalNode } from '@skep/schema'
import { BookOpen, Library } from 'lucide-react'
import type { ReactElement } from 'react'
import { asJson } from '../core/patches.ts'
import {
  definePanel,
  type NodePanelProps,
  type NodeSummaryProps,
  type PanelDefinition,
} from '../define-panel.ts'
import { EmptyRow } from '../fields/empty-row.tsx'
import { Section } from '../fields/section.tsx'
import { VariableField } from '../fields/variable-field.tsx'
import { knowledgeAtom } from '../state/lists-atoms.ts'
import { useT } from '../use-t.ts'
import { MetadataFilter } from './metadata-filter.tsx'
import { ModelPart, NO_MODEL } from './model-sections.tsx'
import { OutputsSection } from './outputs-section.tsx'
import { SummaryLine } from './summary.tsx'

type Config = KnowledgeRetrievalConfig

function Summary({ config }: NodeSummaryProps<Config>): ReactElement {
  const t = useT()
  const bases = useAtomValue(knowledgeAtom)
  const names = config.knowledgeIds.map((id) => bases?.find((base) => base.id === id)?.name ?? id)
  return (
    <>
      {names.length === 0 ? <SummaryLine>{t('builder.knowledge.choose')}</SummaryLine> : null}
      {names.slice(0, 2).map((name, index) => (
        <SummaryLine key={config.knowledgeIds[index]} icon={<Library size={12} />}>
          {name}
        </SummaryLine>
      ))}
      {names.length > 2 ? (
        <SummaryLine>{t('builder.summary.more', { count: names.length - 2 })}</SummaryLine>
      ) : null}
    </>
  )
}

function Panel(props: NodePanelProps<Config>): ReactElement {
  const { config, set, setMany, issues, isReadOnly } = props
  const t = useT()
  const { multiple } = config
  const queryIssue = issues.some((issue) => issue.path[0] === 'query')
  const threshold = multiple.scoreThreshold ?? undefined
  const weight = multiple.weights?.vectorWeight
  return (
    <>
      <Section title={t('builder.knowledge.query')} hint={t('builder.knowledge.queryHint')}>
        <VariableField
          aria-label={t('builder.knowledge.query')}
          value={config.query}
          types={['string']}
          error={queryIssue && config.query.length < 2 ? t('builder.required') : undefined}
          isClearable={!isReadOnly && config.attachments !== undefined}
          onValueChange={(selector) => set(['query'], selector)}
        />
        <VariableField
          label={t('builder.knowledge.attachments')}
          hint={t('builder.knowledge.attachmentsHint')}
          value={config.attachments ?? []}
          types={['file', 'array[file]']}
          isClearable={!isReadOnly}
          onValueChange={(selector) => set(['attachments'], selector.length > 0 ? selector : undefined)}
        />
      </Section>
      <Bases config={config} set={set} />
      {config.knowledgeIds.length > 1 || config.retrievalMode === 'single' ? (
        <Section title={t('builder.knowledge.mode')}>
          <SegmentedControl
            label={t('builder.knowledge.mode')}
            value={config.retrievalMode}
            options={[
              { value: 'multiple', label: t('builder.knowledge.multiple') },
              { value: 'single', label: t('builder.knowledge.single') },
            ]}
            onValueChange={(mode) =>
              setMany([
                { path: ['retrievalMode'], value: mode },
                ...(mode === 'single' && !config.singleModel
                  ? [{ path: ['singleModel'], value: asJson(NO_MODEL) }]
                  : []),
              ])
            }
          />
          {config.retrievalMode === 'single' ? (
            <ModelPart model={config.singleModel ?? NO_MODEL} path={['singleModel']} set={set} />
          ) : null}
        </Section>
      ) : null}
      <MetadataFilter {...props} />
      <Section title={t('builder.knowledge.search')}>
        <NumberField
          label={t('builder.knowledge.topK')}
          hint={t('builder.knowledge.topKHint')}
          value={multiple.topK}
          min={1}
          max={50}
          onValueChange={(topK) => set(['multiple', 'topK'], Math.round(topK ?? 1))}
        />
        <Switch
          label={t('builder.knowledge.threshold')}
          hint={t('builder.knowledge.thresholdHint')}
          checked={threshold !== undefined}
          onCheckedChange={(isOn) => set(['multiple', 'scoreThreshold'], isOn ? 0.3 : null)}
        />
        {threshold === undefined ? null : (
          <NumberField
            aria-label={t('builder.knowledge.threshold')}
            value={threshold}
            min={0}
            max={1}
            step={0.05}
            onValueChange={(value) => set(['multiple', 'scoreThreshold'], value ?? 0)}
          />
        )}
        <Switch
          label={t('builder.knowledge.weights')}
          hint={t('builder.knowledge.weightsHint')}
          checked={multiple.rerankingMode === 'weighted_score' && weight !== undefined}
          onCheckedChange={(isOn) =>
            setMany(
              isOn
                ? [
                    { path: ['multiple', 'rerankingEnabled'], value: true },
                    { path: ['multiple', 'rerankingMode'], value: 'weighted_score' },
                    { path: ['multiple', 'weights'], value: { vectorWeight: 0.5, keywordWeight: 0.5 } },
                  ]
                : [
                    { path: ['multiple', 'rerankingEnabled'], value: false },
                    { path: ['multiple', 'rerankingMode'], value: undefined },
                    { path: ['multiple', 'weights'], value: undefined },
                  ],
            )
          }
        />
        {multiple.rerankingMode === 'weighted_score' && weight !== undefined ? (
          <WeightSlider weight={weight} set={set} config={config} />
        ) : null}
      </Section>
      <OutputsSection outputs={[{ name: 'result', type: 'array[object]' }]} />
    </>
  )
}

function Bases({ config, set }: Pick<NodePanelProps<Config>, 'config' | 'set'>): ReactElement {
  const t = useT()
  const bases = useAtomValue(knowledgeAtom)
  const known = new Set((bases ?? []).map((base) => base.id))
  const gone = config.knowledgeIds.filter((id) => !known.has(id))
  const toggle = (id: string, isOn: boolean): void =>
    set(
      ['knowledgeIds'],
      isOn ? [...config.knowledgeIds, id] : config.knowledgeIds.filter((each) => each !== id),
    )
  return (
    <Section title={t('builder.knowledge.bases')}>
      {bases?.length === 0 ? <EmptyRow>{t('builder.knowledge.noBases')}</EmptyRow> : null}
      <ul className="sk:flex sk:flex-col sk:divide-y sk:divide-line sk:rounded-sm sk:border sk:border-line sk:empty:hidden">
        {(bases ?? []).map((base) => (
          <li key={base.id} className="sk:flex sk:items-center sk:gap-2 sk:px-2.5 sk:py-2">
            <Checkbox
              className="sk:min-w-0 sk:flex-1"
              label={base.name}
              checked={config.knowledgeIds.includes(base.id)}
              onCheckedChange={(isOn) => toggle(base.id, isOn)}
            />
            <span className="sk:text-xs sk:text-muted">
              {t('builder.knowledge.documents', { count: base.documentCount })}
            </span>
          </li>
        ))}
        {bases
          ? gone.map((id) => (
              <li key={id} className="sk:flex sk:items-center sk:gap-2 sk:px-2.5 sk:py-2">
                <Checkbox
                  className="sk:min-w-0 sk:flex-1"
                  label={id}
                  checked
                  onCheckedChange={() => toggle(id, false)}
                />
                <Badge tone="bad">{t('builder.knowledge.gone')}</Badge>
              </li>
            ))
          : null}
      </ul>
    </Section>
  )
}

function WeightSlider({
  weight,
  set,
  config,
}: { readonly weight: number } & Pick<NodePanelProps<Config>, 'set' | 'config'>): ReactElement {
  const t = useT()
  const percent = Math.round(weight * 100)
  return (
    <div className="sk:flex sk:flex-col sk:gap-1">
      <input
        type="range"
        className="skep-range"
        min={0}
        max={100}
        step={5}
        value={percent}
        aria-label={t('builder.knowledge.weightLabel')}
        aria-valuetext={t('builder.knowledge.weightText', { meaning: percent, words: 100 - percent })}
        onChange={(event) => {
          const vectorWeight = Number(event.target.value) / 100
          // Sums of decimals are kept clean: the two always make 1.
          const keywordWeight = (100 - Number(event.target.value)) / 100
          set(['multiple', 'weights'], { ...config.multiple.weights, vectorWeight, keywordWeight })
        }}
      />
      <div className="sk:flex sk:justify-between sk:text-xs sk:text-muted sk:tabular-nums">
        <span>{t('builder.knowledge.words', { percent: 100 - percent })}</span>
        <span>{t('builder.knowledge.meaning', { percent })}</span>
      </div>
    </div>
  )
}

/** Finds the passages that fit a question. @public */
export const knowledgeRetrievalPanel: PanelDefinition = definePanel(knowledgeRetrievalNode, {
  icon: BookOpen,
  summary: Summary,
  Panel,
})
