import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { isLiveBatch, liveEdition } from '../store/editions.ts'
import { codeParts } from '../store/read-parts.ts'
import { type GenerationPlan, itemsOf, type PlanContext } from './generation-plan.ts'
import { embedItems, toVectorBlock } from './make-batch.ts'

/** @internal */
export interface FillContext extends PlanContext {
  /** Runs alone among the changes of a base. */
  readonly exclusively: <T>(knowledgeId: string, task: () => Promise<T>) => Promise<T>
}

/**
 * A generation that is built beside the one that answers: filled with everything that answers now, and brought up to date
 * with what was changed meanwhile just before it takes over.
 */
export class GenerationFill {
  readonly #context: FillContext
  readonly #base: KnowledgeBase
  readonly #plan: GenerationPlan
  readonly #count: (units: number) => void
  /** The blocks that the new generation has of each document, by their number: of which revision each was made. */
  readonly #made = new Map<string, Map<number, number | undefined>>()
  readonly #filled = new Map<string, number>()

  constructor(
    context: FillContext,
    base: KnowledgeBase,
    plan: GenerationPlan,
    count: (units: number) => void = () => {},
  ) {
    this.#context = context
    this.#base = base
    this.#plan = plan
    this.#count = count
  }

  /** Fills what is there, without keeping anybody from changing it. */
  async run(signal: AbortSignal, except?: string): Promise<void> {
    const { store, breathe } = this.#context
    const { generation } = this.#plan
    if (this.#plan.isBegun) await this.#lookUp()
    else {
      await store.removeGeneration(generation.id)
      await store.putGeneration(generation)
    }
    for (const document of await store.documents(this.#base.id)) {
      if (document.id === except || liveEdition(document) === undefined) continue
      await this.#fill(document, signal, true)
      await breathe()
    }
  }

  /** Fills again what was changed since. Call it alone among the changes of the base, right before the swap. */
  async catchUp(signal: AbortSignal, except?: string): Promise<void> {
    for (const document of await this.#context.store.documents(this.#base.id)) {
      if (document.id === except || liveEdition(document) === undefined) continue
      if (this.#filled.get(document.id) !== document.revision) await this.#fill(document, signal, false)
    }
  }

  /** What an earlier session has made is not made again. */
  async #lookUp(): Promise<void> {
    for await (const part of codeParts(this.#context.store, this.#plan.generation.id)) {
      for (const { documentId, index, revision } of part) this.#note(documentId, index, revision)
    }
  }

  #note(documentId: string, index: number, revision: number | undefined): void {
    const made = this.#made.get(documentId) ?? new Map<number, number | undefined>()
    this.#made.set(documentId, made.set(index, revision))
  }

  async #fill(document: KnowledgeDocument, signal: AbortSignal, isShared: boolean): Promise<void> {
    const { store, exclusively } = this.#context
    const { generation } = this.#plan
    const batches = await store.batches(document.id, null)
    const indexes = batches.map((batch) => batch.index)
    for (const index of this.#made.get(document.id)?.keys() ?? []) {
      if (indexes.includes(index) || !isLiveBatch(document, index)) continue
      const nothing = { documentId: document.id, index, chunkIds: [], language: '', bytes: new Uint8Array() }
      await store.putVectors(toVectorBlock(generation, nothing, []))
    }
    for (const batch of batches) {
      if (this.#made.get(document.id)?.get(batch.index) === document.revision) {
        this.#count(batch.terms.chunkIds.length)
        continue
      }
      const vectors = await embedItems(itemsOf(batch.terms, batch.chunks), this.#plan, signal, this.#count)
      signal.throwIfAborted()
      const put = async (): Promise<void> => {
        // It may have been removed meanwhile; its vectors would stay for ever.
        if (isShared && !(await store.document(document.id))) return
        const block = toVectorBlock(generation, batch.terms, vectors)
        await store.putVectors({ ...block, revision: document.revision })
      }
      await (isShared ? exclusively(this.#base.id, put) : put())
    }
    for (const index of indexes) this.#note(document.id, index, document.revision)
    this.#filled.set(document.id, document.revision)
  }
}
