import { killIngestion } from '@skep/testing'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { openDexieStores } from './open-dexie-stores.ts'

it('an ingestion into IndexedDB that is killed loses nothing and doubles nothing', async () => {
  const disk = () => {
    const indexedDB = new IDBFactory()
    return {
      open: async () => (await openDexieStores({ namespace: 'kills', indexedDB, IDBKeyRange })).knowledge,
    }
  }
  // Some points; `pnpm fuzz ingestion` has more.
  expect(await killIngestion(3, { disk, every: 37 })).toEqual([])
})
