import * as z from 'zod/mini'
import {
  type CheckContext,
  defineNode,
  type Environment,
  type NodeDefinition,
  type NodeProblem,
  type VariableUse,
} from '../define-node.ts'
import type { Selector } from '../selectors.ts'
import type { OutputField } from '../values.ts'
import {
  type ComparisonOperator,
  LOGICAL_OPERATORS,
  type LogicalOperator,
  OPERATORS_WITHOUT_VALUE,
} from './conditions.ts'
import { selectorField, usesInText } from './fields.ts'
import { checkModel, type ModelChoice, modelField, type VisionConfig, visionField } from './model-fields.ts'

/** Weights of the two searches of a hybrid retrieval; together 1. @public */
export type RetrievalWeights = {
  readonly vectorWeight: number
  readonly keywordWeight: number
  readonly embeddingProvider?: string
  readonly embeddingModel?: string
}

/** `weighted`: sum of normalised scores; `rrf`: reciprocal ranks; `dify`: Dify's own weighted score. @public */
export const FUSION_METHODS = ['weighted', 'rrf', 'dify'] as const

/** How passages of several knowledge bases become one list. @public */
export type MultipleRetrieval = {
  readonly topK: number
  /**
   * Passages below this similarity are left out, or below this score of the rerank model. Absent or null: those are that
   * have too little to do with the question.
   */
  readonly scoreThreshold?: number | null
  readonly rerankingEnabled: boolean
  readonly rerankingMode?: 'reranking_model' | 'weighted_score'
  readonly rerankingModel?: { readonly provider: string; readonly model: string }
  readonly weights?: RetrievalWeights
  /** How hits by words and by meaning become one list. Absent: as each base is set. */
  readonly fusion?: (typeof FUSION_METHODS)[number]
  /** 0 to 1: how much a passage that repeats another is put below something new. A rerank model goes first. */
  readonly diversity?: number
}

/** One condition on a document's metadata. Text values may hold `{{#node.name#}}`. @public */
export type MetadataCondition = {
  readonly id?: string
  readonly name: string
  readonly operator: string
  readonly value?: string | number | readonly string[] | null
}

/** @public */
export type MetadataFiltering = {
  readonly mode: 'disabled' | 'automatic' | 'manual'
  readonly model?: ModelChoice
  readonly conditions?: {
    readonly logicalOperator: LogicalOperator
    readonly conditions: readonly MetadataCondition[]
  }
}

/** The comparisons of metadata, in Dify's own words, by the type of what is compared. @public */
export const METADATA_OPERATORS: Readonly<
  Record<'string' | 'number' | 'time', readonly ComparisonOperator[]>
> = {
  string: [
    'is',
    'is not',
    'contains',
    'not contains',
    'start with',
    'end with',
    'in',
    'not in',
    'empty',
    'not empty',
  ],
  number: ['=', '≠', '>', '<', '≥', '≤', 'empty', 'not empty'],
  time: ['is', 'before', 'after', 'empty', 'not empty'],
}

/** A field that documents have: its name, and what it is compared as. @public */
export type MetadataFieldFace = {
  readonly name: string
  readonly type: keyof typeof METADATA_OPERATORS
}

/**
 * The fields that every document has. Dify's `uploader` is not among them: Skep knows no persons. A base may have a field of
 * that name, whose values the host sets.
 * @public
 */
export const BUILT_IN_FIELDS: readonly MetadataFieldFace[] = [
  { name: 'document_name', type: 'string' },
  { name: 'upload_date', type: 'time' },
  { name: 'last_update_date', type: 'time' },
  { name: 'source', type: 'string' },
]

/** @public */
export type KnowledgeRetrievalConfig = {
  readonly query: Selector
  /** Pictures to search with, for bases that can. */
  readonly attachments?: Selector
  readonly knowledgeIds: readonly string[]
  readonly retrievalMode: 'multiple' | 'single'
  readonly multiple: MultipleRetrieval
  /** The model that chooses one base in the old `single` mode. */
  readonly singleModel?: ModelChoice
  readonly metadataFiltering: MetadataFiltering
  readonly vision?: VisionConfig
}

const config: z.ZodMiniType<KnowledgeRetrievalConfig> = z.object({
  query: selectorField,
  attachments: z.exactOptional(selectorField),
  knowledgeIds: z.array(z.string()),
  retrievalMode: z.enum(['multiple', 'single']),
  multiple: z.object({
    topK: z.number().check(z.minimum(1)),
    scoreThreshold: z.exactOptional(z.nullable(z.number())),
    rerankingEnabled: z.boolean(),
    rerankingMode: z.exactOptional(z.enum(['reranking_model', 'weighted_score'])),
    rerankingModel: z.exactOptional(z.object({ provider: z.string(), model: z.string() })),
    weights: z.exactOptional(
      z.object({
        vectorWeight: z.number(),
        keywordWeight: z.number(),
        embeddingProvider: z.exactOptional(z.string()),
        embeddingModel: z.exactOptional(z.string()),
      }),
    ),
    fusion: z.exactOptional(z.enum(FUSION_METHODS)),
    diversity: z.exactOptional(z.number().check(z.minimum(0), z.maximum(1))),
  }),
  singleModel: z.exactOptional(modelField),
  metadataFiltering: z.object({
    mode: z.enum(['disabled', 'automatic', 'manual']),
    model: z.exactOptional(modelField),
    conditions: z.exactOptional(
      z.object({
        logicalOperator: z.enum(LOGICAL_OPERATORS),
        conditions: z.array(
          z.object({
            id: z.exactOptional(z.string()),
            name: z.string(),
            operator: z.string(),
            value: z.exactOptional(z.nullable(z.union([z.string(), z.number(), z.array(z.string())]))),
          }),
        ),
      }),
    ),
  }),
  vision: z.exactOptional(visionField),
})

/** The fields of one passage. @internal */
export const PASSAGE_FIELDS: readonly OutputField[] = [
  { name: 'content', type: 'string' },
  { name: 'title', type: 'string' },
  { name: 'url', type: 'string' },
  { name: 'icon', type: 'string' },
  {
    name: 'metadata',
    type: 'object',
    fields: [
      { name: 'dataset_id', type: 'string' },
      { name: 'dataset_name', type: 'string' },
      { name: 'document_id', type: 'string' },
      { name: 'document_name', type: 'string' },
      { name: 'segment_id', type: 'string' },
      { name: 'segment_position', type: 'number' },
      { name: 'score', type: 'number' },
      { name: 'position', type: 'number' },
      { name: 'doc_metadata', type: 'object' },
    ],
  },
  { name: 'files', type: 'array[file]' },
]

function uses({ query, attachments, metadataFiltering }: KnowledgeRetrievalConfig): readonly VariableUse[] {
  const hasAttachments = (attachments ?? []).length > 0
  return [
    ...(query.length > 0 || !hasAttachments ? [{ selector: query, path: ['query'], types: ['string'] }] : []),
    ...(attachments && hasAttachments
      ? [{ selector: attachments, path: ['attachments'], types: ['file', 'array[file]'] }]
      : []),
    ...(metadataFiltering.mode === 'manual'
      ? (metadataFiltering.conditions?.conditions ?? []).flatMap(({ value }, index) =>
          typeof value === 'string'
            ? usesInText(value, ['metadataFiltering', 'conditions', 'conditions', index, 'value'])
            : [],
        )
      : []),
  ]
}

const OPERATORS: ReadonlySet<string> = new Set(Object.values(METADATA_OPERATORS).flat())

function checkFilter({ mode, conditions }: MetadataFiltering): readonly NodeProblem[] {
  if (mode !== 'manual') return []
  const path = ['metadataFiltering', 'conditions']
  const list = conditions?.conditions ?? []
  if (list.length === 0) return [{ code: 'FIELD_REQUIRED', path }]
  const withoutValue: readonly string[] = OPERATORS_WITHOUT_VALUE
  return list.flatMap(({ name, operator, value }, index): NodeProblem[] => {
    const at = [...path, 'conditions', index]
    const isEmpty =
      value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
    return [
      ...(name === '' ? [{ code: 'FIELD_REQUIRED' as const, path: [...at, 'name'] }] : []),
      ...(OPERATORS.has(operator) ? [] : [{ code: 'FIELD_INVALID' as const, path: [...at, 'operator'] }]),
      ...(isEmpty && !withoutValue.includes(operator)
        ? [{ code: 'FIELD_REQUIRED' as const, path: [...at, 'value'] }]
        : []),
    ]
  })
}

/** Names that are in none of the chosen bases. A base of another program knows its own names. */
function findUnknownFields(
  { mode, conditions }: MetadataFiltering,
  knowledgeIds: readonly string[],
  bases: Environment['knowledge'],
): readonly NodeProblem[] {
  const chosen = (bases ?? []).filter((base) => knowledgeIds.includes(base.id))
  if (mode !== 'manual' || chosen.length === 0) return []
  if (chosen.some((base) => base.external || !base.metadataFields)) return []
  const names = new Set(
    [...BUILT_IN_FIELDS, ...chosen.flatMap((base) => base.metadataFields ?? [])].map(({ name }) => name),
  )
  return (conditions?.conditions ?? []).flatMap(({ name }, index): NodeProblem[] =>
    name === '' || names.has(name)
      ? []
      : [
          {
            code: 'METADATA_FIELD_UNKNOWN',
            severity: 'warning',
            path: ['metadataFiltering', 'conditions', 'conditions', index, 'name'],
            params: { name },
          },
        ],
  )
}

function check(
  { knowledgeIds, retrievalMode, singleModel, metadataFiltering, multiple }: KnowledgeRetrievalConfig,
  { environment }: CheckContext,
): readonly NodeProblem[] {
  const known = environment.knowledge && new Set(environment.knowledge.map((base) => base.id))
  const { rerankingEnabled, rerankingMode, rerankingModel } = multiple
  const rerankModel =
    rerankingEnabled && rerankingMode !== 'weighted_score' && retrievalMode === 'multiple'
      ? { provider: rerankingModel?.provider ?? '', name: rerankingModel?.model ?? '' }
      : undefined
  return [
    ...(knowledgeIds.length === 0 ? [{ code: 'KNOWLEDGE_MISSING' as const, path: ['knowledgeIds'] }] : []),
    ...knowledgeIds.flatMap((id, index) =>
      known && !known.has(id)
        ? [{ code: 'KNOWLEDGE_UNKNOWN' as const, path: ['knowledgeIds', index], params: { id } }]
        : [],
    ),
    ...(rerankModel ? checkModel(rerankModel, environment, ['multiple', 'rerankingModel']) : []),
    ...(retrievalMode === 'single'
      ? checkModel(singleModel ?? { provider: '', name: '' }, environment, ['singleModel'])
      : []),
    ...checkFilter(metadataFiltering),
    ...findUnknownFields(metadataFiltering, knowledgeIds, environment.knowledge),
    ...(metadataFiltering.mode === 'automatic'
      ? checkModel(metadataFiltering.model ?? { provider: '', name: '' }, environment, [
          'metadataFiltering',
          'model',
        ])
      : []),
  ]
}

/** Finds the passages of knowledge bases that fit a question. @public */
export const knowledgeRetrievalNode: NodeDefinition<KnowledgeRetrievalConfig> =
  defineNode<KnowledgeRetrievalConfig>({
    type: 'knowledge-retrieval',
    version: 1,
    category: 'knowledge',
    config,
    defaults: {
      query: [],
      knowledgeIds: [],
      retrievalMode: 'multiple',
      multiple: { topK: 4, scoreThreshold: null, rerankingEnabled: false },
      metadataFiltering: { mode: 'disabled' },
    },
    outputs: () => [{ name: 'result', type: 'array[object]', fields: PASSAGE_FIELDS }],
    uses,
    check,
  })
