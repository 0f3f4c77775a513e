import {
  BATCHES_PER_EDITION,
  type BlockPosition,
  type IngestBatch,
  type KnowledgeStore,
  readTerms,
  readVectors,
} from '@skep/knowledge'
import { sampleBase, sampleBatch, sampleDocument, sampleGeneration, sampleText } from '../samples.ts'

/** A base with one generation and one document of three chunks in two batches. */
export async function fill(
  store: KnowledgeStore,
  knowledgeId: string,
  documentId: string,
  { isReady }: { readonly isReady: boolean },
): Promise<void> {
  const generationId = `g-${knowledgeId}`
  if (!(await store.base(knowledgeId))) {
    await store.putBase(sampleBase(knowledgeId))
    await store.putGeneration(sampleGeneration(generationId, knowledgeId))
    await store.activateGeneration(generationId)
  }
  await store.putBytes(documentId, Uint8Array.of(1, 2, 3))
  await store.putDocument(sampleDocument(documentId, knowledgeId, { state: 'embedding' }))
  await store.putBatch(sampleBatch(knowledgeId, documentId, 0, [0, 2], { generationId }))
  await store.putBatch(sampleBatch(knowledgeId, documentId, 1, [2, 3], { generationId }))
  if (isReady) await store.commitDocument(ready(documentId, knowledgeId), { text: sampleText() })
}

/** A document of three chunks that is whole. */
export function ready(documentId: string, knowledgeId: string): ReturnType<typeof sampleDocument> {
  return sampleDocument(documentId, knowledgeId, {
    state: 'ready',
    progress: 1,
    chunkCount: 3,
    sizeBytes: 100,
    updatedAtMs: 5_000,
  })
}

/** A batch of the edition that comes after the first. */
export function stagedBatch(
  documentId: string,
  index: number,
  range: readonly [number, number],
): IngestBatch {
  const batch = sampleBatch('k', documentId, BATCHES_PER_EDITION + index, range, {
    generationId: 'g-k',
    text: 'new',
  })
  return { ...batch, chunks: batch.chunks.map((chunk) => ({ ...chunk, id: `${chunk.id}~1` })) }
}

/** Everything that a document left in the store. */
export async function traces(
  store: KnowledgeStore,
  knowledgeId: string,
  documentId: string,
): Promise<unknown> {
  const vectors = await readVectors(store, `g-${knowledgeId}`)
  const terms = await readTerms(store, knowledgeId)
  return {
    document: await store.document(documentId),
    bytes: await store.bytes(documentId),
    text: await store.text(documentId),
    chunks: await store.chunks(documentId),
    byId: await store.chunksById([`${documentId}#0`, `${documentId}#2`]),
    terms: terms.filter((block) => block.documentId === documentId),
    vectors: vectors.filter((block) => block.documentId === documentId),
  }
}

/** What `traces` finds of a document that is not there. */
export const NOTHING: Readonly<Record<string, unknown>> = {
  document: null,
  bytes: null,
  text: null,
  chunks: [],
  byId: [],
  terms: [],
  vectors: [],
}

export function positionsOf(blocks: readonly BlockPosition[]): readonly unknown[] {
  return blocks.map(({ documentId, index }) => [documentId, index])
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
}
