import type { SettingsStore } from '@skep/engine'
import type { Database } from './database.ts'

/** Settings in IndexedDB. */
export function createDexieSettingsStore(database: Database): SettingsStore {
  return {
    async get(name) {
      return (await database.read(['settings'], ({ settings }) => settings.get(name)))?.value ?? null
    },
    async set(name, value) {
      const row = { name, value: structuredClone(value) }
      await database.write(['settings'], ({ settings }) => settings.put(row))
    },
    async remove(name) {
      await database.write(['settings'], ({ settings }) => settings.delete(name))
    },
  }
}
