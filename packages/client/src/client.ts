import type { AnnotationsApi } from './annotations.ts'
import type { AppsApi } from './apps.ts'
import type { ConversationsApi } from './conversations.ts'
import type { FilesApi } from './files.ts'
import type { KnowledgeApi } from './knowledge.ts'
import type { ModelsApi } from './models.ts'
import type { RunEvent } from './run-events.ts'
import type { RunRequest, RunsApi } from './runs.ts'
import type { ToolsApi } from './tools.ts'

/** @public */
export interface SecretsApi {
  /** Names only; a value never comes back to the page. */
  list(): Promise<readonly string[]>
  set(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
}

/** What the client stands on right now. @public */
export interface ClientStatus {
  /** `worker`: the ordinary case; `main`: no worker could start; `remote`: a server. */
  readonly host: 'worker' | 'main' | 'remote'
  readonly state: 'starting' | 'ready' | 'restarting' | 'lost' | 'closed'
  /** Why it is not what one would expect, as an error code. */
  readonly reason?: string
}

/** @public */
export interface StorageReport {
  readonly namespace: string
  readonly usedBytes: number
  readonly quotaBytes?: number
  /** Whether the browser promised to keep the data. */
  readonly isPersistent: boolean
}

/** @public */
export interface StorageApi {
  measure(): Promise<StorageReport>
  /**
   * Ends what is under way and deletes everything in this namespace; watchers hear that apps and bases are gone.
   * Stores of the host's own stay.
   */
  wipe(): Promise<void>
}

/**
 * The one interface that every component talks to. Implemented over a worker (`createSkep`), on the main thread,
 * and over HTTP. Every call rejects with an error that has a `code` and `data`.
 * @public
 */
export interface SkepClient {
  readonly apps: AppsApi
  readonly runs: RunsApi
  readonly conversations: ConversationsApi
  readonly annotations: AnnotationsApi
  readonly files: FilesApi
  readonly knowledge: KnowledgeApi
  readonly models: ModelsApi
  readonly secrets: SecretsApi
  readonly tools: ToolsApi
  readonly storage: StorageApi
  /** Starts a run and yields its events to the end. Aborting `signal` stops the run. */
  run(request: RunRequest, options?: { readonly signal?: AbortSignal }): AsyncIterable<RunEvent>
  status(): ClientStatus
  /** Tells of each change from now on; the last one is `closed`. */
  watchStatus(listener: (status: ClientStatus) => void): () => void
  /**
   * Ends this client. Open calls and streams fail with `CLIENT_CLOSED` at once. Resolves when the last client's work has
   * been written: runs end as stopped, uploads go on with the next client.
   */
  close(): Promise<void>
}
