import type { StorageReport } from '@skep/client'
import type {
  AnnotationStore,
  AppStore,
  ConversationStore,
  FileStore,
  OpenRunStore,
  RecordingStore,
  RunStore,
  SecretStore,
  SettingsStore,
  VersionStore,
} from '@skep/engine'
import type { KnowledgeStore } from '@skep/knowledge'

/** One store per port: everything that Skep keeps in a namespace. @public */
export interface StoreSet {
  readonly apps: AppStore
  readonly versions: VersionStore
  readonly runs: RunStore
  readonly openRuns: OpenRunStore
  readonly recordings: RecordingStore
  readonly conversations: ConversationStore
  readonly annotations: AnnotationStore
  readonly files: FileStore
  readonly secrets: SecretStore
  readonly settings: SettingsStore
  readonly knowledge: KnowledgeStore
}

/** The stores of one namespace, with what concerns all of them. @public */
export interface Stores extends StoreSet {
  readonly namespace: string
  /**
   * Use, quota and persistence as the browser tells them. A browser counts per origin, not per namespace; where it
   * tells nothing, `usedBytes` is the size of the stored files and documents.
   */
  measure(): Promise<StorageReport>
  /** Deletes everything in this namespace. The stores stay usable and are empty. */
  wipe(): Promise<void>
  /** Ends the connection. Later calls fail with `STORAGE_UNAVAILABLE`. */
  close(): Promise<void>
}

/**
 * The same stores with some of them replaced by the host's own; missing ones stay as they are. `measure`, `wipe` and
 * `close` keep to Skep's own stores: what a host keeps, the host deletes.
 * @public
 */
export function withHostStores(stores: Stores, hostStores: Partial<StoreSet>): Stores {
  return {
    ...stores,
    ...definedStores(hostStores),
  }
}

function definedStores(hostStores: Partial<StoreSet>): Partial<StoreSet> {
  // A host that writes `apps: undefined` means "yours", not "none".
  return Object.fromEntries(Object.entries(hostStores).filter(([, store]) => store !== undefined))
}
