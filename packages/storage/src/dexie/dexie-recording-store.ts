import type { RecordingStore } from '@skep/engine'
import { Dexie } from 'dexie'
import type { Database } from './database.ts'

/** What came into runs, in IndexedDB. */
export function createDexieRecordingStore(database: Database): RecordingStore {
  return {
    async put(recording) {
      const copy = structuredClone(recording)
      await database.write(['recordings'], ({ recordings }) => recordings.put(copy))
    },
    async get(runId) {
      return (await database.read(['recordings'], ({ recordings }) => recordings.get(runId))) ?? null
    },
    list: (appId) =>
      database.read(['recordings'], ({ recordings }) =>
        recordings
          .where('[appId+startedAtMs]')
          .between([appId, Dexie.minKey], [appId, Dexie.maxKey])
          .reverse()
          .primaryKeys(),
      ),
    async remove(runId) {
      await database.write(['recordings'], ({ recordings }) => recordings.delete(runId))
    },
  }
}
