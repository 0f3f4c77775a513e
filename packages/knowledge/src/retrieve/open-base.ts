import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { type BuiltinEmbedder, restoreBuiltin } from '../embed/builtin.ts'
import { FullTextIndex } from '../full-text/full-text-index.ts'
import { checkBaseSize, MAX_BASE_BYTES } from '../index/base-size.ts'
import { VectorIndex } from '../index/vector-index.ts'
import { isLiveBatch, isSearchable } from '../store/editions.ts'
import type { Generation, IngestBatch, KnowledgeStore } from '../store/knowledge-store.ts'
import { codeParts, floatParts, termParts } from '../store/read-parts.ts'

/** A base in memory, ready to be searched. */
export interface OpenBase {
  readonly fullText: FullTextIndex
  /** The active generation without its model; absent before the first document is ready. */
  readonly generation?: Omit<Generation, 'model'>
  readonly vectors: VectorIndex
  /** Absent for a base with an external embedder. */
  readonly builtin?: BuiltinEmbedder
  readonly documents: Map<string, KnowledgeDocument>
}

/** What searches need of a batch. */
export type IndexedBlocks = Pick<IngestBatch, 'terms' | 'vectors'>

/**
 * Reads what a search needs at first: terms and codes. Only documents that are enabled and have chunks take part.
 * @throws `KNOWLEDGE_TOO_LARGE`
 */
export async function openBase(
  store: KnowledgeStore,
  knowledgeId: string,
  maxBytes: number = MAX_BASE_BYTES,
): Promise<OpenBase> {
  const ready = (await store.documents(knowledgeId)).filter(isSearchable)
  const documents = new Map(ready.map((document) => [document.id, document]))
  const fullText = new FullTextIndex()
  const active = await store.activeGeneration(knowledgeId)
  const vectors = new VectorIndex(active?.dimensions ?? 0)
  const checkSize = (): void => checkBaseSize(fullText.bytes + vectors.bytes, maxBytes)
  const readWords = async (): Promise<void> => {
    for await (const part of termParts(store, knowledgeId, documents)) {
      for (const block of part) fullText.add(block)
      checkSize()
    }
  }
  const readCodes = async (generationId: string): Promise<void> => {
    for await (const part of codeParts(store, generationId)) {
      for (const block of part) {
        const document = documents.get(block.documentId)
        if (document && isLiveBatch(document, block.index)) vectors.add(block)
      }
      checkSize()
    }
  }
  await Promise.all([readWords(), ...(active ? [readCodes(active.id)] : [])])
  if (active === null) return { fullText, vectors, documents }
  const { model, ...generation } = active
  const builtin = restoreBuiltin(generation.embedderId, model)
  return { fullText, generation, vectors, documents, ...(builtin ? { builtin } : {}) }
}

/**
 * Reads the exact vectors of an open base, as many as the memory that is left takes. Until then, and for the rest,
 * cosines are those of the codes.
 */
export async function readFloats(
  store: KnowledgeStore,
  opened: OpenBase,
  maxBytes: number = MAX_BASE_BYTES,
): Promise<void> {
  const { generation, vectors, fullText } = opened
  if (!generation) return
  for await (const part of floatParts(store, generation.id)) {
    for (const { documentId, index, floats } of part) {
      if (fullText.bytes + vectors.bytes + floats.byteLength > maxBytes) return
      vectors.addFloats(documentId, index, floats)
    }
  }
}

/** Open bases of a store, read when they are first asked for. */
export class Shelf {
  readonly #store: KnowledgeStore
  readonly #maxBytes: number
  readonly #open = new Map<string, { readonly opened: OpenBase; state: string }>()

  constructor(store: KnowledgeStore, maxBytes: number = MAX_BASE_BYTES) {
    this.#store = store
    this.#maxBytes = maxBytes
  }

  /**
   * Opens a base, or reads it again when another tab has changed it. Call it alone among the changes of the base.
   * @throws `KNOWLEDGE_TOO_LARGE`
   */
  async open(base: KnowledgeBase): Promise<OpenBase> {
    const known = this.#open.get(base.id)
    if (known?.state === stateOf(base)) return known.opened
    const opened = await openBase(this.#store, base.id, this.#maxBytes)
    this.#open.set(base.id, { opened, state: stateOf(base) })
    // Not awaited: codes answer meanwhile, and go on answering should this fail.
    readFloats(this.#store, opened, this.#maxBytes).catch(() => undefined)
    return opened
  }

  /** Adds a document that has become ready. */
  private add(base: KnowledgeBase, document: KnowledgeDocument, blocks: readonly IndexedBlocks[]): void {
    const known = this.#open.get(base.id)
    if (!known) return
    const { fullText, vectors, documents } = known.opened
    for (const block of blocks) {
      fullText.add(block.terms)
      if (block.vectors) vectors.add(block.vectors)
    }
    documents.set(document.id, document)
    known.state = stateOf(base)
  }

  /** Takes the blocks of a document in the place of those before. */
  replace(base: KnowledgeBase, document: KnowledgeDocument, blocks: readonly IndexedBlocks[]): void {
    this.remove(base, document.id)
    if (isSearchable(document)) this.add(base, document, blocks)
  }

  /** Takes what is said of a document; what it holds is as before. */
  update(base: KnowledgeBase, document: KnowledgeDocument): void {
    const known = this.#open.get(base.id)
    if (!known) return
    const { documents } = known.opened
    const isOpen = documents.has(document.id)
    if (isOpen !== isSearchable(document)) {
      this.forget(base.id)
      return
    }
    if (isOpen) documents.set(document.id, document)
    known.state = stateOf(base)
  }

  remove(base: KnowledgeBase, documentId: string): void {
    const known = this.#open.get(base.id)
    if (!known) return
    known.opened.fullText.removeDocument(documentId)
    known.opened.vectors.removeDocument(documentId)
    known.opened.documents.delete(documentId)
    known.state = stateOf(base)
  }

  /** Notes a change that touches no index. */
  touch(base: KnowledgeBase): void {
    const known = this.#open.get(base.id)
    if (known) known.state = stateOf(base)
  }

  /** The next search reads the base anew; searches under way go on with what they have. */
  forget(knowledgeId: string): void {
    this.#open.delete(knowledgeId)
  }
}

function stateOf(base: KnowledgeBase): string {
  return [base.documentCount, base.chunkCount, base.sizeBytes, base.updatedAtMs].join(':')
}
