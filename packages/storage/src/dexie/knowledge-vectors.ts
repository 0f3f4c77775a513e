import type { BlockPosition, KnowledgeStore } from '@skep/knowledge'
import { SkepError } from '@skep/schema'
import { type Collection, Dexie, type Table } from 'dexie'
import type { Database, TableSet } from './database.ts'
import {
  fromCodeRow,
  fromFloatRow,
  fromGenerationRow,
  toGenerationRow,
  toVectorRows,
} from './knowledge-rows.ts'
import { dropPacks, PART_ROWS, readRows, takeOut } from './packs.ts'
import type { Tables, VectorKey } from './schema.ts'

type VectorMethods = Pick<
  KnowledgeStore,
  | 'activeGeneration'
  | 'generation'
  | 'putGeneration'
  | 'putVectors'
  | 'codes'
  | 'floats'
  | 'activateGeneration'
  | 'removeGeneration'
>

type VectorTables = TableSet<'generations' | 'vectorCodes' | 'vectorFloats' | 'packs'>

/** Generations and their vectors. */
export function createVectorMethods(database: Database): VectorMethods {
  return {
    async activeGeneration(knowledgeId) {
      const rows = await database.read(['generations'], ({ generations }) =>
        generations.where('knowledgeId').equals(knowledgeId).toArray(),
      )
      const active = rows.find((row) => row.state === 'active')
      return active ? fromGenerationRow(active) : null
    },
    async generation(generationId) {
      const row = await database.read(['generations'], ({ generations }) => generations.get(generationId))
      return row ? fromGenerationRow(row) : null
    },
    async putGeneration(generation) {
      const row = toGenerationRow(generation)
      await database.write(['generations'], ({ generations }) => generations.put(row))
    },
    async putVectors(block) {
      const rows = toVectorRows(block)
      await database.write(['generations', 'vectorCodes', 'vectorFloats', 'packs'], async (tables) => {
        await needGeneration(tables, block.generationId)
        await takeOut(
          tables.packs,
          block.documentId,
          (row, pack) => row.index === block.index && pack.ownerId === block.generationId,
        )
        await tables.vectorCodes.put(rows.codes)
        await tables.vectorFloats.put(rows.floats)
      })
    },
    codes: (generationId, after) =>
      database.read(['vectorCodes', 'packs'], async ({ vectorCodes, packs }) => {
        const behind = (position: BlockPosition | undefined) =>
          rowsBehind(vectorCodes, generationId, position)
        const { rows, ...rest } = await readRows(packs, 'codes', generationId, behind, after)
        return { ...rest, blocks: rows.map(fromCodeRow) }
      }),
    floats: (generationId, after) =>
      database.read(['vectorFloats', 'packs'], async ({ vectorFloats, packs }) => {
        const behind = (position: BlockPosition | undefined) =>
          rowsBehind(vectorFloats, generationId, position)
        const { rows, ...rest } = await readRows(packs, 'floats', generationId, behind, after)
        return { ...rest, blocks: rows.map(fromFloatRow) }
      }),
    async activateGeneration(generationId, base) {
      const copy = structuredClone(base)
      await database.write(
        ['bases', 'generations', 'vectorCodes', 'vectorFloats', 'packs'],
        async (tables) => {
          await activate(tables, generationId)
          if (copy) await tables.bases.put(copy)
        },
      )
    },
    async removeGeneration(generationId) {
      await database.write(['generations', 'vectorCodes', 'vectorFloats', 'packs'], (tables) =>
        dropGenerations(tables, [generationId]),
      )
    },
  }
}

/** Makes a generation the active one, within the caller's transaction. */
export async function activate(tables: VectorTables, generationId: string): Promise<void> {
  const next = await needGeneration(tables, generationId)
  const all = await tables.generations.where('knowledgeId').equals(next.knowledgeId).toArray()
  const before = all.filter((row) => row.id !== generationId && row.state !== 'building')
  await dropGenerations(
    tables,
    before.map((row) => row.id),
  )
  await tables.generations.put({ ...next, state: 'active' })
}

/** The generation that vectors are written to; vectors of none would never be found or deleted. */
export async function needGeneration(
  { generations }: TableSet<'generations'>,
  generationId: string,
): Promise<Tables['generations']> {
  const found = await generations.get(generationId)
  if (found) return found
  throw new SkepError(
    'STORAGE_FAILED',
    'The index of this knowledge base was replaced. Start the document again.',
    {
      generationId,
    },
  )
}

/** Deletes generations with their vectors, within the caller's transaction. */
export async function dropGenerations(tables: VectorTables, generationIds: readonly string[]): Promise<void> {
  for (const generationId of generationIds) {
    await vectorsOf(tables.vectorCodes, generationId).delete()
    await vectorsOf(tables.vectorFloats, generationId).delete()
    await dropPacks(tables.packs, 'codes', generationId)
    await dropPacks(tables.packs, 'floats', generationId)
    await tables.generations.delete(generationId)
  }
}

function vectorsOf<Row extends VectorKey>(table: Table<Row>, generationId: string): Collection<Row> {
  return table
    .where('[generationId+documentId+index]')
    .between([generationId, Dexie.minKey, Dexie.minKey], [generationId, Dexie.maxKey, Dexie.maxKey])
}

function rowsBehind<Row extends VectorKey>(
  table: Table<Row>,
  generationId: string,
  after: BlockPosition | undefined,
): PromiseLike<Row[]> {
  return table
    .where('[generationId+documentId+index]')
    .between(
      [generationId, after?.documentId ?? Dexie.minKey, after?.index ?? Dexie.minKey],
      [generationId, Dexie.maxKey, Dexie.maxKey],
      after === undefined,
    )
    .limit(PART_ROWS)
    .toArray()
}
