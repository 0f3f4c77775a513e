import type {
  AppRecord,
  AppSummary,
  AppVersion,
  Conversation,
  Message,
  RunEvent,
  RunRecord,
} from '@skep/client'
import type { App, FileValue, JsonObject } from '@skep/schema'

/**
 * Apps by id. A host may implement this over its own database.
 * @public
 */
export interface AppStore {
  list(): Promise<readonly AppSummary[]>
  get(appId: string): Promise<AppRecord | null>
  /**
   * Writes `app` when the stored revision equals `baseRevision` (`null`: nothing stored), as one atomic step.
   * @throws `APP_CONFLICT` with `{ currentRevision }`
   */
  save(app: App, baseRevision: number | null): Promise<AppRecord>
  remove(appId: string): Promise<void>
}

/** @public */
export interface VersionStore {
  list(appId: string): Promise<readonly AppVersion[]>
  /** `number` is set by the store: one more than the highest of the app. */
  add(version: Omit<AppVersion, 'number'>): Promise<AppVersion>
  removeAll(appId: string): Promise<void>
}

/** Runs and their events (the trace). @public */
export interface RunStore {
  /** Creates or replaces a record. */
  put(run: RunRecord): Promise<void>
  get(runId: string): Promise<RunRecord | null>
  /** Newest first. */
  list(filter: { readonly appId?: string; readonly limit: number }): Promise<readonly RunRecord[]>
  /** Appends events. Writing the same sequence number again changes nothing. */
  appendEvents(runId: string, events: readonly RunEvent[]): Promise<void>
  /** Events with a sequence number above `after`, ascending. */
  events(runId: string, after: number): Promise<readonly RunEvent[]>
  remove(runId: string): Promise<void>
}

/** @public */
export interface ConversationStore {
  list(appId: string): Promise<readonly Conversation[]>
  get(conversationId: string): Promise<Conversation | null>
  /** Creates or replaces a record. */
  put(conversation: Conversation): Promise<void>
  remove(conversationId: string): Promise<void>
  /** Oldest first. */
  messages(conversationId: string): Promise<readonly Message[]>
  /** Adds or replaces a message by id and counts it in its conversation. */
  putMessage(message: Message): Promise<void>
  /** Values of the conversation variables; `{}` before the first save. */
  variables(conversationId: string): Promise<JsonObject>
  saveVariables(conversationId: string, variables: JsonObject): Promise<void>
}

/** Bytes by id. @public */
export interface FileStore {
  put(file: FileValue, bytes: Uint8Array): Promise<void>
  get(fileId: string): Promise<FileValue | null>
  /** @throws `FILE_NOT_FOUND` */
  read(fileId: string): Promise<Uint8Array>
  remove(fileId: string): Promise<void>
}

/** Keys and other secrets. Values are read by the runtime alone. @public */
export interface SecretStore {
  list(): Promise<readonly string[]>
  get(name: string): Promise<string | null>
  set(name: string, value: string): Promise<void>
  remove(name: string): Promise<void>
}
