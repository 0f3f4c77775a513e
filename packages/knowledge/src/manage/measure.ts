import type { KnowledgeBase, KnowledgeDocument, KnowledgeSize } from '@skep/client'
import { indexBytes } from '../store/batch-bytes.ts'
import { liveEdition } from '../store/editions.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'

const BYTES_PER_UNIT_OF_TEXT = 2
/** A vector is a float, a code for each dimension, and one factor. */
const BYTES_PER_DIMENSION = 5
const BYTES_PER_FACTOR = 4

/** What a base takes, from the records of its documents: no content is read, but of those that an earlier release made. */
export async function measureBase(
  store: KnowledgeStore,
  { id: knowledgeId }: KnowledgeBase,
): Promise<KnowledgeSize> {
  const documents = await store.documents(knowledgeId)
  const generation = await store.activeGeneration(knowledgeId)
  const live = documents.filter((document) => liveEdition(document) !== undefined)
  const vectors = live.reduce((sum, { childCount, chunkCount }) => sum + (childCount ?? chunkCount), 0)
  const vectorBytes = generation
    ? vectors * (generation.dimensions * BYTES_PER_DIMENSION + BYTES_PER_FACTOR) +
      (generation.model?.byteLength ?? 0)
    : 0
  let indexed = 0
  for (const document of live) {
    indexed += document.indexBytes ?? indexBytes(await store.batches(document.id, null))
  }
  const fileBytes = documents.filter(isStored).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const textBytes = live.reduce((sum, { charCount }) => sum + charCount * BYTES_PER_UNIT_OF_TEXT, 0)
  return {
    knowledgeId,
    fileBytes,
    textBytes,
    indexBytes: indexed,
    vectorBytes,
    totalBytes: fileBytes + textBytes + indexed + vectorBytes,
  }
}

/** A file that was refused, or that there was no room for, left its record alone. */
function isStored({ state, contentHash, error }: KnowledgeDocument): boolean {
  return contentHash !== '' && !(state === 'failed' && error?.code.startsWith('STORAGE_'))
}
