import type {
  Annotation,
  AppRecord,
  AppSummary,
  AppVersion,
  Conversation,
  Message,
  RunEvent,
  RunPart,
  RunRecord,
} from '@skep/client'
import type { App, FileValue, JsonObject, JsonValue } from '@skep/schema'
import type { Recording } from '../replay/recording.ts'
import type { RunSystem } from '../run/create-state.ts'

/**
 * Apps by id. A host may implement this over its own database.
 * @public
 */
export interface AppStore {
  list(): Promise<readonly AppSummary[]>
  get(appId: string): Promise<AppRecord | null>
  /**
   * Writes `app` when the stored revision equals `baseRevision` (`null`: nothing stored), as one atomic step.
   * @throws `APP_CONFLICT` with `{ currentRevision }` (`null`: nothing stored)
   */
  save(app: App, baseRevision: number | null): Promise<AppRecord>
  remove(appId: string): Promise<void>
}

/** @public */
export interface VersionStore {
  /** Newest first. */
  list(appId: string): Promise<readonly AppVersion[]>
  /** `number` is set by the store: one more than the highest of the app. Adding the same id again changes nothing. */
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
  /** Appends events; the record may come later. Writing the same sequence number again changes nothing. */
  appendEvents(runId: string, events: readonly RunEvent[]): Promise<void>
  /** Events with a sequence number above `after`, ascending. */
  events(runId: string, after: number): Promise<readonly RunEvent[]>
  remove(runId: string): Promise<void>
}

/** What a run that has not ended needs beside its events, so that another worker can go on with it. @public */
export interface OpenRun {
  readonly runId: string
  /** As it was when the run began. */
  readonly app: App
  /** What the run was started with. */
  readonly start: {
    readonly inputs: JsonObject
    readonly system: RunSystem
    readonly conversationVariables: JsonObject
    readonly part?: RunPart
  }
  /** What a judge has made of what came in; the graph runs with this. */
  readonly judged?: { readonly inputs: JsonObject; readonly system: JsonObject }
  /** The message that asked; before it those of a conversation that is in memory alone (drafts). */
  readonly messages?: readonly Message[]
  /** Executions with side effects that began before their events could be told. */
  readonly begun?: readonly string[]
  /** How often a worker died with this run, and how many of its nodes had ended then. */
  readonly deaths?: { readonly count: number; readonly endedNodes: number }
}

/** Runs that have not ended, by id. @public */
export interface OpenRunStore {
  /** Ids, in any order. */
  list(): Promise<readonly string[]>
  get(runId: string): Promise<OpenRun | null>
  /** Creates or replaces. */
  put(run: OpenRun): Promise<void>
  remove(runId: string): Promise<void>
}

/** All that came into a run, so that it can be run again without any port. Without values of secrets. @public */
export interface RunRecording {
  readonly runId: string
  readonly appId: string
  /** When the run began. */
  readonly startedAtMs: number
  /** As it was when the run began. */
  readonly app: App
  /**
   * From the run's beginning on, one for each worker that worked on it; a later one has of the events before it the first
   * alone. Empty: the run was interrupted, and what came into it is lost.
   */
  readonly parts: readonly Recording[]
}

/** Recordings by run. @public */
export interface RecordingStore {
  /** Creates or replaces. */
  put(recording: RunRecording): Promise<void>
  get(runId: string): Promise<RunRecording | null>
  /** Ids of the recorded runs of an app, newest run first. */
  list(appId: string): Promise<readonly string[]>
  remove(runId: string): Promise<void>
}

/** @public */
export interface ConversationStore {
  /** Last updated first. */
  list(appId: string): Promise<readonly Conversation[]>
  get(conversationId: string): Promise<Conversation | null>
  /** Creates or replaces a record. `messageCount` is the store's own: it is always the number of stored messages. */
  put(conversation: Conversation): Promise<void>
  /** Removes it with its messages and variables. */
  remove(conversationId: string): Promise<void>
  /** Oldest first. */
  messages(conversationId: string): Promise<readonly Message[]>
  /**
   * Adds or replaces a message by id and counts it in its conversation, whose `updatedAtMs` becomes at least the
   * message's `createdAtMs`.
   * @throws `CONVERSATION_NOT_FOUND`, so that an answer that ends after its conversation was removed leaves nothing
   */
  putMessage(message: Message): Promise<void>
  /** Values of the conversation variables; `{}` before the first save. Needs no record (drafts have none). */
  variables(conversationId: string): Promise<JsonObject>
  saveVariables(conversationId: string, variables: JsonObject): Promise<void>
}

/** Questions with answers that people wrote for them, by app. @public */
export interface AnnotationStore {
  /** Newest first. */
  list(appId: string): Promise<readonly Annotation[]>
  /** Adds or replaces by id. */
  put(annotation: Annotation): Promise<void>
  remove(annotationId: string): Promise<void>
  removeAll(appId: string): Promise<void>
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

/** Small settings of a namespace by name, e.g. the model connections. Never secrets. @public */
export interface SettingsStore {
  get(name: string): Promise<JsonValue | null>
  set(name: string, value: JsonValue): Promise<void>
  remove(name: string): Promise<void>
}
