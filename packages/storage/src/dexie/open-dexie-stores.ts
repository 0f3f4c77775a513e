import type { KnowledgeStore } from '@skep/knowledge'
import { measureStorage } from '../rules.ts'
import type { Stores } from '../stores.ts'
import { createDatabase, type Database, type IndexedDbOptions } from './database.ts'
import { createDexieAnnotationStore } from './dexie-annotation-store.ts'
import { createDexieAppStore } from './dexie-app-store.ts'
import { createDexieConversationStore } from './dexie-conversation-store.ts'
import { createDexieFileStore } from './dexie-file-store.ts'
import { createDexieOpenRunStore } from './dexie-open-run-store.ts'
import { createDexieRecordingStore } from './dexie-recording-store.ts'
import { createDexieRunStore } from './dexie-run-store.ts'
import { createDexieSecretStore } from './dexie-secret-store.ts'
import { createDexieSettingsStore } from './dexie-settings-store.ts'
import { createDexieVersionStore } from './dexie-version-store.ts'
import { createCheckpointMethods } from './knowledge-checkpoints.ts'
import { createContentMethods } from './knowledge-content.ts'
import { createDocumentMethods } from './knowledge-documents.ts'
import { createQueryMethods } from './knowledge-queries.ts'
import { createVectorMethods } from './knowledge-vectors.ts'

/** @public */
export interface DexieStoresOptions extends IndexedDbOptions {
  /** One database per namespace, e.g. tenant and user. Any text. */
  readonly namespace: string
  /** Milliseconds since 1970, for the times of saved apps. Default `Date.now`. */
  readonly now?: () => number
}

/**
 * Opens every store of a namespace in IndexedDB.
 * @throws `STORAGE_UNAVAILABLE` where the browser keeps its database shut, `STORAGE_VERSION` when a newer release wrote
 * it (nothing is changed then). Later calls may throw these, `STORAGE_QUOTA` and `STORAGE_FAILED`.
 * @public
 */
export async function openDexieStores(options: DexieStoresOptions): Promise<Stores> {
  const { namespace } = options
  const now = options.now ?? Date.now
  const database = createDatabase(namespace, options)
  await database.open()
  const files = createDexieFileStore(database)
  const knowledge = createDexieKnowledgeStore(database)
  return {
    namespace,
    apps: createDexieAppStore(database, now),
    versions: createDexieVersionStore(database),
    runs: createDexieRunStore(database),
    openRuns: createDexieOpenRunStore(database),
    recordings: createDexieRecordingStore(database),
    conversations: createDexieConversationStore(database),
    annotations: createDexieAnnotationStore(database),
    files,
    secrets: createDexieSecretStore(database, globalThis.crypto?.subtle),
    settings: createDexieSettingsStore(database),
    knowledge,
    measure: () => measureStorage(namespace, { knowledge }, files.usedBytes, globalThis.navigator?.storage),
    wipe: () => database.drop(),
    async close() {
      database.close()
    },
  }
}

function createDexieKnowledgeStore(database: Database): KnowledgeStore {
  return {
    ...createDocumentMethods(database),
    ...createContentMethods(database),
    ...createCheckpointMethods(database),
    ...createQueryMethods(database),
    ...createVectorMethods(database),
  }
}
