import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { isSmallDocument } from '../store/editions.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'

/** Counts small documents as they come, and has the store put them together when enough have gathered. */
export class Compactor {
  readonly #store: KnowledgeStore
  readonly #after: number
  /** By base. */
  readonly #gathered = new Map<string, number>()

  constructor(store: KnowledgeStore, after: number) {
    this.#store = store
    this.#after = after
  }

  /** Notes a document whose batches were written. */
  note(document: KnowledgeDocument): void {
    const { knowledgeId } = document
    if (isSmallDocument(document)) this.#gathered.set(knowledgeId, (this.#gathered.get(knowledgeId) ?? 0) + 1)
  }

  /** Notes that all of a base was written anew, or that nobody knows how it lies. */
  noteAll({ id, documentCount }: KnowledgeBase): void {
    this.#gathered.set(id, documentCount)
  }

  isDue(knowledgeId: string): boolean {
    return (this.#gathered.get(knowledgeId) ?? 0) >= this.#after
  }

  /** Never rejects: what is not put together now answers all the same. */
  async run(knowledgeId: string, signal: AbortSignal): Promise<void> {
    this.#gathered.delete(knowledgeId)
    try {
      while (!signal.aborted && (await this.#store.compact(knowledgeId)));
    } catch {
      // The next time it is due.
    }
  }
}
