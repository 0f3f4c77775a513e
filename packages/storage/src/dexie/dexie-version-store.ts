import type { VersionStore } from '@skep/engine'
import { Dexie } from 'dexie'
import type { Database } from './database.ts'

/** Versions of apps in IndexedDB. Numbers are given within the writing transaction. */
export function createDexieVersionStore(database: Database): VersionStore {
  const range = (appId: string): [unknown[], unknown[]] => [
    [appId, Dexie.minKey],
    [appId, Dexie.maxKey],
  ]
  return {
    list: (appId) =>
      database.read(['versions'], ({ versions }) =>
        versions
          .where('[appId+number]')
          .between(...range(appId))
          .reverse()
          .toArray(),
      ),
    async add(version) {
      const copy = structuredClone(version)
      return database.write(['versions'], async ({ versions }) => {
        const existing = await versions.get(copy.id)
        if (existing) return existing
        const highest = await versions
          .where('[appId+number]')
          .between(...range(copy.appId))
          .last()
        const stored = { ...copy, number: (highest?.number ?? 0) + 1 }
        await versions.add(stored)
        return stored
      })
    },
    async removeAll(appId) {
      await database.write(['versions'], ({ versions }) =>
        versions
          .where('[appId+number]')
          .between(...range(appId))
          .delete(),
      )
    },
  }
}
