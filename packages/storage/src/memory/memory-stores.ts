import { createMemoryKnowledgeStore } from '@skep/knowledge'
import { SkepError } from '@skep/schema'
import { measureStorage } from '../rules.ts'
import type { StoreSet, Stores } from '../stores.ts'
import { createMemoryAnnotationStore } from './memory-annotation-store.ts'
import { createMemoryAppStore } from './memory-app-store.ts'
import { createMemoryConversationStore } from './memory-conversation-store.ts'
import { createMemoryFileStore } from './memory-file-store.ts'
import { createMemorySecretStore, createMemorySettingsStore } from './memory-named-stores.ts'
import { createMemoryOpenRunStore } from './memory-open-run-store.ts'
import { createMemoryRecordingStore } from './memory-recording-store.ts'
import { createMemoryRunStore } from './memory-run-store.ts'
import { createMemoryVersionStore } from './memory-version-store.ts'

/** @public */
export interface MemoryStoresOptions {
  /** Default `memory`. */
  readonly namespace?: string
  /** Milliseconds since 1970, for the times of saved apps. Default `Date.now`. */
  readonly now?: () => number
}

/**
 * Every store in memory: for tests, for hosts that want nothing on disk, and where a browser keeps its database shut.
 * Two calls share nothing.
 * @public
 */
export function createMemoryStores(options: MemoryStoresOptions = {}): Stores {
  const namespace = options.namespace ?? 'memory'
  let current: MemorySet | null = createSet(options.now ?? Date.now)
  const open = (): MemorySet => {
    if (current) return current
    throw new SkepError('STORAGE_UNAVAILABLE', 'These stores were closed. Open them again.', { namespace })
  }
  return {
    namespace,
    // Parts are looked up at each call, so that `wipe` and `close` hold for stores that were handed on before.
    apps: follow(() => open().apps),
    versions: follow(() => open().versions),
    runs: follow(() => open().runs),
    openRuns: follow(() => open().openRuns),
    recordings: follow(() => open().recordings),
    conversations: follow(() => open().conversations),
    annotations: follow(() => open().annotations),
    files: follow(() => open().files),
    secrets: follow(() => open().secrets),
    settings: follow(() => open().settings),
    knowledge: follow(() => open().knowledge),
    measure: async () => measureStorage(namespace, open(), async () => open().files.usedBytes(), undefined),
    async wipe() {
      open()
      current = createSet(options.now ?? Date.now)
    },
    async close() {
      current = null
    },
  }
}

interface MemorySet extends StoreSet {
  readonly files: ReturnType<typeof createMemoryFileStore>
}

function createSet(now: () => number): MemorySet {
  return {
    apps: createMemoryAppStore(now),
    versions: createMemoryVersionStore(),
    runs: createMemoryRunStore(),
    openRuns: createMemoryOpenRunStore(),
    recordings: createMemoryRecordingStore(),
    conversations: createMemoryConversationStore(),
    annotations: createMemoryAnnotationStore(),
    files: createMemoryFileStore(),
    secrets: createMemorySecretStore(),
    settings: createMemorySettingsStore(),
    knowledge: createMemoryKnowledgeStore(),
  }
}

function follow<T extends object>(current: () => T): T {
  const methods = Object.keys(current()).map((name) => [
    name,
    async (...args: readonly unknown[]): Promise<unknown> => {
      const method: unknown = Reflect.get(current(), name)
      return typeof method === 'function' ? Reflect.apply(method, undefined, args) : undefined
    },
  ])
  return Object.fromEntries(methods) as T // the same names, each with the same arguments and the same promise
}
