import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { type BuiltinEmbedder, restoreBuiltin } from '../embed/builtin.ts'
import { FullTextIndex } from '../full-text/full-text-index.ts'
import { VectorIndex } from '../index/vector-index.ts'
import { isLiveBatch, isSearchable } from '../store/editions.ts'
import type { Generation, IngestBatch, KnowledgeStore, TermBlock } from '../store/knowledge-store.ts'

/** A base in memory, ready to be searched. */
export interface OpenBase {
  readonly fullText: FullTextIndex
  /** The active generation without its model; absent before the first document is ready. */
  readonly generation?: Omit<Generation, 'model'>
  readonly vectors: VectorIndex
  /** Absent for a base with an external embedder. */
  readonly builtin?: BuiltinEmbedder
  readonly documents: Map<string, KnowledgeDocument>
  /** What is searched of each document, by the number of its blocks. */
  readonly chunkIds: Map<string, Map<number, readonly string[]>>
}

/** Reads the indexes of a base. Only documents that are enabled and have chunks take part. */
export async function openBase(store: KnowledgeStore, knowledgeId: string): Promise<OpenBase> {
  const ready = (await store.documents(knowledgeId)).filter(isSearchable)
  const documents = new Map(ready.map((document) => [document.id, document]))
  const fullText = new FullTextIndex()
  const chunkIds: OpenBase['chunkIds'] = new Map()
  for (const block of await store.terms(knowledgeId)) {
    if (!documents.has(block.documentId)) continue
    fullText.add(block)
    noteChunks(chunkIds, block)
  }
  const active = await store.activeGeneration(knowledgeId)
  if (active === null) return { fullText, vectors: new VectorIndex(0), documents, chunkIds }
  const { model, ...generation } = active
  const vectors = new VectorIndex(generation.dimensions)
  for (const block of await store.vectors(generation.id)) {
    const document = documents.get(block.documentId)
    if (document && isLiveBatch(document, block.index)) vectors.add(block)
  }
  const builtin = restoreBuiltin(generation.embedderId, model)
  return { fullText, generation, vectors, documents, chunkIds, ...(builtin ? { builtin } : {}) }
}

function noteChunks(chunkIds: OpenBase['chunkIds'], block: TermBlock): void {
  const blocks = chunkIds.get(block.documentId) ?? new Map<number, readonly string[]>()
  chunkIds.set(block.documentId, blocks.set(block.index, block.chunkIds))
}

/** Open bases of a store, read when they are first asked for. */
export class Shelf {
  readonly #store: KnowledgeStore
  readonly #open = new Map<string, { readonly opened: OpenBase; state: string }>()

  constructor(store: KnowledgeStore) {
    this.#store = store
  }

  /** Opens a base, or reads it again when another tab has changed it. Call it alone among the changes of the base. */
  async open(base: KnowledgeBase): Promise<OpenBase> {
    const known = this.#open.get(base.id)
    if (known?.state === stateOf(base)) return known.opened
    const opened = await openBase(this.#store, base.id)
    this.#open.set(base.id, { opened, state: stateOf(base) })
    return opened
  }

  /** Adds a document that has become ready. */
  add(base: KnowledgeBase, document: KnowledgeDocument, batches: readonly IngestBatch[]): void {
    const known = this.#open.get(base.id)
    if (!known) return
    const { fullText, vectors, documents, chunkIds } = known.opened
    for (const batch of batches) {
      fullText.add(batch.terms)
      noteChunks(chunkIds, batch.terms)
      if (batch.vectors) vectors.add(batch.vectors)
    }
    documents.set(document.id, document)
    known.state = stateOf(base)
  }

  remove(base: KnowledgeBase, documentId: string): void {
    const known = this.#open.get(base.id)
    if (!known) return
    known.opened.fullText.removeDocument(documentId)
    known.opened.vectors.removeDocument(documentId)
    known.opened.documents.delete(documentId)
    known.opened.chunkIds.delete(documentId)
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
