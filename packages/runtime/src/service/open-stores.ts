import { SkepError } from '@skep/schema'
import { createMemoryStores, openDexieStores, type Stores } from '@skep/storage'
import type { HostOptions } from '../wire.ts'

/** @internal */
export async function openStores({ namespace, storage }: HostOptions): Promise<Stores> {
  if (storage === 'memory') return createMemoryStores({ namespace })
  if (typeof indexedDB === 'undefined') {
    throw new SkepError(
      'STORAGE_UNAVAILABLE',
      'This place has no IndexedDB. Use storage: "memory", or stores of your own.',
    )
  }
  return openDexieStores({ namespace })
}
