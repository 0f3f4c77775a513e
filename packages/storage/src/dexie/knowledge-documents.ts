import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { type KnowledgeStore, liveEdition } from '@skep/knowledge'
import { SkepError } from '@skep/schema'
import { compareText } from '../order.ts'
import type { Database, TableSet } from './database.ts'
import { dropCheckpoints } from './knowledge-checkpoints.ts'
import { batchWriter, dropDocuments, dropStaged } from './knowledge-content.ts'
import { textWriter } from './knowledge-texts.ts'
import { activate, dropGenerations } from './knowledge-vectors.ts'
import { dropPacks } from './packs.ts'

type DocumentMethods = Pick<
  KnowledgeStore,
  | 'bases'
  | 'base'
  | 'putBase'
  | 'removeBase'
  | 'documents'
  | 'document'
  | 'putDocument'
  | 'removeDocument'
  | 'unfinished'
  | 'commitDocument'
>

const CONTENT = [
  'documentBytes',
  'documentTexts',
  'textParts',
  'chunkGroups',
  'termBlocks',
  'checkpoints',
] as const
const VECTORS = ['vectorCodes', 'vectorFloats', 'packs'] as const

/** Bases and documents: the records, and what goes with them when they go. */
export function createDocumentMethods(database: Database): DocumentMethods {
  return {
    async bases() {
      const found = await database.read(['bases'], ({ bases }) => bases.toArray())
      return found.sort(byAge)
    },
    async base(knowledgeId) {
      return (await database.read(['bases'], ({ bases }) => bases.get(knowledgeId))) ?? null
    },
    async putBase(base) {
      const copy = structuredClone(base)
      await database.write(['bases'], ({ bases }) => bases.put(copy))
    },
    async removeBase(knowledgeId) {
      await database.write(
        ['bases', 'documents', 'generations', 'pastQueries', ...CONTENT, ...VECTORS],
        async (tables) => {
          // Packs first, whole: documents would be taken out of them one by one.
          await dropPacks(tables.packs, 'terms', knowledgeId)
          const generationIds = await tables.generations
            .where('knowledgeId')
            .equals(knowledgeId)
            .primaryKeys()
          await dropGenerations(tables, generationIds.map(String))
          const documentIds = await tables.documents.where('knowledgeId').equals(knowledgeId).primaryKeys()
          await dropDocuments(tables, documentIds.map(String))
          await tables.documents.bulkDelete(documentIds)
          await tables.bases.delete(knowledgeId)
          await tables.pastQueries.delete(knowledgeId)
          await dropCheckpoints(tables, knowledgeId)
        },
      )
    },
    async documents(knowledgeId) {
      const found = await database.read(['documents'], ({ documents }) =>
        documents.where('knowledgeId').equals(knowledgeId).toArray(),
      )
      return found.sort(byAge)
    },
    async document(documentId) {
      return (await database.read(['documents'], ({ documents }) => documents.get(documentId))) ?? null
    },
    async putDocument(document) {
      const copy = structuredClone(document)
      await database.write(['documents'], ({ documents }) => putKeepingHits(documents, copy))
    },
    async removeDocument(documentId) {
      await database.write(['bases', 'documents', ...CONTENT, ...VECTORS], async (tables) => {
        const document = await tables.documents.get(documentId)
        await dropDocuments(tables, [documentId])
        await tables.documents.delete(documentId)
        if (document) await recount(tables, document.knowledgeId, 0)
      })
    },
    async unfinished() {
      const found = await database.read(['documents'], ({ documents }) =>
        documents.where('state').noneOf(['ready', 'failed', 'paused']).toArray(),
      )
      return found.sort(byAge)
    },
    async commitDocument(document, { batches = [], text, generationId } = {}) {
      const copy = structuredClone(document)
      const putText = text && textWriter(document.id, text)
      const put = batchWriter(batches)
      return database.write(['bases', 'documents', 'generations', ...CONTENT, ...VECTORS], async (tables) => {
        await put(tables)
        if (generationId !== undefined) await activate(tables, generationId)
        await putText?.(tables)
        await putKeepingHits(tables.documents, copy)
        await dropStaged(tables, copy.id, copy)
        await dropCheckpoints(tables, copy.id)
        const base = await recount(tables, copy.knowledgeId, copy.updatedAtMs)
        if (base) return base
        throw new SkepError(
          'STORAGE_FAILED',
          'The knowledge base of this document is gone. Create it again.',
          {
            knowledgeId: copy.knowledgeId,
          },
        )
      })
    },
  }
}

/** A document may have been found since it was read to be written anew. */
async function putKeepingHits(
  documents: TableSet<'documents'>['documents'],
  document: KnowledgeDocument,
): Promise<void> {
  const before = await documents.get(document.id)
  await documents.put({ ...document, hitCount: Math.max(document.hitCount, before?.hitCount ?? 0) })
}

async function recount(
  tables: TableSet<'bases' | 'documents'>,
  knowledgeId: string,
  updatedAtMs: number,
): Promise<KnowledgeBase | null> {
  const base = await tables.bases.get(knowledgeId)
  if (!base) return null
  const documents = await tables.documents.where('knowledgeId').equals(knowledgeId).toArray()
  const ready = documents.filter((document) => liveEdition(document) !== undefined)
  const counted: KnowledgeBase = {
    ...base,
    documentCount: ready.length,
    chunkCount: ready.reduce((sum, document) => sum + document.chunkCount, 0),
    sizeBytes: ready.reduce((sum, document) => sum + document.sizeBytes, 0),
    updatedAtMs: Math.max(base.updatedAtMs, updatedAtMs),
  }
  await tables.bases.put(counted)
  return counted
}

function byAge(a: KnowledgeBase | KnowledgeDocument, b: KnowledgeBase | KnowledgeDocument): number {
  return a.createdAtMs - b.createdAtMs || compareText(a.id, b.id)
}
