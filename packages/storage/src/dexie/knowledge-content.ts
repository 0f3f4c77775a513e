import type { KnowledgeChunk, KnowledgeDocument } from '@skep/client'
import {
  BATCHES_PER_EDITION,
  type BlockPosition,
  type IngestBatch,
  isLiveBatch,
  type KnowledgeStore,
  liveEdition,
} from '@skep/knowledge'
import { type Collection, Dexie, type Table } from 'dexie'
import { releaseBuffer, toBuffer } from './buffers.ts'
import { compactBase } from './compact.ts'
import type { Database, TableSet } from './database.ts'
import { dropCheckpoints } from './knowledge-checkpoints.ts'
import { fromTermRow, joinVectors, toChunkGroups, toTermRow, toVectorRows } from './knowledge-rows.ts'
import { dropText, readText, type TextTables } from './knowledge-texts.ts'
import { needGeneration } from './knowledge-vectors.ts'
import { PART_ROWS, packedOf, readRows, takeOut } from './packs.ts'
import type { Tables, VectorKey } from './schema.ts'

type ContentMethods = Pick<
  KnowledgeStore,
  | 'putBytes'
  | 'bytes'
  | 'text'
  | 'putBatch'
  | 'stagedBatch'
  | 'clearStaged'
  | 'batches'
  | 'chunks'
  | 'chunksById'
  | 'terms'
  | 'compact'
>

type BatchTables = 'chunkGroups' | 'termBlocks' | 'vectorCodes' | 'vectorFloats' | 'packs'

/** `[documentId, batch, group, count]` */
type GroupKey = readonly [string, number, number, number]

/** What a document consists of: bytes, text, chunks and terms. */
export function createContentMethods(database: Database): ContentMethods {
  return {
    async putBytes(documentId, bytes) {
      const row = { documentId, bytes: toBuffer(bytes) }
      await database.write(['documentBytes'], ({ documentBytes }) => documentBytes.put(row))
      releaseBuffer(row.bytes)
    },
    async bytes(documentId) {
      const row = await database.read(['documentBytes'], ({ documentBytes }) => documentBytes.get(documentId))
      return row ? new Uint8Array(row.bytes) : null
    },
    text: (documentId) =>
      database.read(['documentTexts', 'textParts'], (tables) => readText(tables, documentId)),
    async putBatch(batch) {
      const put = batchWriter([batch])
      await database.write(
        ['chunkGroups', 'termBlocks', 'generations', 'vectorCodes', 'vectorFloats', 'packs'],
        async (tables) => put(tables),
      )
    },
    stagedBatch: (documentId, index, generationId) =>
      database.read(
        ['documents', 'chunkGroups', 'termBlocks', 'vectorCodes', 'vectorFloats'],
        async (tables) => {
          const document = await tables.documents.get(documentId)
          const terms = await tables.termBlocks.where({ documentId, index }).first()
          if (!document || !terms || isLiveBatch(document, index)) return null
          const groups = await groupsOf(tables.chunkGroups, documentId, index).toArray()
          const key = { generationId, documentId, index }
          const codes = await tables.vectorCodes.where(key).toArray()
          const floats = await tables.vectorFloats.where(key).toArray()
          const { knowledgeId } = document
          return joinBatches({ knowledgeId, groups, terms: [terms], codes, floats }).at(0) ?? null
        },
      ),
    async clearStaged(documentId, kept) {
      await database.write(
        ['documents', 'chunkGroups', 'termBlocks', 'vectorCodes', 'vectorFloats', 'packs', 'checkpoints'],
        async (tables) => {
          await dropStaged(tables, documentId, await tables.documents.get(documentId), kept)
          if (!kept) await dropCheckpoints(tables, documentId)
        },
      )
    },
    async batches(documentId, generationId) {
      const read = await database.read(
        ['documents', 'chunkGroups', 'termBlocks', 'vectorCodes', 'vectorFloats', 'packs'],
        async (tables) => {
          const document = await tables.documents.get(documentId)
          const knowledgeId = document?.knowledgeId ?? ''
          const groups = await liveGroups(tables.chunkGroups, documentId, document).toArray()
          const terms = [
            ...(await blocksOf(tables.termBlocks, documentId).toArray()),
            ...(await packedOf(tables.packs, 'terms', knowledgeId, documentId)),
          ]
          if (generationId === null) return { knowledgeId, groups, terms, codes: [], floats: [] }
          const key = [generationId, documentId]
          const codes = [
            ...(await vectorRows(tables.vectorCodes, key).toArray()),
            ...(await packedOf(tables.packs, 'codes', generationId, documentId)),
          ]
          const floats = [
            ...(await vectorRows(tables.vectorFloats, key).toArray()),
            ...(await packedOf(tables.packs, 'floats', generationId, documentId)),
          ]
          return { knowledgeId, groups, terms, codes, floats }
        },
      )
      return joinBatches(read)
    },
    async chunks(documentId, range) {
      return database.read(['documents', 'chunkGroups'], async ({ documents, chunkGroups }) => {
        const groups = liveGroups(chunkGroups, documentId, await documents.get(documentId))
        if (!range) return (await groups.toArray()).flatMap((row) => row.chunks)
        const keys = (await groups.primaryKeys()) as unknown as GroupKey[] // the table's primary key
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
    terms: (knowledgeId, after) =>
      database.read(['termBlocks', 'packs'], async ({ termBlocks, packs }) => {
        const behind = (position: BlockPosition | undefined) => termsBehind(termBlocks, knowledgeId, position)
        const { rows, ...rest } = await readRows(packs, 'terms', knowledgeId, behind, after)
        return { ...rest, blocks: rows.map(fromTermRow) }
      }),
    compact: (knowledgeId) =>
      database.write(
        ['documents', 'generations', 'termBlocks', 'vectorCodes', 'vectorFloats', 'packs'],
        (tables) => compactBase(tables, knowledgeId),
      ),
  }
}

function termsBehind(
  table: Table<Tables['termBlocks']>,
  knowledgeId: string,
  after: BlockPosition | undefined,
): PromiseLike<Tables['termBlocks'][]> {
  return table
    .where('[knowledgeId+documentId+index]')
    .between(
      [knowledgeId, after?.documentId ?? Dexie.minKey, after?.index ?? Dexie.minKey],
      [knowledgeId, Dexie.maxKey, Dexie.maxKey],
      after === undefined,
    )
    .limit(PART_ROWS)
    .toArray()
}

/** Deletes bytes, text, chunks, terms and vectors of documents, within the caller's transaction. */
export async function dropDocuments(
  tables: TableSet<'documentBytes' | 'checkpoints' | TextTables | BatchTables>,
  documentIds: readonly string[],
): Promise<void> {
  await tables.documentBytes.bulkDelete([...documentIds])
  for (const documentId of documentIds) {
    await dropText(tables, documentId)
    await dropCheckpoints(tables, documentId)
    await dropStaged(tables, documentId, undefined)
  }
}

/** Deletes what does not answer of a document, but for batches to be kept; everything where there is no document. */
export async function dropStaged(
  tables: TableSet<BatchTables>,
  documentId: string,
  document: KnowledgeDocument | undefined,
  kept?: { readonly first: number; readonly end: number },
): Promise<void> {
  const isDropped = (index: number): boolean => {
    if (kept && index >= kept.first && index < kept.end) return false
    return !document || !isLiveBatch(document, index)
  }
  // Keys alone are read: the rows hold megabytes of vectors.
  const drop = async (table: Table, keys: Promise<unknown>, place: number): Promise<void> => {
    const staged = ((await keys) as readonly (readonly unknown[])[]) // compound keys, with the batch at `place`
      .filter((key) => isDropped(Number(key[place])))
    if (staged.length > 0) await table.bulkDelete([...staged])
  }
  const { chunkGroups, termBlocks, vectorCodes, vectorFloats, packs } = tables
  await takeOut(packs, documentId, ({ index }) => isDropped(index))
  await drop(chunkGroups, groupsOf(chunkGroups, documentId).primaryKeys(), 1)
  await drop(termBlocks, blocksOf(termBlocks, documentId).primaryKeys(), 1)
  for (const table of [vectorCodes, vectorFloats]) {
    await drop(table, table.where('documentId').equals(documentId).primaryKeys(), 2)
  }
}

/** Makes the rows of batches at once, before anything can change them; writes them within the caller's transaction. */
export function batchWriter(
  batches: readonly IngestBatch[],
): (tables: TableSet<BatchTables | 'generations'>) => Promise<void> {
  const rows = batches.map((batch) => ({
    documentId: batch.documentId,
    index: batch.index,
    groups: toChunkGroups(batch),
    terms: toTermRow(batch),
    vectors: batch.vectors && toVectorRows(batch.vectors),
  }))
  return async (tables) => {
    for (const { documentId, index, groups, terms, vectors } of rows) {
      const before = groupsOf(tables.chunkGroups, documentId, index)
      const hits = hitCounts((await before.toArray()).flatMap((row) => row.chunks))
      // A batch that comes again may have fewer chunks than the first time.
      await before.delete()
      await tables.chunkGroups.bulkPut(groups.map((row) => withHits(row, hits)))
      await takeOut(
        tables.packs,
        documentId,
        (row, pack) =>
          row.index === index && (pack.kind === 'terms' || pack.ownerId === vectors?.codes.generationId),
      )
      await tables.termBlocks.put(terms)
      if (!vectors) continue
      await needGeneration(tables, vectors.codes.generationId)
      await tables.vectorCodes.put(vectors.codes)
      await tables.vectorFloats.put(vectors.floats)
    }
  }
}

/** Chunks may have been found since they were read to be written anew. */
function withHits(row: Tables['chunkGroups'], hits: ReadonlyMap<string, number>): Tables['chunkGroups'] {
  if (hits.size === 0) return row
  return {
    ...row,
    chunks: row.chunks.map((chunk) => ({
      ...chunk,
      hitCount: Math.max(chunk.hitCount, hits.get(chunk.id) ?? 0),
    })),
  }
}

function hitCounts(chunks: readonly KnowledgeChunk[]): ReadonlyMap<string, number> {
  return new Map(chunks.flatMap(({ id, hitCount }) => (hitCount > 0 ? [[id, hitCount] as const] : [])))
}

function joinBatches(read: {
  readonly knowledgeId: string
  readonly groups: readonly Tables['chunkGroups'][]
  readonly terms: readonly Tables['termBlocks'][]
  readonly codes: readonly Tables['vectorCodes'][]
  readonly floats: readonly Tables['vectorFloats'][]
}): IngestBatch[] {
  const { knowledgeId } = read
  const terms = new Map(read.terms.map((row) => [row.index, row]))
  const codes = new Map(read.codes.map((row) => [row.index, row]))
  const floats = new Map(read.floats.map((row) => [row.index, row]))
  const batches = new Map<number, IngestBatch>()
  for (const { documentId, batch: index, chunks } of read.groups) {
    const known = batches.get(index)
    const block = terms.get(index)
    const vectors = codes.get(index)
    if (known) batches.set(index, { ...known, chunks: [...known.chunks, ...chunks] })
    else if (block) {
      batches.set(index, {
        knowledgeId,
        documentId,
        index,
        chunks,
        terms: fromTermRow(block),
        ...(vectors ? { vectors: joinVectors(vectors, floats.get(index)) } : {}),
      })
    }
  }
  return [...batches.values()]
}

function liveGroups(
  table: Table<Tables['chunkGroups']>,
  documentId: string,
  document: KnowledgeDocument | undefined,
): Collection<Tables['chunkGroups']> {
  const edition = document && liveEdition(document)
  if (!document) return groupsOf(table, documentId)
  const first = (edition ?? -1) * BATCHES_PER_EDITION
  return groupsBetween(table, documentId, first, first + BATCHES_PER_EDITION - 1)
}

function vectorRows<Row extends VectorKey>(
  table: Table<Row>,
  [generationId, documentId]: readonly string[],
): Collection<Row> {
  return table
    .where('[generationId+documentId+index]')
    .between([generationId, documentId, Dexie.minKey], [generationId, documentId, Dexie.maxKey])
}

function groupsOf(
  table: Table<Tables['chunkGroups']>,
  documentId: string,
  batch?: number,
): Collection<Tables['chunkGroups']> {
  return groupsBetween(table, documentId, batch ?? Dexie.minKey, batch ?? Dexie.maxKey)
}

function groupsBetween(
  table: Table<Tables['chunkGroups']>,
  documentId: string,
  first: unknown,
  last: unknown,
): Collection<Tables['chunkGroups']> {
  return table
    .where('[documentId+batch+group+count]')
    .between([documentId, first, Dexie.minKey, Dexie.minKey], [documentId, last, Dexie.maxKey, Dexie.maxKey])
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
