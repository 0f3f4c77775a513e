import type { RetrieveRequest } from '@skep/client'
import { type KnowledgeRetrievalConfig, knowledgeRetrievalNode, SkepError } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import { requirePort } from '../ports/require-port.ts'
import { filterByMetadata } from './metadata-filter.ts'
import { toResultItem } from './retrieval-result.ts'

// The retriever knows no filters, so a filtered search looks at more passages than it returns.
const FILTERED_SEARCH = { factor: 5, least: 50 }

function settingsOf({
  multiple,
  metadataFiltering,
}: KnowledgeRetrievalConfig): NonNullable<RetrieveRequest['settings']> {
  const { topK, scoreThreshold, rerankingMode, weights } = multiple
  const isFiltered = metadataFiltering.mode === 'manual'
  return {
    topK: isFiltered ? Math.max(topK * FILTERED_SEARCH.factor, FILTERED_SEARCH.least) : topK,
    ...(typeof scoreThreshold === 'number' ? { scoreThreshold } : {}),
    ...(rerankingMode === 'weighted_score' && weights ? { vectorWeight: weights.vectorWeight } : {}),
  }
}

/** Finds passages. An empty question finds nothing and is no failure. @public */
export const knowledgeRetrievalExecutor: Executor = defineExecutor(
  knowledgeRetrievalNode,
  async function* ({ config, read, renderText, ports, signal }) {
    const query = read(config.query)
    if (query === undefined || query === null || query === '') return { outputs: {}, inputs: { query: '' } }
    if (typeof query !== 'string') {
      throw new SkepError(
        'VARIABLE_TYPE',
        'The question of a knowledge search must be a text. Choose a text variable.',
        {
          selector: [...config.query],
        },
      )
    }
    yield { type: 'inputs', inputs: { query, knowledgeIds: config.knowledgeIds } }
    if (config.knowledgeIds.length === 0) {
      throw new SkepError('KNOWLEDGE_NOT_FOUND', 'No knowledge base is chosen. Choose one in the node.')
    }
    if (config.metadataFiltering.mode === 'automatic') {
      yield {
        type: 'progress',
        message: 'Automatic metadata filters are not applied; all documents are searched.',
      }
    }
    const found = await requirePort(ports, 'retriever').retrieve(
      { knowledgeIds: config.knowledgeIds, query, settings: settingsOf(config) },
      { signal },
    )
    const { topK } = config.multiple
    const passages = filterByMetadata(found.passages, config.metadataFiltering, renderText).slice(0, topK)
    return {
      outputs: { result: passages.map((passage, index) => toResultItem(passage, index, query)) },
      process: { passageCount: passages.length, durationMs: found.durationMs },
    }
  },
)
