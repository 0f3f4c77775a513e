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
    add: (version) =>
      database.write(['versions'], async ({ versions }) => {
        const existing = await versions.get(version.id)
        if (existing) return existing
        const highest = await versions
          .where('[appId+number]')
          .between(...range(version.appId))
          .last()
        const stored = structuredClone({ ...version, number: (highest?.number ?? 0) + 1 })
        await versions.add(stored)
        return stored
      }),
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
