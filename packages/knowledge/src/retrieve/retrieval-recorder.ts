import type { PastQuery } from '@skep/client'
import type { KnowledgeStore } from '../store/knowledge-store.ts'

interface Noted {
  readonly hits: Map<string, number>
  readonly queries: PastQuery[]
}

/**
 * Counts what searches found and keeps their questions. No search waits for it: what comes while something is being
 * written is written together afterwards.
 */
export class RetrievalRecorder {
  readonly #store: Pick<KnowledgeStore, 'recordRetrievals'>
  #noted = new Map<string, Noted>()
  #writing: Promise<void> | null = null

  constructor(store: Pick<KnowledgeStore, 'recordRetrievals'>) {
    this.#store = store
  }

  note(knowledgeId: string, query: PastQuery, chunkIds: readonly string[]): void {
    const { hits, queries } = this.#noted.get(knowledgeId) ?? { hits: new Map<string, number>(), queries: [] }
    for (const chunkId of chunkIds) hits.set(chunkId, (hits.get(chunkId) ?? 0) + 1)
    this.#noted.set(knowledgeId, { hits, queries: [query, ...queries] })
    this.#writing ??= this.#write()
  }

  /** Resolves when everything that was noted is stored. */
  async settled(): Promise<void> {
    while (this.#writing) await this.#writing
  }

  async #write(): Promise<void> {
    await Promise.resolve()
    while (this.#noted.size > 0) {
      const noted = this.#noted
      this.#noted = new Map()
      for (const [knowledgeId, { hits, queries }] of noted) {
        try {
          await this.#store.recordRetrievals(knowledgeId, { hits, queries })
        } catch {
          // The answer has long been given; a count that is one too low harms nobody.
        }
      }
    }
    this.#writing = null
  }
}
