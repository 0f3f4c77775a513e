import type { DocumentText, KnowledgeBase, KnowledgeChunk, KnowledgeDocument, PastQuery } from '@skep/client'
import { type JsonValue, SkepError } from '@skep/schema'
import { isLiveBatch, liveEdition } from './editions.ts'
import type {
  BlockCursor,
  BlockPart,
  BlockPosition,
  Generation,
  IngestBatch,
  KnowledgeStore,
  TermBlock,
  VectorBlock,
} from './knowledge-store.ts'
import { keepNewest } from './past-queries.ts'

/** @public */
export interface MemoryKnowledgeStoreOptions {
  /** Writes that would make bytes, texts and vectors larger than this fail with `STORAGE_QUOTA`. Default: no limit. */
  readonly quotaBytes?: number
}

interface StoredBatch {
  readonly chunks: readonly KnowledgeChunk[]
  readonly terms: TermBlock
}

interface StoredDocument {
  bytes?: Uint8Array
  text?: DocumentText
  /** By batch index. */
  readonly batches: Map<number, StoredBatch>
}

interface StoredGeneration {
  generation: Generation
  /** By document, then by block index. */
  readonly vectors: Map<string, Map<number, VectorBlock>>
}

/**
 * Everything that knowledge stores, kept in memory: for tests, and for hosts that want nothing on disk.
 * Values are copied on the way in and out; each method changes everything it should or nothing.
 * @public
 */
export function createMemoryKnowledgeStore(options: MemoryKnowledgeStoreOptions = {}): KnowledgeStore {
  const bases = new Map<string, KnowledgeBase>()
  const documents = new Map<string, KnowledgeDocument>()
  const contents = new Map<string, StoredDocument>()
  const chunkPlaces = new Map<string, KnowledgeChunk>()
  const generations = new Map<string, StoredGeneration>()
  const pastQueries = new Map<string, readonly PastQuery[]>()
  /** By owner, then by key. */
  const checkpoints = new Map<string, Map<string, JsonValue>>()

  const content = (documentId: string): StoredDocument => {
    const found = contents.get(documentId)
    if (found) return found
    const made: StoredDocument = { batches: new Map() }
    contents.set(documentId, made)
    return made
  }

  const documentsOf = (knowledgeId: string): KnowledgeDocument[] =>
    [...documents.values()].filter((document) => document.knowledgeId === knowledgeId).sort(byAge)

  const liveBatches = (documentId: string): (readonly [number, StoredBatch])[] => {
    const document = documents.get(documentId)
    return [...(contents.get(documentId)?.batches ?? [])]
      .filter(([index]) => !document || isLiveBatch(document, index))
      .sort(([a], [b]) => a - b)
  }

  const generationsOf = (knowledgeId: string): StoredGeneration[] =>
    [...generations.values()].filter((stored) => stored.generation.knowledgeId === knowledgeId)

  const dropBatch = (documentId: string, index: number): void => {
    for (const chunk of contents.get(documentId)?.batches.get(index)?.chunks ?? []) {
      if (chunkPlaces.get(chunk.id)?.documentId === documentId) chunkPlaces.delete(chunk.id)
    }
    contents.get(documentId)?.batches.delete(index)
  }

  const dropBatches = (documentId: string, matches: (index: number) => boolean): void => {
    for (const index of [...(contents.get(documentId)?.batches.keys() ?? [])]) {
      if (matches(index)) dropBatch(documentId, index)
    }
    for (const { vectors } of generations.values()) {
      const blocks = vectors.get(documentId)
      for (const index of [...(blocks?.keys() ?? [])]) if (matches(index)) blocks?.delete(index)
      if (blocks?.size === 0) vectors.delete(documentId)
    }
  }

  const dropStaged = (documentId: string, kept?: { readonly first: number; readonly end: number }): void => {
    const document = documents.get(documentId)
    dropBatches(documentId, (index) => {
      if (kept && index >= kept.first && index < kept.end) return false
      return !document || !isLiveBatch(document, index)
    })
    if (!kept) checkpoints.delete(documentId)
  }

  const dropDocument = (documentId: string): void => {
    dropBatches(documentId, () => true)
    checkpoints.delete(documentId)
    contents.delete(documentId)
    documents.delete(documentId)
  }

  const recount = (knowledgeId: string, updatedAtMs?: number): KnowledgeBase | undefined => {
    const base = bases.get(knowledgeId)
    if (!base) return undefined
    const ready = documentsOf(knowledgeId).filter((document) => liveEdition(document) !== undefined)
    const counted: KnowledgeBase = {
      ...base,
      documentCount: ready.length,
      chunkCount: ready.reduce((sum, document) => sum + document.chunkCount, 0),
      sizeBytes: ready.reduce((sum, document) => sum + document.sizeBytes, 0),
      updatedAtMs: Math.max(base.updatedAtMs, updatedAtMs ?? 0),
    }
    bases.set(knowledgeId, counted)
    return counted
  }

  const usedBytes = (): number => {
    let sum = 0
    for (const stored of contents.values()) {
      sum += (stored.bytes?.byteLength ?? 0) + (stored.text?.text.length ?? 0) * 2
      for (const batch of stored.batches.values()) {
        sum += batch.terms.bytes.byteLength
        for (const chunk of batch.chunks) sum += chunk.text.length * 2
      }
    }
    for (const stored of generations.values()) {
      sum += stored.generation.model?.byteLength ?? 0
      for (const blocks of stored.vectors.values())
        for (const block of blocks.values()) sum += vectorBytes(block)
    }
    return sum
  }

  const reserve = (neededBytes: number): void => {
    const { quotaBytes } = options
    if (quotaBytes === undefined || usedBytes() + neededBytes <= quotaBytes) return
    throw new SkepError(
      'STORAGE_QUOTA',
      'There is no room left for this document. Delete documents or free space, then try again.',
      { neededBytes, quotaBytes },
    )
  }

  const vectorsOf = (generationId: string): VectorBlock[] =>
    [...(generations.get(generationId)?.vectors.values() ?? [])].flatMap((blocks) => [...blocks.values()])

  const storeVectors = (block: VectorBlock): void => {
    const stored = generations.get(block.generationId)
    if (!stored) throw missing('vectors', block.generationId)
    const blocks = stored.vectors.get(block.documentId) ?? new Map<number, VectorBlock>()
    blocks.set(block.index, structuredClone(block))
    stored.vectors.set(block.documentId, blocks)
  }

  const reserveText = (documentId: string, { text }: DocumentText): void =>
    reserve((text.length - (contents.get(documentId)?.text?.text.length ?? 0)) * 2)

  const reserveBatch = (batch: IngestBatch): void => {
    const chars = batch.chunks.reduce((sum, chunk) => sum + chunk.text.length, 0)
    reserve(chars * 2 + batch.terms.bytes.byteLength + (batch.vectors ? vectorBytes(batch.vectors) : 0))
    if (batch.vectors && !generations.has(batch.vectors.generationId)) {
      throw missing('vectors', batch.vectors.generationId)
    }
  }

  /** Chunks may have been found since they were read to be written anew; so may documents. */
  const withHits = (chunk: KnowledgeChunk): KnowledgeChunk => ({
    ...structuredClone(chunk),
    hitCount: Math.max(chunk.hitCount, chunkPlaces.get(chunk.id)?.hitCount ?? 0),
  })

  const storeDocument = (document: KnowledgeDocument): void => {
    const hitCount = Math.max(document.hitCount, documents.get(document.id)?.hitCount ?? 0)
    documents.set(document.id, { ...structuredClone(document), hitCount })
  }

  const storeBatch = (batch: IngestBatch): void => {
    const chunks = batch.chunks.map(withHits)
    dropBatch(batch.documentId, batch.index)
    const stored: StoredBatch = { chunks, terms: structuredClone(batch.terms) }
    content(batch.documentId).batches.set(batch.index, stored)
    for (const chunk of stored.chunks) chunkPlaces.set(chunk.id, chunk)
    if (batch.vectors) storeVectors(batch.vectors)
  }

  const activate = (generationId: string): void => {
    const stored = generations.get(generationId)
    if (!stored) return
    for (const other of generationsOf(stored.generation.knowledgeId)) {
      if (other !== stored && other.generation.state !== 'building') generations.delete(other.generation.id)
    }
    stored.generation = { ...stored.generation, state: 'active' }
  }

  return {
    bases: async () =>
      structuredClone([...bases.values()].sort((a, b) => a.createdAtMs - b.createdAtMs || order(a.id, b.id))),

    base: async (knowledgeId) => structuredClone(bases.get(knowledgeId) ?? null),

    async putBase(base) {
      bases.set(base.id, structuredClone(base))
    },

    async removeBase(knowledgeId) {
      for (const document of documentsOf(knowledgeId)) dropDocument(document.id)
      for (const stored of generationsOf(knowledgeId)) generations.delete(stored.generation.id)
      bases.delete(knowledgeId)
      pastQueries.delete(knowledgeId)
      checkpoints.delete(knowledgeId)
    },

    documents: async (knowledgeId) => structuredClone(documentsOf(knowledgeId)),

    document: async (documentId) => structuredClone(documents.get(documentId) ?? null),

    async putDocument(document) {
      storeDocument(document)
    },

    async removeDocument(documentId) {
      const document = documents.get(documentId)
      dropDocument(documentId)
      if (document) recount(document.knowledgeId)
    },

    unfinished: async () =>
      structuredClone(
        [...documents.values()]
          .filter((document) => !['ready', 'failed', 'paused'].includes(document.state))
          .sort(byAge),
      ),

    async putBytes(documentId, bytes) {
      reserve(bytes.byteLength - (contents.get(documentId)?.bytes?.byteLength ?? 0))
      content(documentId).bytes = new Uint8Array(bytes)
    },

    bytes: async (documentId) => contents.get(documentId)?.bytes?.slice() ?? null,

    text: async (documentId) => structuredClone(contents.get(documentId)?.text ?? null),

    async putBatch(batch) {
      reserveBatch(batch)
      storeBatch(batch)
    },

    async stagedBatch(documentId, index, generationId) {
      const batch = contents.get(documentId)?.batches.get(index)
      const document = documents.get(documentId)
      if (!batch || !document || isLiveBatch(document, index)) return null
      const vectors = generations.get(generationId)?.vectors.get(documentId)?.get(index)
      const { knowledgeId } = document
      return structuredClone({ knowledgeId, documentId, index, ...batch, ...(vectors ? { vectors } : {}) })
    },

    async clearStaged(documentId, kept) {
      dropStaged(documentId, kept)
    },

    async putCheckpoint(ownerId, key, value) {
      const own = checkpoints.get(ownerId) ?? new Map<string, JsonValue>()
      checkpoints.set(ownerId, own.set(key, structuredClone(value)))
    },

    checkpoint: async (ownerId, key) => structuredClone(checkpoints.get(ownerId)?.get(key) ?? null),

    async dropCheckpoint(ownerId, key) {
      checkpoints.get(ownerId)?.delete(key)
    },

    async commitDocument(document, { batches = [], text, generationId } = {}) {
      const { knowledgeId } = document
      if (!bases.has(knowledgeId)) throw missing('a document', knowledgeId)
      if (generationId !== undefined && !generations.has(generationId))
        throw missing('a generation', generationId)
      for (const batch of batches) reserveBatch(batch)
      if (text) reserveText(document.id, text)
      for (const batch of batches) storeBatch(batch)
      if (generationId !== undefined) activate(generationId)
      if (text) content(document.id).text = structuredClone(text)
      storeDocument(document)
      dropStaged(document.id)
      const base = recount(knowledgeId, document.updatedAtMs)
      if (!base) throw missing('a document', knowledgeId)
      return structuredClone(base)
    },

    batches: async (documentId, generationId) => {
      const { knowledgeId = '' } = documents.get(documentId) ?? {}
      const blocks = generations.get(generationId ?? '')?.vectors.get(documentId)
      return structuredClone(
        liveBatches(documentId).flatMap(([index, { chunks, terms }]): IngestBatch[] => {
          if (chunks.length === 0) return []
          const vectors = blocks?.get(index)
          return [{ knowledgeId, documentId, index, chunks, terms, ...(vectors ? { vectors } : {}) }]
        }),
      )
    },

    async chunks(documentId, range) {
      const all = liveBatches(documentId).flatMap(([, batch]) => batch.chunks)
      return structuredClone(range ? all.slice(range.offset, range.offset + range.limit) : all)
    },

    chunksById: async (chunkIds) =>
      structuredClone(chunkIds.flatMap((chunkId) => chunkPlaces.get(chunkId) ?? [])),

    terms: async (knowledgeId, after) => {
      const blocks = documentsOf(knowledgeId).flatMap(({ id }) =>
        Array.from(contents.get(id)?.batches.values() ?? [], (batch) => batch.terms),
      )
      return structuredClone(partBehind(blocks, after))
    },

    async activeGeneration(knowledgeId) {
      const active = generationsOf(knowledgeId).find((stored) => stored.generation.state === 'active')
      return structuredClone(active?.generation ?? null)
    },

    generation: async (generationId) => structuredClone(generations.get(generationId)?.generation ?? null),

    async putGeneration(generation) {
      reserve(generation.model?.byteLength ?? 0)
      const stored = generations.get(generation.id)
      if (stored) stored.generation = structuredClone(generation)
      else generations.set(generation.id, { generation: structuredClone(generation), vectors: new Map() })
    },

    async putVectors(block) {
      reserve(vectorBytes(block))
      storeVectors(block)
    },

    codes: async (generationId, after) => {
      const { blocks, ...rest } = partBehind(vectorsOf(generationId), after)
      return { ...rest, blocks: blocks.map(({ floats: _, ...block }) => structuredClone(block)) }
    },

    floats: async (generationId, after) => {
      const { blocks, ...rest } = partBehind(vectorsOf(generationId), after)
      const given = blocks.map(({ documentId, index, floats }) => ({
        generationId,
        documentId,
        index,
        floats: floats.slice(),
      }))
      return { ...rest, blocks: given }
    },

    compact: async () => false,

    async activateGeneration(generationId, base) {
      if (!generations.has(generationId)) throw missing('a generation', generationId)
      activate(generationId)
      if (base) bases.set(base.id, structuredClone(base))
    },

    async removeGeneration(generationId) {
      generations.delete(generationId)
    },

    async recordRetrievals(knowledgeId, { hits, queries }) {
      if (!bases.has(knowledgeId)) return
      for (const [chunkId, found] of hits) {
        const chunk = chunkPlaces.get(chunkId)
        const document = chunk && documents.get(chunk.documentId)
        if (!chunk || !document) continue
        Object.assign(chunk, { hitCount: chunk.hitCount + found }) // the store's own copy
        documents.set(document.id, { ...document, hitCount: document.hitCount + found })
      }
      pastQueries.set(knowledgeId, keepNewest(structuredClone(queries), pastQueries.get(knowledgeId) ?? []))
    },

    queries: async (knowledgeId) => structuredClone(pastQueries.get(knowledgeId) ?? []),
  }
}

/** Blocks that are handed out at a time. */
const PART_BLOCKS = 64

function partBehind<Block extends BlockPosition>(
  blocks: readonly Block[],
  [documentId, index]: BlockCursor = [],
): BlockPart<Block> {
  const position = { documentId: String(documentId), index: Number(index) }
  const behind = blocks
    .filter((block) => documentId === undefined || byPosition(block, position) > 0)
    .sort(byPosition)
  const part = behind.slice(0, PART_BLOCKS)
  const last = part.at(-1)
  return behind.length > part.length && last
    ? { blocks: part, next: [last.documentId, last.index] }
    : { blocks: part }
}

function byPosition(a: BlockPosition, b: BlockPosition): number {
  return order(a.documentId, b.documentId) || a.index - b.index
}

function byAge(a: KnowledgeDocument, b: KnowledgeDocument): number {
  return a.createdAtMs - b.createdAtMs || order(a.id, b.id)
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function vectorBytes(block: VectorBlock): number {
  return block.codes.byteLength + block.scales.byteLength + block.floats.byteLength
}

function missing(what: string, owner: string): SkepError {
  return new SkepError('STORAGE_FAILED', `The store was given ${what} of something it does not hold.`, {
    owner,
  })
}
