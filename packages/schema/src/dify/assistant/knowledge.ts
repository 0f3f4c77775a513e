import type { AssistantKnowledge } from '../../assistant/assistant.ts'
import type { JsonObject } from '../../json.ts'
import { FUSION_METHODS, type MultipleRetrieval } from '../../nodes/knowledge-retrieval.ts'
import { readFiltering, readWeights, writeFiltering, writeWeights } from '../nodes/knowledge-retrieval.ts'
import { shortProvider } from '../nodes/shared.ts'
import { defined, type Reader } from '../reader.ts'

function readIds(items: readonly Reader[]): readonly string[] {
  return items.flatMap((item) => {
    const dataset = item.inner('dataset')
    const id = dataset?.text('id') ?? ''
    return id !== '' && dataset?.boolean('enabled') !== false ? [id] : []
  })
}

function readMultiple(data: Reader | undefined): MultipleRetrieval {
  const model = data?.inner('reranking_model')
  const name = model?.text('reranking_model_name') ?? ''
  const threshold =
    data?.boolean('score_threshold_enabled') === false ? null : data?.number('score_threshold')
  return defined<MultipleRetrieval>({
    topK: data?.count('top_k', 1) ?? 4,
    scoreThreshold: threshold ?? null,
    rerankingEnabled: data?.boolean('reranking_enable') ?? false,
    rerankingMode: data?.choice('reranking_mode', ['reranking_model', 'weighted_score']),
    rerankingModel:
      name === ''
        ? undefined
        : { provider: shortProvider(model?.text('reranking_provider_name') ?? ''), model: name },
    weights: readWeights(data?.inner('weights')),
    fusion: data?.choice('skep_fusion', FUSION_METHODS),
    diversity: data?.number('skep_diversity'),
  })
}

/** What an app looks things up in; older files name it among the tools of the agent. @internal */
export function readKnowledge(data: Reader): AssistantKnowledge | undefined {
  const config = data.inner('dataset_configs')
  const datasets = config?.inner('datasets')
  const knowledgeIds = datasets
    ? readIds(datasets.items('datasets'))
    : readIds(data.inner('agent_mode')?.items('tools') ?? [])
  const queryVariable = data.text('dataset_query_variable')
  if (!config && knowledgeIds.length === 0 && !queryVariable) return undefined
  return defined<AssistantKnowledge>({
    knowledgeIds,
    retrievalMode: config?.choice('retrieval_model', ['multiple', 'single']) ?? 'multiple',
    multiple: readMultiple(config),
    metadataFiltering: config ? readFiltering(config) : { mode: 'disabled' },
    queryVariable: queryVariable || undefined,
  })
}

/** @internal */
export function writeKnowledge(knowledge: AssistantKnowledge | undefined): JsonObject {
  if (!knowledge) return { dataset_configs: { retrieval_model: 'multiple' }, dataset_query_variable: '' }
  const { knowledgeIds, retrievalMode, multiple, metadataFiltering, queryVariable = '' } = knowledge
  const { rerankingModel, weights, scoreThreshold = null } = multiple
  return {
    dataset_configs: defined<JsonObject>({
      retrieval_model: retrievalMode,
      datasets: { datasets: knowledgeIds.map((id) => ({ dataset: { enabled: true, id } })) },
      top_k: multiple.topK,
      score_threshold: scoreThreshold,
      score_threshold_enabled: scoreThreshold !== null,
      reranking_enable: multiple.rerankingEnabled,
      reranking_mode: multiple.rerankingMode,
      reranking_model: rerankingModel && {
        reranking_provider_name: rerankingModel.provider,
        reranking_model_name: rerankingModel.model,
      },
      weights: weights && writeWeights(weights),
      skep_fusion: multiple.fusion,
      skep_diversity: multiple.diversity,
      ...writeFiltering(metadataFiltering),
    }),
    dataset_query_variable: queryVariable,
  }
}
