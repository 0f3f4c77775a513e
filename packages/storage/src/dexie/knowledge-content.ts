import type { KnowledgeChunk } from '@skep/client'
import type { KnowledgeStore } from '@skep/knowledge'
import { type Collection, Dexie, type Table } from 'dexie'
import { toBuffer } from './buffers.ts'
import type { Database, TableSet } from './database.ts'
import { fromTermRow, toChunkGroups, toTermRow, toVectorRows } from './knowledge-rows.ts'
import { needGeneration } from './knowledge-vectors.ts'
import type { Tables } from './schema.ts'

type ContentMethods = Pick<
  KnowledgeStore,
  'putBytes' | 'bytes' | 'putText' | 'text' | 'putBatch' | 'clearBatches' | 'chunks' | 'chunksById' | 'terms'
>

/** `[documentId, batch, group, count]` */
type GroupKey = readonly [string, number, number, number]

/** What a document consists of: bytes, text, chunks and terms. */
export function createContentMethods(database: Database): ContentMethods {
  return {
    async putBytes(documentId, bytes) {
      const row = { documentId, bytes: toBuffer(bytes) }
      await database.write(['documentBytes'], ({ documentBytes }) => documentBytes.put(row))
    },
    async bytes(documentId) {
      const row = await database.read(['documentBytes'], ({ documentBytes }) => documentBytes.get(documentId))
      return row ? new Uint8Array(row.bytes) : null
    },
    async putText(documentId, text) {
      const row = structuredClone({ ...text, documentId })
      await database.write(['documentTexts'], ({ documentTexts }) => documentTexts.put(row))
    },
    async text(documentId) {
      const row = await database.read(['documentTexts'], ({ documentTexts }) => documentTexts.get(documentId))
      if (!row) return null
      const { documentId: _, ...text } = row
      return text
    },
    async putBatch(batch) {
      const groups = toChunkGroups(batch)
      const terms = toTermRow(batch.terms)
      const vectors = batch.vectors && toVectorRows(batch.vectors)
      await database.write(
        ['chunkGroups', 'termBlocks', 'generations', 'vectorCodes', 'vectorFloats'],
        async (tables) => {
          // A batch that comes again may have fewer chunks than the first time.
          await groupsOf(tables.chunkGroups, batch.documentId, batch.index).delete()
          await tables.chunkGroups.bulkPut(groups)
          await tables.termBlocks.put({ ...terms, documentId: batch.documentId, index: batch.index })
          if (!vectors) return
          await needGeneration(tables, vectors.codes.generationId)
          await tables.vectorCodes.put(vectors.codes)
          await tables.vectorFloats.put(vectors.floats)
        },
      )
    },
    async clearBatches(documentId) {
      await database.write(['chunkGroups', 'termBlocks', 'vectorCodes', 'vectorFloats'], (tables) =>
        dropBatches(tables, documentId),
      )
    },
    async chunks(documentId, range) {
      return database.read(['chunkGroups'], async ({ chunkGroups }) => {
        if (!range) return (await groupsOf(chunkGroups, documentId).toArray()).flatMap((row) => row.chunks)
        const keys = (await groupsOf(chunkGroups, documentId).primaryKeys()) as unknown as GroupKey[] // the table's primary key
        const { hit, skipped } = groupsWithin(keys, range)
        const rows = await chunkGroups.bulkGet(hit)
        const from = range.offset - skipped
        return rows.flatMap((row) => row?.chunks ?? []).slice(from, from + range.limit)
      })
    },
    async chunksById(chunkIds) {
      const rows = await database.read(['chunkGroups'], ({ chunkGroups }) =>
        chunkGroups
          .where('chunkIds')
          .anyOf([...chunkIds])
          .distinct()
          .toArray(),
      )
      const found = new Map<string, KnowledgeChunk>()
      for (const row of rows) for (const chunk of row.chunks) found.set(chunk.id, chunk)
      return chunkIds.flatMap((chunkId) => found.get(chunkId) ?? [])
    },
    async terms(knowledgeId) {
      const rows = await database.read(['documents', 'termBlocks'], async ({ documents, termBlocks }) => {
        const all = await documents.where('knowledgeId').equals(knowledgeId).toArray()
        const ready = all.filter((document) => document.state === 'ready')
        return Promise.all(ready.map((document) => blocksOf(termBlocks, document.id).toArray()))
      })
      return rows.flat().map(fromTermRow)
    },
  }
}

/** Deletes bytes, text, chunks, terms and vectors of documents, within the caller's transaction. */
export async function dropDocuments(
  tables: TableSet<
    'documentBytes' | 'documentTexts' | 'chunkGroups' | 'termBlocks' | 'vectorCodes' | 'vectorFloats'
  >,
  documentIds: readonly string[],
): Promise<void> {
  await tables.documentBytes.bulkDelete([...documentIds])
  await tables.documentTexts.bulkDelete([...documentIds])
  for (const documentId of documentIds) await dropBatches(tables, documentId)
}

async function dropBatches(
  tables: TableSet<'chunkGroups' | 'termBlocks' | 'vectorCodes' | 'vectorFloats'>,
  documentId: string,
): Promise<void> {
  await groupsOf(tables.chunkGroups, documentId).delete()
  await blocksOf(tables.termBlocks, documentId).delete()
  await tables.vectorCodes.where('documentId').equals(documentId).delete()
  await tables.vectorFloats.where('documentId').equals(documentId).delete()
}

function groupsOf(
  table: Table<Tables['chunkGroups']>,
  documentId: string,
  batch?: number,
): Collection<Tables['chunkGroups']> {
  return table
    .where('[documentId+batch+group+count]')
    .between(
      [documentId, batch ?? Dexie.minKey, Dexie.minKey, Dexie.minKey],
      [documentId, batch ?? Dexie.maxKey, Dexie.maxKey, Dexie.maxKey],
    )
}

function blocksOf(table: Table<Tables['termBlocks']>, documentId: string): Collection<Tables['termBlocks']> {
  return table.where('[documentId+index]').between([documentId, Dexie.minKey], [documentId, Dexie.maxKey])
}

/** The groups that hold some of the range, and how many chunks stand before the first of them. */
function groupsWithin(
  keys: readonly GroupKey[],
  range: { readonly offset: number; readonly limit: number },
): { readonly hit: GroupKey[]; readonly skipped: number } {
  const hit: GroupKey[] = []
  let position = 0
  let skipped = 0
  for (const key of keys) {
    const end = position + key[3]
    if (end <= range.offset) skipped = end
    else if (position < range.offset + range.limit) hit.push(key)
    position = end
  }
  return { hit, skipped }
}
