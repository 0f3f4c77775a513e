import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { DEFAULT_SPLIT } from '../ingest/settings.ts'
import type { Generation, IngestBatch } from './knowledge-store.ts'
import { createMemoryKnowledgeStore } from './memory-knowledge-store.ts'
import { readTerms, readVectors } from './read-parts.ts'

const base: KnowledgeBase = {
  id: 'base',
  name: 'Manuals',
  description: '',
  split: DEFAULT_SPLIT,
  retrieval: { method: 'hybrid', topK: 4, vectorWeight: 0.5 },
  embedder: { provider: 'builtin', model: 'lexical-semantic' },
  metadataFields: [],
  sources: [],
  documentCount: 0,
  chunkCount: 0,
  sizeBytes: 0,
  createdAtMs: 1,
  updatedAtMs: 1,
}

const document = (id: string, state: KnowledgeDocument['state'], createdAtMs = 1): KnowledgeDocument => ({
  id,
  knowledgeId: 'base',
  name: `${id}.txt`,
  mimeType: 'text/plain',
  sizeBytes: 10,
  contentHash: id,
  source: { type: 'file' },
  isEnabled: true,
  isArchived: false,
  metadata: {},
  revision: 0,
  hitCount: 0,
  state,
  progress: 0,
  warnings: [],
  chunkCount: 2,
  charCount: 10,
  createdAtMs,
  updatedAtMs: createdAtMs,
})

const batch = (documentId: string, index: number, generationId?: string): IngestBatch => {
  const chunkIds = [`${documentId}.${index}.0`, `${documentId}.${index}.1`]
  return {
    knowledgeId: 'base',
    documentId,
    index,
    chunks: chunkIds.map((id, at) => ({
      id,
      documentId,
      index: index * 2 + at,
      text: `text ${id}`,
      location: { start: 0, end: 4 },
      isEnabled: true,
      hitCount: 0,
    })),
    terms: { documentId, index, chunkIds, language: 'english', bytes: Uint8Array.of(1, 2) },
    ...(generationId === undefined
      ? {}
      : {
          vectors: {
            generationId,
            documentId,
            index,
            chunkIds,
            codes: Int8Array.of(1, 2),
            scales: Float32Array.of(1, 1),
            floats: Float32Array.of(1, 1),
          },
        }),
  }
}

const generation = (id: string): Generation => ({
  id,
  knowledgeId: 'base',
  embedderId: 'test',
  dimensions: 1,
  state: 'building',
  fittedChunkCount: 2,
  createdAtMs: 1,
})

describe('the in-memory knowledge store', () => {
  it('hands out copies, so that nobody can change what it holds', async () => {
    const store = createMemoryKnowledgeStore()
    const bytes = Uint8Array.of(1, 2, 3)
    await store.putBytes('d', bytes)
    bytes[0] = 9
    const first = await store.bytes('d')
    first?.fill(7)
    expect(await store.bytes('d')).toEqual(Uint8Array.of(1, 2, 3))
  })

  it('keeps each chunk once when a batch is written twice', async () => {
    const store = createMemoryKnowledgeStore()
    await store.putBase(base)
    await store.putDocument(document('d', 'ready'))
    for (const index of [1, 0, 1]) await store.putBatch(batch('d', index))
    expect((await store.chunks('d')).map((chunk) => chunk.index)).toEqual([0, 1, 2, 3])
    expect((await store.chunks('d', { offset: 1, limit: 2 })).map((chunk) => chunk.index)).toEqual([1, 2])
  })

  it('shows the terms of ready documents only and counts them in their base', async () => {
    const store = createMemoryKnowledgeStore()
    await store.putBase(base)
    for (const id of ['a', 'b']) {
      await store.putDocument(document(id, 'indexing'))
      await store.putBatch(batch(id, 0))
    }
    expect(await readTerms(store, 'base')).toEqual([])
    const counted = await store.commitDocument({ ...document('a', 'ready'), updatedAtMs: 8 })
    expect(counted).toEqual({ ...base, documentCount: 1, chunkCount: 2, sizeBytes: 10, updatedAtMs: 8 })
    expect((await readTerms(store, 'base')).map((block) => block.documentId)).toEqual(['a'])
    await store.removeDocument('a')
    expect(await store.base('base')).toEqual({ ...base, updatedAtMs: 8 })
    expect(await store.chunksById(['a.0.0', 'b.0.0'])).toEqual(batch('b', 0).chunks.slice(0, 1))
  })

  it('lists unfinished documents, oldest first', async () => {
    const store = createMemoryKnowledgeStore()
    await store.putDocument(document('late', 'queued', 5))
    await store.putDocument(document('early', 'embedding', 2))
    await store.putDocument(document('done', 'ready', 1))
    await store.putDocument(document('broken', 'failed', 1))
    expect((await store.unfinished()).map((found) => found.id)).toEqual(['early', 'late'])
  })

  it('swaps generations: the new one becomes active and the old one goes with its vectors', async () => {
    const store = createMemoryKnowledgeStore()
    await store.putBase(base)
    await store.putGeneration(generation('one'))
    await store.putBatch(batch('d', 0, 'one'))
    await store.activateGeneration('one')
    await store.putGeneration(generation('two'))
    expect((await store.activeGeneration('base'))?.id).toBe('one')
    const vectors = batch('d', 0, 'two').vectors
    if (vectors) await store.putVectors(vectors)
    await store.activateGeneration('two')
    expect(await store.activeGeneration('base')).toEqual({ ...generation('two'), state: 'active' })
    expect(await readVectors(store, 'one')).toEqual([])
    expect(await readVectors(store, 'two')).toEqual([vectors])
    await store.clearStaged('d')
    expect(await readVectors(store, 'two')).toEqual([])
  })

  it('refuses what goes over its quota and changes nothing', async () => {
    const store = createMemoryKnowledgeStore({ quotaBytes: 100 })
    await store.putBytes('a', new Uint8Array(60))
    await expect(store.putBytes('b', new Uint8Array(60))).rejects.toMatchObject({ code: 'STORAGE_QUOTA' })
    expect(await store.bytes('b')).toBeNull()
    await store.putBytes('a', new Uint8Array(90))
    expect((await store.bytes('a'))?.length).toBe(90)
  })

  it('forgets everything below a removed base', async () => {
    const store = createMemoryKnowledgeStore()
    await store.putBase(base)
    await store.putDocument(document('d', 'ready'))
    await store.putBytes('d', Uint8Array.of(1))
    await store.putGeneration(generation('one'))
    await store.putBatch(batch('d', 0, 'one'))
    await store.removeBase('base')
    expect([
      await store.bases(),
      await store.document('d'),
      await store.bytes('d'),
      await store.chunks('d'),
      await store.chunksById(['d.0.0']),
      await readVectors(store, 'one'),
    ]).toEqual([[], null, null, [], [], []])
  })
})
