import type { KnowledgeStore } from '@skep/knowledge'
import { Dexie } from 'dexie'
import type { Database, TableSet } from './database.ts'

type CheckpointMethods = Pick<KnowledgeStore, 'putCheckpoint' | 'checkpoint' | 'dropCheckpoint'>

/** What unfinished work has come to. */
export function createCheckpointMethods(database: Database): CheckpointMethods {
  return {
    async putCheckpoint(ownerId, key, value) {
      const row = { ownerId, key, value: structuredClone(value) }
      await database.write(['checkpoints'], ({ checkpoints }) => checkpoints.put(row))
    },
    async checkpoint(ownerId, key) {
      const row = await database.read(['checkpoints'], ({ checkpoints }) =>
        checkpoints.where({ ownerId, key }).first(),
      )
      return row?.value ?? null
    },
    async dropCheckpoint(ownerId, key) {
      await database.write(['checkpoints'], ({ checkpoints }) => checkpoints.where({ ownerId, key }).delete())
    },
  }
}

/** Deletes all of an owner, within the caller's transaction. */
export async function dropCheckpoints(
  { checkpoints }: TableSet<'checkpoints'>,
  ownerId: string,
): Promise<void> {
  await checkpoints.where('[ownerId+key]').between([ownerId, Dexie.minKey], [ownerId, Dexie.maxKey]).delete()
}
