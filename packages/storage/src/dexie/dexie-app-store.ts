import type { AppStore } from '@skep/engine'
import { nextRecord, summarize } from '../rules.ts'
import type { Database } from './database.ts'

/** Apps in IndexedDB. A save compares and writes in one transaction, so of two tabs one gets `APP_CONFLICT`. */
export function createDexieAppStore(database: Database, now: () => number): AppStore {
  return {
    async list() {
      const rows = await database.read(['apps'], ({ apps }) => apps.toArray())
      return rows.map((row) => summarize(row.record)).sort((a, b) => b.updatedAtMs - a.updatedAtMs)
    },
    async get(appId) {
      const row = await database.read(['apps'], ({ apps }) => apps.get(appId))
      return row?.record ?? null
    },
    async save(app, baseRevision) {
      // Copied before anything is awaited: the caller may go on editing.
      const copy = structuredClone(app)
      return database.write(['apps'], async ({ apps }) => {
        const current = await apps.get(copy.id)
        const record = nextRecord(current?.record, copy, baseRevision, now())
        await apps.put({ id: copy.id, record })
        return record
      })
    },
    async remove(appId) {
      await database.write(['apps'], ({ apps }) => apps.delete(appId))
    },
  }
}
