import { storeSetContract } from '@skep/testing'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import type { Stores } from '../stores.ts'
import { openDexieStores } from './open-dexie-stores.ts'

const factories = new WeakMap<Stores, IDBFactory>()

async function open(indexedDB: IDBFactory): Promise<Stores> {
  const stores = await openDexieStores({ namespace: 'test', indexedDB, IDBKeyRange })
  factories.set(stores, indexedDB)
  return stores
}

storeSetContract({
  name: 'Dexie on fake-indexeddb',
  create: () => open(new IDBFactory()),
  reopen: (stores) => open(factories.get(stores) ?? new IDBFactory()),
  dispose: (stores) => stores.close(),
})
