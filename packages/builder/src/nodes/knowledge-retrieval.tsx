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
import { KnowledgeOrder } from './knowledge-order.tsx'
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
          hint={t(
            multiple.rerankingEnabled && multiple.rerankingMode !== 'weighted_score'
              ? 'builder.knowledge.rerankThresholdHint'
              : 'builder.knowledge.thresholdHint',
          )}
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
      </Section>
      {config.retrievalMode === 'multiple' ? <KnowledgeOrder {...props} /> : null}
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

/** Finds the passages that fit a question. @public */
export const knowledgeRetrievalPanel: PanelDefinition = definePanel(knowledgeRetrievalNode, {
  icon: BookOpen,
  summary: Summary,
  Panel,
})
