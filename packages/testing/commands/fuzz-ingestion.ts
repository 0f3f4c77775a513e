import { createMemoryKnowledgeStore } from '@skep/knowledge'
import { openDexieStores } from '@skep/storage'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { type KillDisk, killIngestion } from '../src/fuzz-ingestion/kill-ingestion.ts'

/** Of the points over IndexedDB: each takes as long as fifty in memory. */
const EVERY_DEXIE_POINT = 10

/** Every kill point over the store in memory, every tenth over IndexedDB. */
export async function fuzzIngestion(seed: number): Promise<readonly string[]> {
  const memory = await killIngestion(seed, { disk: memoryDisk })
  const dexie = await killIngestion(seed, { disk: dexieDisk, every: EVERY_DEXIE_POINT })
  return [...memory, ...dexie.map((problem) => `IndexedDB: ${problem}`)]
}

function memoryDisk(): KillDisk {
  const store = createMemoryKnowledgeStore()
  return { open: async () => store }
}

function dexieDisk(): KillDisk {
  const indexedDB = new IDBFactory()
  return {
    open: async () => (await openDexieStores({ namespace: 'kills', indexedDB, IDBKeyRange })).knowledge,
  }
}
