import type { JsonObject } from '../../json.ts'
import { LOGICAL_OPERATORS } from '../../nodes/conditions.ts'
import {
  FUSION_METHODS,
  type KnowledgeRetrievalConfig,
  type MetadataCondition,
  type MetadataFiltering,
  type MultipleRetrieval,
  type RetrievalWeights,
} from '../../nodes/knowledge-retrieval.ts'
import type { DifyMapper } from '../mapper.ts'
import { defined, type Reader } from '../reader.ts'
import { readModel, readProvider, readVision, writeModel, writeVision } from './shared.ts'

/** @internal */
export function readWeights(weights: Reader | undefined): RetrievalWeights | undefined {
  const vector = weights?.inner('vector_setting')
  const keyword = weights?.inner('keyword_setting')
  if (!vector && !keyword) return undefined
  return defined<RetrievalWeights>({
    vectorWeight: vector?.number('vector_weight') ?? 0.7,
    keywordWeight: keyword?.number('keyword_weight') ?? 0.3,
    embeddingProvider: vector?.text('embedding_provider_name'),
    embeddingModel: vector?.text('embedding_model_name'),
  })
}

function readMultiple(config: Reader | undefined): MultipleRetrieval {
  const model = config?.inner('reranking_model')
  const rerankingModel = model && { provider: readProvider(model), model: model.text('model') ?? '' }
  const hasModel = rerankingModel !== undefined && rerankingModel.model !== ''
  return defined<MultipleRetrieval>({
    topK: config?.count('top_k', 1) ?? 4,
    scoreThreshold: config?.number('score_threshold') ?? null,
    // Files older than the switch rerank when they name a model.
    rerankingEnabled: config?.boolean('reranking_enable') ?? hasModel,
    rerankingMode: config?.choice('reranking_mode', ['reranking_model', 'weighted_score']),
    rerankingModel,
    weights: readWeights(config?.inner('weights')),
    fusion: config?.choice('skep_fusion', FUSION_METHODS),
    diversity: config?.number('skep_diversity'),
  })
}

function readCondition(item: Reader): MetadataCondition {
  const value = item.json('value')
  const isPlain = typeof value === 'string' || typeof value === 'number'
  return defined<MetadataCondition>({
    id: item.text('id'),
    name: item.text('name') ?? '',
    operator: item.text('comparison_operator') ?? 'is',
    value: Array.isArray(value) ? item.texts('value') : isPlain ? value : undefined,
  })
}

/** @internal */
export function readFiltering(data: Reader): MetadataFiltering {
  const conditions = data.inner('metadata_filtering_conditions')
  return defined<MetadataFiltering>({
    mode: data.choice('metadata_filtering_mode', ['disabled', 'automatic', 'manual']) ?? 'disabled',
    model:
      data.json('metadata_model_config') === undefined ? undefined : readModel(data, 'metadata_model_config'),
    conditions: conditions && {
      logicalOperator: conditions.choice('logical_operator', LOGICAL_OPERATORS) ?? 'and',
      conditions: conditions.items('conditions').map(readCondition),
    },
  })
}

function read(data: Reader): KnowledgeRetrievalConfig {
  const attachments = data.selector('query_attachment_selector')
  const single = data.inner('single_retrieval_config')
  return defined<KnowledgeRetrievalConfig>({
    query: data.selector('query_variable_selector'),
    attachments: attachments.length > 0 ? attachments : undefined,
    knowledgeIds: data.texts('dataset_ids'),
    retrievalMode: data.choice('retrieval_mode', ['multiple', 'single']) ?? 'multiple',
    multiple: readMultiple(data.inner('multiple_retrieval_config')),
    singleModel: single?.json('model') === undefined ? undefined : readModel(single),
    metadataFiltering: readFiltering(data),
    vision: readVision(data),
  })
}

/** @internal */
export function writeWeights(weights: RetrievalWeights): JsonObject {
  return {
    vector_setting: defined<JsonObject>({
      vector_weight: weights.vectorWeight,
      embedding_provider_name: weights.embeddingProvider,
      embedding_model_name: weights.embeddingModel,
    }),
    keyword_setting: { keyword_weight: weights.keywordWeight },
  }
}

/** @internal */
export function writeFiltering(filtering: MetadataFiltering): JsonObject {
  return defined<JsonObject>({
    metadata_filtering_mode: filtering.mode,
    metadata_model_config: filtering.model && writeModel(filtering.model),
    metadata_filtering_conditions: filtering.conditions && {
      logical_operator: filtering.conditions.logicalOperator,
      conditions: filtering.conditions.conditions.map(({ id, name, operator, value }) =>
        defined<JsonObject>({ id, name, comparison_operator: operator, value }),
      ),
    },
  })
}

function writeMultiple(multiple: MultipleRetrieval): JsonObject {
  const { topK, scoreThreshold = null, rerankingEnabled, rerankingMode, rerankingModel, weights } = multiple
  return defined<JsonObject>({
    top_k: topK,
    score_threshold: scoreThreshold,
    reranking_enable: rerankingEnabled,
    reranking_mode: rerankingMode,
    reranking_model: rerankingModel,
    weights: weights && writeWeights(weights),
    skep_fusion: multiple.fusion,
    skep_diversity: multiple.diversity,
  })
}

function write(config: KnowledgeRetrievalConfig): JsonObject {
  return defined<JsonObject>({
    query_variable_selector: config.query,
    query_attachment_selector: config.attachments,
    dataset_ids: config.knowledgeIds,
    retrieval_mode: config.retrievalMode,
    multiple_retrieval_config: writeMultiple(config.multiple),
    single_retrieval_config: config.singleModel && { model: writeModel(config.singleModel) },
    ...writeFiltering(config.metadataFiltering),
    vision: config.vision && writeVision(config.vision),
  })
}

/** @internal */
export const knowledgeRetrievalMapper: DifyMapper<KnowledgeRetrievalConfig> = {
  type: 'knowledge-retrieval',
  difyTypes: ['knowledge-retrieval'],
  read,
  write,
}
