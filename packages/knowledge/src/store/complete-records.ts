import type { KnowledgeBase, KnowledgeChunk, KnowledgeDocument, SplitSettings } from '@skep/client'
import { DEFAULT_SPLIT } from '../ingest/settings.ts'
import { liveEdition } from './editions.ts'
import type { KnowledgeStore } from './knowledge-store.ts'

/** The words of version 1 for sizes. */
interface FormerSplit {
  readonly maxChars?: number
  readonly overlapChars?: number
}

type Stored<Record> = Partial<Record> & Pick<Record, keyof Record & 'id'>

/**
 * A store whose records, written by whatever release, have all fields of this one. Bases that are still being imported are
 * not there.
 */
export function withCompleteRecords(store: KnowledgeStore): KnowledgeStore {
  const completed: Partial<KnowledgeStore> = {
    bases: async () => (await store.bases()).filter((base) => !isImporting(base)).map(completeBase),
    async base(knowledgeId) {
      const base = await store.base(knowledgeId)
      return base && !isImporting(base) ? completeBase(base) : null
    },
    documents: async (knowledgeId) => (await store.documents(knowledgeId)).map(completeDocument),
    async document(documentId) {
      const document = await store.document(documentId)
      return document && completeDocument(document)
    },
    unfinished: async () => (await store.unfinished()).map(completeDocument),
    commitDocument: async (...args) => completeBase(await store.commitDocument(...args)),
    chunks: async (...args) => (await store.chunks(...args)).map(completeChunk),
    chunksById: async (chunkIds) => (await store.chunksById(chunkIds)).map(completeChunk),
    batches: async (...args) =>
      (await store.batches(...args)).map((batch) => ({ ...batch, chunks: batch.chunks.map(completeChunk) })),
  }
  return new Proxy(store, {
    get(target, name: keyof KnowledgeStore) {
      // Bound: a host's store may be an instance of a class.
      return completed[name] ?? target[name]?.bind(target)
    },
  })
}

/** A base that nobody sees before its import is whole. */
export function asImporting(base: KnowledgeBase): KnowledgeBase {
  const importing: ImportingBase = { ...base, isImporting: true }
  return importing
}

/** What imports have begun and not ended; somebody may still be at work on one. */
export async function importingBases(store: Pick<KnowledgeStore, 'bases'>): Promise<readonly string[]> {
  return (await store.bases()).filter(isImporting).map(({ id }) => id)
}

interface ImportingBase extends KnowledgeBase {
  readonly isImporting?: true
}

function isImporting(base: ImportingBase): boolean {
  return base.isImporting === true
}

function completeBase({ isImporting: _, ...stored }: Stored<ImportingBase>): KnowledgeBase {
  return {
    metadataFields: [],
    sources: [],
    ...stored,
    split: completeStoredSplit(stored.split ?? {}),
  } as KnowledgeBase // everything else was in the first release
}

function completeStoredSplit({
  maxChars,
  overlapChars,
  ...split
}: Partial<SplitSettings> & FormerSplit): SplitSettings {
  return {
    ...DEFAULT_SPLIT,
    ...(maxChars === undefined ? {} : { maxSize: maxChars }),
    ...(overlapChars === undefined ? {} : { overlap: overlapChars }),
    ...split,
  }
}

function completeDocument(stored: Stored<KnowledgeDocument>): KnowledgeDocument {
  const edition = stored.state && liveEdition({ ...stored, state: stored.state })
  return {
    source: { type: 'file' },
    isEnabled: true,
    isArchived: false,
    metadata: {},
    revision: 0,
    hitCount: 0,
    ...stored,
    ...(edition === undefined ? {} : { edition }),
  } as KnowledgeDocument // everything else was in the first release
}

function completeChunk(stored: Stored<KnowledgeChunk>): KnowledgeChunk {
  return { isEnabled: true, hitCount: 0, ...stored } as KnowledgeChunk // everything else was in the first release
}
