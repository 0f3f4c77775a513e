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
import { chooseBase, writeFilter } from './retrieval-model.ts'
import { toResultItem } from './retrieval-result.ts'

function settingsOf({ multiple }: KnowledgeRetrievalConfig): NonNullable<RetrieveRequest['settings']> {
  const {
    topK,
    scoreThreshold,
    rerankingEnabled,
    rerankingMode,
    rerankingModel,
    weights,
    fusion,
    diversity,
  } = multiple
  const isByWeights = rerankingMode === 'weighted_score' && weights !== undefined
  const isByModel = rerankingEnabled && rerankingMode !== 'weighted_score' && rerankingModel !== undefined
  return {
    topK,
    ...(typeof scoreThreshold === 'number' ? { scoreThreshold } : {}),
    ...(isByWeights ? { vectorWeight: weights.vectorWeight } : {}),
    ...(fusion ? { fusion } : {}),
    ...(diversity === undefined ? {} : { rerank: { type: 'mmr', lambda: 1 - diversity } }),
    ...(isByModel ? { rerank: { type: 'model', ...rerankingModel } } : {}),
  }
}

/** The conditions with their references filled in, for the retriever to filter by before it searches. */
function filterOf(
  filtering: MetadataFiltering | undefined,
  renderText: (text: string) => string,
): RetrieveRequest['filter'] {
  if (filtering?.conditions === undefined) return undefined
  const { logicalOperator, conditions } = filtering.conditions
  return {
    logicalOperator,
    conditions: conditions.map(({ name, operator, value = null }) => ({
      name,
      operator,
      value:
        typeof value === 'string'
          ? renderText(value)
          : typeof value === 'object' && value !== null
            ? value.map((each: string) => renderText(each))
            : value,
    })),
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
    const filter = filterOf(filtering, renderText)
    const request = { knowledgeIds, query, settings: settingsOf(config), ...(filter ? { filter } : {}) }
    const found = await retriever.retrieve(request, { signal })
    const passages = found.passages.slice(0, config.multiple.topK)
    for (const { message } of found.warnings ?? []) yield { type: 'progress', message }
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
        ...(found.warnings
          ? { warnings: found.warnings.map(({ code, message }) => ({ code, message })) }
          : {}),
      },
      ...(usage ? { usage } : {}),
    }
  },
)
