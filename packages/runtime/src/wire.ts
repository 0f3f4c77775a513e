import type { SkepClient } from '@skep/client'
import type { ExtractiveTexts } from '@skep/models'
import type { ErrorData, JsonObject } from '@skep/schema'
import type { RecordedRuns } from './service/run-recordings.ts'

/** The parts of the client that live in the worker. @internal */
export type Groups = Pick<
  SkepClient,
  | 'annotations'
  | 'apps'
  | 'runs'
  | 'conversations'
  | 'files'
  | 'knowledge'
  | 'models'
  | 'secrets'
  | 'storage'
  | 'tools'
>

/** @internal */
export type GroupName = keyof Groups

/** What may be called from the page: nothing else is reachable, whatever a message says. @internal */
export const METHODS: { readonly [G in GroupName]: readonly (keyof Groups[G] & string)[] } = {
  apps: ['list', 'get', 'save', 'remove', 'versions', 'publish', 'validate', 'importDify', 'exportDify'],
  runs: ['start', 'stop', 'submitForm', 'get', 'list'],
  conversations: ['list', 'messages', 'followUps', 'rename', 'remove'],
  annotations: ['list', 'add', 'update', 'remove', 'find'],
  files: ['upload', 'read', 'remove'],
  knowledge: [
    'list',
    'get',
    'create',
    'update',
    'testExternal',
    'remove',
    'changeEmbedder',
    'cancelEmbedderChange',
    'measure',
    'documents',
    'upload',
    'addText',
    'addUrl',
    'addSource',
    'syncSource',
    'stopSync',
    'removeSource',
    'exportBase',
    'importBase',
    'preview',
    'retry',
    'reindex',
    'pauseDocument',
    'resumeDocument',
    'cancelDocument',
    'updateDocument',
    'updateDocuments',
    'removeDocument',
    'document',
    'documentText',
    'chunks',
    'addChunks',
    'importChunks',
    'updateChunk',
    'updateChunks',
    'removeChunks',
    'retrieve',
    'queries',
  ],
  models: [
    'list',
    'providers',
    'presets',
    'saveProvider',
    'removeProvider',
    'setKey',
    'hasKey',
    'testConnection',
    'settings',
    'saveSettings',
    'budget',
    'choose',
    'clearCache',
    'downloads',
    'startDownload',
    'pauseDownload',
    'cancelDownload',
    'deleteDownload',
    'probe',
  ],
  secrets: ['list', 'set', 'remove'],
  storage: ['measure', 'wipe'],
  tools: ['list'],
}

/** Questions to models with one answer. Listened to, because only what is listened to can be stopped. @internal */
export const MODEL_CALLS: readonly ModelCall[] = ['rerank', 'moderate', 'transcribe', 'speak']

/** @internal */
export type ModelCall = 'rerank' | 'moderate' | 'transcribe' | 'speak'

/** What may be listened to. @internal */
export const TOPICS: readonly Topic[] = [
  'apps.watch',
  'knowledge.watch',
  'models.chat',
  'models.once',
  'models.watchDownloads',
  'runs.events',
  'runs.replay',
]

/** @internal */
export type Topic =
  | 'apps.watch'
  | 'knowledge.watch'
  | 'models.chat'
  | 'models.once'
  | 'models.watchDownloads'
  | 'runs.events'
  | 'runs.replay'

/**
 * The answer to every call. Comlink's own throw handler keeps only message, name and stack, so errors travel as data
 * and are thrown again, with code and data, on the other side.
 * @internal
 */
export type Reply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: ErrorData }

/** What a worker is started with. Data only: it is sent again when the worker is replaced. @internal */
export interface HostOptions {
  readonly namespace: string
  readonly storage: 'indexeddb' | 'memory'
  /** Folder with the lazy files beside the worker. Absent: found by the worker itself. */
  readonly assets?: Readonly<Record<string, string>>
  readonly providers: readonly JsonObject[]
  /** The host's own `ModelSettings`. */
  readonly modelSettings?: JsonObject
  /** Names of what the page answers itself, e.g. `stores.apps` or `models.house`. */
  readonly hostFunctions: readonly string[]
  /** Provider ids of the page's own models. */
  readonly hostModels: readonly string[]
  /** The page's own tools without their functions. */
  readonly hostTools?: readonly JsonObject[]
  /** The page's own document loaders without their functions. */
  readonly hostLoaders?: readonly JsonObject[]
  /** Names of the page's own document sources. */
  readonly hostConnectors?: readonly string[]
  readonly extractiveTexts?: Partial<ExtractiveTexts>
  readonly keptRuns?: number
  readonly recordedRuns?: RecordedRuns
}

/** One end of the wire: exposed by the worker through Comlink. @internal */
export interface WorkerApi {
  init(options: HostOptions, events: MessagePort, host: MessagePort): Promise<Reply>
  call(id: number, method: string, args: readonly unknown[]): Promise<Reply>
  subscribe(id: number, topic: string, args: readonly unknown[]): Promise<Reply>
  unsubscribe(id: number): void
  /** Answers at once, unless the worker hangs. */
  ping(): boolean
  /** Ends the work and writes what there is. */
  close(): Promise<void>
}

/** The other end: exposed by the page for its own functions. @internal */
export interface HostApi {
  call(id: number, name: string, args: readonly unknown[]): Promise<Reply>
  /** Starts a stream; its items come over the event port under `id`. */
  stream(id: number, name: string, args: readonly unknown[]): Promise<Reply>
  abort(id: number): void
}

/** A parcel on the event port: items of one or more streams, in order; `end` closes a stream. @internal */
export type Parcel = readonly (
  | { readonly id: number; readonly items: readonly unknown[] }
  | { readonly id: number; readonly end: Reply }
)[]
