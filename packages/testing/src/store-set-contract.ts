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
import { annotationStoreContract } from './annotation-store-contract.ts'
import { appStoreContract } from './app-store-contract.ts'
import { conversationStoreContract } from './conversation-store-contract.ts'
import { knowledgeStoreContract } from './knowledge-store-contract.ts'
import { fileStoreContract, secretStoreContract, settingsStoreContract } from './named-store-contracts.ts'
import { openRunStoreContract } from './open-run-store-contract.ts'
import { recordingStoreContract } from './recording-store-contract.ts'
import { runStoreContract } from './run-store-contract.ts'
import type { ContractSubject } from './subject.ts'
import { versionStoreContract } from './version-store-contract.ts'

/** One store per port. @public */
export interface StoresUnderTest {
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

/** Every store contract on one implementation of all stores. @public */
export function storeSetContract<Stores extends StoresUnderTest>(subject: ContractSubject<Stores>): void {
  appStoreContract(pick(subject, (stores) => stores.apps))
  versionStoreContract(pick(subject, (stores) => stores.versions))
  runStoreContract(pick(subject, (stores) => stores.runs))
  openRunStoreContract(pick(subject, (stores) => stores.openRuns))
  recordingStoreContract(pick(subject, (stores) => stores.recordings))
  conversationStoreContract(pick(subject, (stores) => stores.conversations))
  annotationStoreContract(pick(subject, (stores) => stores.annotations))
  fileStoreContract(pick(subject, (stores) => stores.files))
  secretStoreContract(pick(subject, (stores) => stores.secrets))
  settingsStoreContract(pick(subject, (stores) => stores.settings))
  knowledgeStoreContract(pick(subject, (stores) => stores.knowledge))
}

function pick<Stores, Store extends object>(
  { name, create, reopen, dispose }: ContractSubject<Stores>,
  part: (stores: Stores) => Store,
): ContractSubject<Store> {
  const owners = new WeakMap<Store, Stores[]>()
  return {
    name,
    async create() {
      const stores = await create()
      const store = part(stores)
      owners.set(store, [stores])
      return store
    },
    ...(reopen
      ? {
          async reopen(store: Store) {
            const opened = owners.get(store) ?? []
            const [first] = opened
            if (first === undefined) throw new Error('This store was not created by its subject.')
            const next = await reopen(first)
            opened.push(next)
            return part(next)
          },
        }
      : {}),
    async dispose(store) {
      for (const stores of owners.get(store) ?? []) await dispose?.(stores)
    },
  }
}
