import type { RetrieveRequest, Usage } from '@skep/client'
import {
  type KnowledgeRetrievalConfig,
  knowledgeRetrievalNode,
  type MetadataFiltering,
  SkepError,
  type Value,
} from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import type { EnginePorts, RetrieverBase, RetrieverPort } from '../ports/ports.ts'
import { requirePort } from '../ports/require-port.ts'
import { addUsage } from '../run/usage.ts'
import { filterByMetadata } from './metadata-filter.ts'
import { chooseBase, writeFilter } from './retrieval-model.ts'
import { toResultItem } from './retrieval-result.ts'

// The retriever knows no filters, so a filtered search looks at more passages than it returns.
const FILTERED_SEARCH = { factor: 5, least: 50 }

function settingsOf(
  { multiple }: KnowledgeRetrievalConfig,
  isFiltered: boolean,
): NonNullable<RetrieveRequest['settings']> {
  const { topK, scoreThreshold, rerankingMode, weights } = multiple
  return {
    topK: isFiltered ? Math.max(topK * FILTERED_SEARCH.factor, FILTERED_SEARCH.least) : topK,
    ...(typeof scoreThreshold === 'number' ? { scoreThreshold } : {}),
    ...(rerankingMode === 'weighted_score' && weights ? { vectorWeight: weights.vectorWeight } : {}),
  }
}

interface Search {
  readonly knowledgeIds: readonly string[]
  readonly filtering: MetadataFiltering | undefined
  readonly usage?: Usage | undefined
}

/** Where to search and by which filter: what the node says, or what a model makes of the question. */
async function planSearch(
  config: KnowledgeRetrievalConfig,
  query: string,
  retriever: RetrieverPort,
  asking: { readonly ports: EnginePorts; readonly signal: AbortSignal },
): Promise<Search> {
  const { knowledgeIds, retrievalMode, singleModel, metadataFiltering } = config
  const { mode, model } = metadataFiltering
  const isSingle = retrievalMode === 'single' && singleModel !== undefined && knowledgeIds.length > 1
  const filtering = mode === 'manual' ? metadataFiltering : undefined
  const isAutomatic = mode === 'automatic' && model !== undefined
  if (!isSingle && !isAutomatic) return { knowledgeIds, filtering }
  const known = (await retriever.describe?.(knowledgeIds, { signal: asking.signal })) ?? []
  const bases = knowledgeIds.map(
    (id): RetrieverBase =>
      known.find((base) => base.id === id) ?? { id, name: id, description: '', metadataFields: [] },
  )
  const choice = isSingle ? await chooseBase(singleModel, query, bases, asking) : undefined
  const searched = choice?.value === undefined ? bases : bases.filter(({ id }) => id === choice.value)
  const filter = isAutomatic ? await writeFilter(model, query, searched, asking) : undefined
  return {
    knowledgeIds: searched.map(({ id }) => id),
    filtering: filtering ?? filter?.value,
    usage: addUsage(choice?.usage, filter?.usage),
  }
}

function isNothing(value: Value | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

/**
 * Finds passages. A question that is no text fails; an empty one finds nothing and is no failure. Pictures cannot be
 * searched with here, so a search by pictures alone finds no passages and says so.
 * @public
 */
export const knowledgeRetrievalExecutor: Executor = defineExecutor(
  knowledgeRetrievalNode,
  async function* ({ config, read, renderText, ports, signal }) {
    const query = config.query.length > 0 ? read(config.query) : undefined
    if (!isNothing(query) && typeof query !== 'string') {
      throw new SkepError(
        'VARIABLE_TYPE',
        'The question of a knowledge search must be a text. Choose a text variable.',
        { selector: [...config.query] },
      )
    }
    if (typeof query !== 'string' || query === '') {
      if (!config.attachments || isNothing(read(config.attachments)))
        return { outputs: {}, inputs: { query: '' } }
      yield { type: 'progress', message: 'Pictures cannot be searched with here; nothing was searched.' }
      return { outputs: { result: [] }, inputs: { query: '' } }
    }
    yield { type: 'inputs', inputs: { query, knowledgeIds: config.knowledgeIds } }
    if (config.knowledgeIds.length === 0) {
      throw new SkepError('KNOWLEDGE_NOT_FOUND', 'No knowledge base is chosen. Choose one in the node.')
    }
    const retriever = requirePort(ports, 'retriever')
    const { knowledgeIds, filtering, usage } = await planSearch(config, query, retriever, { ports, signal })
    const settings = settingsOf(config, filtering !== undefined)
    const found = await retriever.retrieve({ knowledgeIds, query, settings }, { signal })
    const fitting = filtering ? filterByMetadata(found.passages, filtering, renderText) : found.passages
    const passages = fitting.slice(0, config.multiple.topK)
    return {
      outputs: { result: passages.map((passage, index) => toResultItem(passage, index, query)) },
      process: {
        knowledgeIds,
        passageCount: passages.length,
        durationMs: found.durationMs,
        // What a model wrote is worth seeing; what the node says is in the node.
        ...(config.metadataFiltering.mode === 'automatic'
          ? { filter: JSON.parse(JSON.stringify(filtering?.conditions ?? null)) as Value } // of JSON
          : {}),
      },
      ...(usage ? { usage } : {}),
    }
  },
)
