import type { PastQuery, RetrieveRequest, RetrieveResult } from '@skep/client'
import { SkepError } from '@skep/schema'
import type { RetrievalRecorder } from './retrieval-recorder.ts'
import { type RetrieveContext, retrievePassages } from './retrieve.ts'

/** @internal */
export interface RetrieverOptions extends RetrieveContext {
  readonly recorder: RetrievalRecorder
  readonly now: () => number
  readonly id: () => string
}

/** What searches of a namespace need of it. @internal */
export interface Retriever {
  retrieve(request: RetrieveRequest, options?: { readonly signal?: AbortSignal }): Promise<RetrieveResult>
  queries(knowledgeId: string): Promise<readonly PastQuery[]>
}

/** Searches, times them, and notes what apps and tests asked and found. */
export function createRetriever(options: RetrieverOptions): Retriever {
  const { store, recorder, now, id } = options

  const note = (request: RetrieveRequest, { passages }: Pick<RetrieveResult, 'passages'>): void => {
    const { record, query, knowledgeIds } = request
    if (record === undefined) return
    const atMs = now()
    for (const knowledgeId of new Set(knowledgeIds)) {
      const own = passages.filter((passage) => passage.knowledgeId === knowledgeId)
      const asked: PastQuery = { id: id(), query, source: record, atMs, passageCount: own.length }
      recorder.note(
        knowledgeId,
        asked,
        own.map(({ chunkId }) => chunkId),
      )
    }
  }

  return {
    async retrieve(request, { signal } = {}) {
      const startedAtMs = now()
      try {
        const found = await retrievePassages(options, request, signal)
        const durationMs = now() - startedAtMs
        note(request, found)
        return { ...found, durationMs }
      } catch (error) {
        if (!signal?.aborted) throw error
        throw new SkepError('CALL_ABORTED', 'The search was stopped.', {}, { cause: error })
      }
    },

    async queries(knowledgeId) {
      await options.base(knowledgeId)
      await recorder.settled()
      return store.queries(knowledgeId)
    },
  }
}
