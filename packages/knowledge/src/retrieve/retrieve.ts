import type { KnowledgeBase, Passage, RetrievalSettings, RetrieveRequest } from '@skep/client'
import type { Embedder } from '@skep/models'
import { findEmbedder, isBuiltin, type ResolveEmbedder } from '../ingest/generation-plan.ts'
import { neighbourIds } from '../ingest/prepared-chunk.ts'
import { completeRetrieval } from '../ingest/settings.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import type { Analyzer } from '../text/analyzer.ts'
import { type FoundChunk, mergeByRank } from './merge.ts'
import type { OpenBase } from './open-base.ts'
import { type EmbedQuery, searchBase } from './search-base.ts'

/** @internal */
export interface RetrieveContext {
  readonly store: KnowledgeStore
  readonly embedders?: ResolveEmbedder
  readonly analyzer: Analyzer
  /** @throws `KNOWLEDGE_NOT_FOUND` */
  readonly base: (knowledgeId: string) => Promise<KnowledgeBase>
  readonly open: (base: KnowledgeBase) => Promise<OpenBase>
}

interface SearchedBase {
  readonly base: KnowledgeBase
  readonly opened: OpenBase
}

/** Searches every base of a request and joins what was found. */
export async function retrievePassages(
  context: RetrieveContext,
  request: RetrieveRequest,
  signal: AbortSignal | undefined,
): Promise<Passage[]> {
  const searched = new Map<string, SearchedBase>()
  const results = []
  let topK = 0
  for (const knowledgeId of new Set(request.knowledgeIds)) {
    signal?.throwIfAborted()
    const base = await context.base(knowledgeId)
    const settings = completeRetrieval(request.settings, base.retrieval)
    const opened = await context.open(base)
    const embedQuery = queryEmbedder(context, base, opened, settings, signal)
    const ranked = await searchBase(opened, context.analyzer, request.query, settings, embedQuery)
    searched.set(knowledgeId, { base, opened })
    results.push({ knowledgeId, ranked })
    topK = Math.max(topK, settings.topK)
  }
  signal?.throwIfAborted()
  const found = mergeByRank(results, topK)
  const chunks = await context.store.chunksById(found.map((chunk) => chunk.chunkId))
  const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]))
  return found.flatMap((hit): Passage[] => {
    const chunk = byId.get(hit.chunkId)
    const place = searched.get(hit.knowledgeId)
    const document = chunk && place?.opened.documents.get(chunk.documentId)
    // A document may be removed between the search and the reading of its chunks.
    if (!chunk || !place || !document) return []
    return [
      {
        chunkId: chunk.id,
        knowledgeId: place.base.id,
        knowledgeName: place.base.name,
        documentId: document.id,
        documentName: document.name,
        text: chunk.text,
        location: chunk.location,
        ...scoresOf(hit),
        metadata: {
          index: chunk.index,
          chunkCount: document.chunkCount,
          ...neighbourIds(chunk, document.chunkCount),
        },
      },
    ]
  })
}

function scoresOf({ score, scores }: FoundChunk): Pick<Passage, 'score' | 'scores'> {
  return { score, scores }
}

function queryEmbedder(
  context: RetrieveContext,
  base: KnowledgeBase,
  opened: OpenBase,
  settings: RetrievalSettings,
  signal: AbortSignal | undefined,
): EmbedQuery {
  if (isBuiltin(base.embedder) || settings.method === 'full-text') return null
  return async (query) => {
    const embedder: Embedder = await findEmbedder(context.embedders, base.embedder)
    const [vector] = await embedder.embed([query], { kind: 'query', ...(signal ? { signal } : {}) })
    // The host may have changed the model behind the name: its vectors say nothing about the stored ones.
    const fits = embedder.id === opened.generation?.embedderId && vector?.length === opened.vectors.dimensions
    return fits && vector ? vector : new Float32Array(opened.vectors.dimensions)
  }
}
