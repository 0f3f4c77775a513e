import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { liveEdition } from '../store/editions.ts'
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
  /** What is in the new generation of each document: at which revision, in which batches. */
  readonly #filled = new Map<string, { readonly revision: number; readonly indexes: readonly number[] }>()

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
    await store.removeGeneration(generation.id)
    await store.putGeneration(generation)
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
      if (this.#filled.get(document.id)?.revision !== document.revision)
        await this.#fill(document, signal, false)
    }
  }

  async #fill(document: KnowledgeDocument, signal: AbortSignal, isShared: boolean): Promise<void> {
    const { store, exclusively } = this.#context
    const { generation } = this.#plan
    const batches = await store.batches(document.id, null)
    const indexes = batches.map((batch) => batch.index)
    for (const index of this.#filled.get(document.id)?.indexes ?? []) {
      if (indexes.includes(index)) continue
      const nothing = { documentId: document.id, index, chunkIds: [], language: '', bytes: new Uint8Array() }
      await store.putVectors(toVectorBlock(generation, nothing, []))
    }
    for (const batch of batches) {
      const vectors = await embedItems(itemsOf(batch.terms, batch.chunks), this.#plan, signal, this.#count)
      signal.throwIfAborted()
      const put = async (): Promise<void> => {
        // It may have been removed meanwhile; its vectors would stay for ever.
        if (isShared && !(await store.document(document.id))) return
        await store.putVectors(toVectorBlock(generation, batch.terms, vectors))
      }
      await (isShared ? exclusively(this.#base.id, put) : put())
    }
    this.#filled.set(document.id, { revision: document.revision, indexes })
  }
}
