// stores

export { type ChangeFeed, openChangeFeed } from './change-feed.ts'
export type { IndexedDbOptions } from './dexie/database.ts'
export { type DexieStoresOptions, openDexieStores } from './dexie/open-dexie-stores.ts'
export { createMemoryStores, type MemoryStoresOptions } from './memory/memory-stores.ts'
export { type StoreSet, type Stores, withHostStores } from './stores.ts'
// tabs
export {
  acquireWriter,
  tryAcquireWriter,
  type WriterLock,
  type WriterLockOptions,
  withWriterLock,
} from './writer-lock.ts'
