import type {
  Annotation,
  BudgetReport,
  Citation,
  ConnectionReport,
  Conversation,
  DeviceReport,
  FormSubmission,
  KnowledgeBase,
  KnowledgeDocument,
  Message,
  ModelDownload,
  ModelInfo,
  ModelPart,
  ModelRef,
  ModelRequest,
  ModelSettings,
  PastQuery,
  ProviderConfig,
  ProviderPreset,
  RunEventBody,
  RunRequest,
  StorageReport,
} from '@skep/client'
import type { App, ErrorData, Issue, JsonObject, ToolFace } from '@skep/schema'

/** An event that comes `afterMs` after the one before it. @public */
export interface TimedEvent {
  readonly afterMs: number
  readonly event: RunEventBody
}

/** One node of a scripted answer. @public */
export interface FakeStep {
  readonly nodeId: string
  readonly nodeType: string
  readonly title: string
  readonly durationMs?: number
  readonly inputs?: JsonObject
  readonly outputs?: JsonObject
  readonly error?: ErrorData
}

/** What a scripted assistant says, and how. @public */
export interface FakeAnswer {
  readonly text: string
  readonly citations?: readonly Citation[]
  /** Nodes before the answer. Default: a retrieval and a model. */
  readonly steps?: readonly FakeStep[]
  /** Characters of each chunk. Default 8. */
  readonly chunkChars?: number
  /** Time between chunks. Default the script's `chunkMs`. */
  readonly chunkMs?: number
  /** The run fails with this after the text. */
  readonly error?: ErrorData
}

/** A document of the fake store with its text; pages are cut at form feeds, headings are lines with `#`. @public */
export interface FakeDocument {
  readonly document: Partial<KnowledgeDocument> & Pick<KnowledgeDocument, 'id' | 'name'>
  readonly text?: string
}

/** @public */
export interface FakeConversation {
  readonly conversation: Partial<Conversation> & Pick<Conversation, 'id' | 'title'>
  readonly messages: readonly (Partial<Message> & Pick<Message, 'role' | 'text'>)[]
}

/** `apps.list`, `knowledge.upload`, `runs.start` and so on. @public */
export type FakeCall =
  `${'annotations' | 'apps' | 'runs' | 'conversations' | 'files' | 'knowledge' | 'models' | 'secrets' | 'storage' | 'tools'}.${string}`

/** What a fake client knows and how it behaves. Everything absent is empty, healthy and quick. @public */
export interface FakeScript {
  readonly apps?: readonly App[]
  readonly conversations?: readonly FakeConversation[]
  readonly annotations?: readonly (Partial<Annotation> & Pick<Annotation, 'question' | 'answer'>)[]
  /** What may be asked after an answer. Default: what stands on the stored message, else nothing. */
  readonly followUps?: (answer: Message) => readonly string[]
  readonly bases?: readonly (Partial<KnowledgeBase> & Pick<KnowledgeBase, 'id' | 'name'>)[]
  /** By base id. */
  readonly documents?: Readonly<Record<string, readonly FakeDocument[]>>
  /** What bases were asked before, by base id, newest first. */
  readonly queries?: Readonly<Record<string, readonly PastQuery[]>>
  readonly models?: readonly ModelInfo[]
  readonly presets?: readonly ProviderPreset[]
  readonly modelSettings?: Partial<ModelSettings>
  readonly budget?: Partial<BudgetReport>
  readonly downloads?: readonly ModelDownload[]
  /** How long a download takes from its start to its end. Default 900. */
  readonly downloadMs?: number
  /** Whether a download breaks off half way; asked at each start. */
  readonly downloadError?: (ref: ModelRef) => ErrorData | undefined
  readonly device?: DeviceReport
  /** What a model says when asked directly. Default: one sentence that names it. */
  readonly chat?: (request: ModelRequest) => readonly ModelPart[]
  readonly providers?: readonly ProviderConfig[]
  /** What a tried connection answers; `key` is what was typed. */
  readonly connection?:
    | ConnectionReport
    | ((config: ProviderConfig, key: string | undefined) => ConnectionReport)
  readonly storage?: Partial<StorageReport>
  /** Tools of the host. */
  readonly tools?: readonly ToolFace[]
  /** What a run says; for anything finer give `run`. */
  readonly answer?: (request: RunRequest) => FakeAnswer
  /** The events of a run, its end included, its start not. */
  readonly run?: (request: RunRequest) => readonly TimedEvent[]
  /** What follows a `run_paused` once every form has been sent. Default: the rest of the events of `run`. */
  readonly resume?: (submission: FormSubmission, request: RunRequest) => readonly TimedEvent[]
  readonly validate?: (app: App) => readonly Issue[]
  /** Whether an upload ends in an error. */
  readonly uploadError?: (file: {
    readonly name: string
    readonly sizeBytes: number
  }) => ErrorData | undefined
  /** How long a document takes from queued to ready. Default 900. */
  readonly ingestMs?: number
  /** Time between text chunks. Default 16. */
  readonly chunkMs?: number
  /** How long every call takes. Default 0. */
  readonly latencyMs?: number
  /** Calls that fail, with their error. */
  readonly failures?: Readonly<Partial<Record<FakeCall, ErrorData>>>
  /** Calls that never answer. */
  readonly hanging?: readonly FakeCall[]
  /** The clock at the start. Default 2026-11-20, 09:00 UTC. */
  readonly startMs?: number
}
