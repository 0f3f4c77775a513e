import type { OpenRunStore } from '@skep/engine'
import type { Database } from './database.ts'

/** Runs that have not ended, in IndexedDB. */
export function createDexieOpenRunStore(database: Database): OpenRunStore {
  return {
    list: () => database.read(['openRuns'], ({ openRuns }) => openRuns.toCollection().primaryKeys()),
    async get(runId) {
      return (await database.read(['openRuns'], ({ openRuns }) => openRuns.get(runId))) ?? null
    },
    async put(run) {
      const copy = structuredClone(run)
      await database.write(['openRuns'], ({ openRuns }) => openRuns.put(copy))
    },
    async remove(runId) {
      await database.write(['openRuns'], ({ openRuns }) => openRuns.delete(runId))
    },
  }
}
