import type {
  ExternalSettings,
  KnowledgeBase,
  Passage,
  Reranking,
  RetrievalSettings,
  RetrieveRequest,
  RetrieveResult,
} from '@skep/client'
import type { Embedder } from '@skep/models'
import { type ErrorData, toErrorData } from '@skep/schema'
import { findEmbedder, isBuiltin, type ResolveEmbedder } from '../ingest/generation-plan.ts'
import { completeRetrieval } from '../ingest/settings.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import { chunkIdOf, unitsOf } from '../store/search-units.ts'
import { allowDocuments } from './allowed-documents.ts'
import { type AskExternal, searchExternal } from './ask-external.ts'
import type { EmbedQuery } from './candidates.ts'
import { explainPassage } from './explain.ts'
import { explainRetrieval } from './explain-retrieval.ts'
import type { FoundPassage } from './found-passage.ts'
import { groupUnits } from './group-units.ts'
import { joinNeighbours } from './join-neighbours.ts'
import { joinByRank } from './merge.ts'
import type { OpenBase } from './open-base.ts'
import { readPassages, type SearchedBase } from './read-passages.ts'
import { type ReorderContext, type Reordered, reorder } from './reorder.ts'
import { type BaseSearch, keepGood, searchBase } from './search-base.ts'

/** @internal */
export interface RetrieveContext extends ReorderContext {
  readonly store: KnowledgeStore
  readonly embedders?: ResolveEmbedder
  /** @throws `KNOWLEDGE_NOT_FOUND` */
  readonly base: (knowledgeId: string) => Promise<KnowledgeBase>
  readonly open: (base: KnowledgeBase) => Promise<OpenBase>
  readonly askExternal?: AskExternal
}

/** What one base gave. */
export interface BaseResult {
  readonly settings: RetrievalSettings
  readonly found: readonly FoundPassage[]
  /** Absent for an external base, whose search nobody here has seen. */
  readonly searched?: SearchedBase & {
    readonly allowed: ReadonlySet<string> | null
    readonly search: BaseSearch
  }
}

/** How many passages are looked at for each that is wanted, where they are ordered anew. */
const REORDERED_PER_PASSAGE = 5
const LEAST_REORDERED = 30
const MOST_REORDERED = 100

/** Searches all bases of a request at once, joins what was found and orders it anew where that is wanted. */
export async function retrievePassages(
  context: RetrieveContext,
  request: RetrieveRequest,
  signal: AbortSignal | undefined,
): Promise<Omit<RetrieveResult, 'durationMs'>> {
  const warnings: ErrorData[] = []
  const results = await searchAll(context, request, signal, warnings)
  const topK = Math.max(0, ...results.map(({ settings }) => settings.topK))
  const reorderBy = async (list: readonly FoundPassage[], reranking: Reranking | undefined) => {
    const reordered = await reorder(context, request.query, list, reranking, signal)
    if (reordered.warning) warnings.push(reordered.warning)
    return reordered
  }
  // Bases that are ordered anew in the same way are joined first, so that a model is asked once and compares them all.
  const shared = sharedReranking(results)
  const lists: Reordered[] = []
  for (const { found, settings } of results) {
    lists.push(await reorderBy(found, shared.isShared ? undefined : settings.rerank))
  }
  const joined = joinByRank(lists.map(({ list }) => list))
  const ordered = await reorderBy(joined, shared.reranking)
  signal?.throwIfAborted()
  const returned = await joinNeighbours(context.store, ordered.list, topK)
  const held = new Set(returned.flatMap(({ chunkId, passage }) => [chunkId, ...neighboursOf(passage)]))
  const isExplained = request.explain === true
  return {
    passages: returned.map((found, at) => toPassage(found, at + 1, isExplained)),
    ...(warnings.length > 0 ? { warnings } : {}),
    ...(isExplained
      ? {
          explanation: await explainRetrieval(context.store, results, {
            returned,
            rest: [...ordered.list, ...lists.flatMap(({ dropped }) => dropped), ...ordered.dropped].filter(
              ({ chunkId }) => !held.has(chunkId),
            ),
            reranking: shared.reranking,
          }),
        }
      : {}),
  }
}

function neighboursOf({ neighbours = [] }: FoundPassage['passage']): readonly string[] {
  return neighbours.map(({ chunkId }) => chunkId)
}

function toPassage(found: FoundPassage, rank: number, isExplained: boolean): Passage {
  const { passage, score, scores } = found
  return {
    ...passage,
    score,
    scores,
    ...(isExplained ? { explanation: explainPassage(found, 'returned', rank) } : {}),
  }
}

/** A base that fails beside others is a warning; where all fail, the first error is the answer. */
async function searchAll(
  context: RetrieveContext,
  request: RetrieveRequest,
  signal: AbortSignal | undefined,
  warnings: ErrorData[],
): Promise<readonly BaseResult[]> {
  const knowledgeIds = [...new Set(request.knowledgeIds)]
  const settled = await Promise.allSettled(knowledgeIds.map((id) => searchOne(context, id, request, signal)))
  signal?.throwIfAborted()
  const results = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  settled.forEach((each, at) => {
    if (each.status === 'fulfilled') return
    if (results.length === 0) throw each.reason
    const { code, message, data } = toErrorData(each.reason)
    warnings.push({ code, message, data: { ...data, knowledgeId: knowledgeIds[at] ?? '' } })
  })
  return results
}

async function searchOne(
  context: RetrieveContext,
  knowledgeId: string,
  request: RetrieveRequest,
  signal: AbortSignal | undefined,
): Promise<BaseResult> {
  signal?.throwIfAborted()
  const { store, analyzer } = context
  const base = await context.base(knowledgeId)
  const settings = completeRetrieval(request.settings, base.retrieval)
  if (isExternal(base)) {
    const stop = signal ?? new AbortController().signal // one that never fires
    return { settings, found: await searchExternal(context.askExternal, base, request, settings, stop) }
  }
  const opened = await context.open(base)
  const allowed = allowDocuments(opened, request.filter)
  const search = await searchBase(opened, analyzer, request.query, settings, {
    embedQuery: queryEmbedder(context, base, opened, settings.method, signal),
    allowed,
    isExplained: request.explain === true,
    readTexts: (unitIds) => readUnitTexts(store, unitIds),
  })
  const good = keepGood(search, settings, settings.rerank?.type === 'model')
  const pool = Math.min(MOST_REORDERED, Math.max(LEAST_REORDERED, settings.topK * REORDERED_PER_PASSAGE))
  const place = { base, opened, settings }
  // Where neighbours are joined, one passage may hold another.
  const wanted = settings.rerank || settings.neighbours ? Math.max(pool, settings.topK) : settings.topK
  const found = await readPassages(store, place, groupUnits(good).slice(0, wanted))
  return { settings, found, searched: { ...place, allowed, search } }
}

function isExternal(base: KnowledgeBase): base is KnowledgeBase & { readonly external: ExternalSettings } {
  return base.external !== undefined
}

async function readUnitTexts(
  store: KnowledgeStore,
  unitIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const chunks = await store.chunksById([...new Set(unitIds.map(chunkIdOf))])
  return new Map(chunks.flatMap((chunk) => unitsOf(chunk).map(({ id, text }) => [id, text] as const)))
}

function sharedReranking(results: readonly BaseResult[]): {
  readonly isShared: boolean
  readonly reranking: Reranking | undefined
} {
  const [first, ...others] = results.map(({ settings }) => settings.rerank)
  const isShared = others.every((other) => isSame(first, other))
  return { isShared, reranking: isShared ? first : undefined }
}

function isSame(a: Reranking | undefined, b: Reranking | undefined): boolean {
  if (a?.type === 'model' && b?.type === 'model') return a.provider === b.provider && a.model === b.model
  if (a?.type === 'mmr' && b?.type === 'mmr') return a.lambda === b.lambda
  return a === b
}

function queryEmbedder(
  context: RetrieveContext,
  base: KnowledgeBase,
  opened: OpenBase,
  method: 'vector' | 'full-text' | 'hybrid',
  signal: AbortSignal | undefined,
): EmbedQuery {
  if (isBuiltin(base.embedder) || method === 'full-text') return null
  return async (query) => {
    const embedder: Embedder = await findEmbedder(context.embedders, base.embedder)
    const [vector] = await embedder.embed([query], { kind: 'query', ...(signal ? { signal } : {}) })
    // The host may have changed the model behind the name: its vectors say nothing about the stored ones.
    const fits = embedder.id === opened.generation?.embedderId && vector?.length === opened.vectors.dimensions
    return fits && vector ? vector : new Float32Array(opened.vectors.dimensions)
  }
}
