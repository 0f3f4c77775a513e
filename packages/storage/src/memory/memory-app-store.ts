import type { AppRecord } from '@skep/client'
import type { AppStore } from '@skep/engine'
import { nextRecord, summarize } from '../rules.ts'

/** Apps in memory. */
export function createMemoryAppStore(now: () => number): AppStore {
  const records = new Map<string, AppRecord>()
  return {
    list: async () => [...records.values()].map(summarize).sort((a, b) => b.updatedAtMs - a.updatedAtMs),
    get: async (appId) => structuredClone(records.get(appId) ?? null),
    async save(app, baseRevision) {
      const record = nextRecord(records.get(app.id), structuredClone(app), baseRevision, now())
      records.set(app.id, record)
      return structuredClone(record)
    },
    async remove(appId) {
      records.delete(appId)
    },
  }
}
