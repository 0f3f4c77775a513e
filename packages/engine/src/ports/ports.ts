import type { HumanForm, RetrieveRequest, RetrieveResult, RunEvent } from '@skep/client'
import type { App, FileValue, JsonObject } from '@skep/schema'
import type { CodePort } from './code.ts'
import type { AnnotationsPort, MemoryPort } from './features.ts'
import type { HttpPort } from './http.ts'
import type { ModelsPort } from './models.ts'
import type { ModerationPort } from './moderation.ts'
import type { ConversationStore, FileStore, RunStore } from './stores.ts'
import type { ToolsPort } from './tools.ts'

/** A field of the metadata of documents. @public */
export interface MetadataFieldType {
  readonly name: string
  readonly type: 'string' | 'number' | 'time'
}

/** What is known of a knowledge base beside its passages. @public */
export interface RetrieverBase {
  readonly id: string
  readonly name: string
  readonly description: string
  /** What documents of this base can be filtered by. */
  readonly metadataFields: readonly MetadataFieldType[]
}

/** @public */
export interface RetrieverPort {
  retrieve(request: RetrieveRequest, options: { readonly signal: AbortSignal }): Promise<RetrieveResult>
  /**
   * Describes bases, for models that choose one or write a filter; those that are not there are left out. Absent:
   * a model sees the ids alone and writes no filters.
   */
  describe?(
    knowledgeIds: readonly string[],
    options: { readonly signal: AbortSignal },
  ): Promise<readonly RetrieverBase[]>
}

/** Turns a file into text (document-extractor). @public */
export interface DocumentTextPort {
  extractText(file: FileValue, options: { readonly signal: AbortSignal }): Promise<string>
}

/** @public */
export interface SecretsPort {
  /** @throws `SECRET_NOT_FOUND` */
  resolve(name: string): Promise<string>
}

/** @public */
export interface SubAppsPort {
  /** @throws `APP_NOT_FOUND` */
  load(appId: string): Promise<App>
}

/**
 * Brings a form of a paused run to people (human-input), beside the event `node_paused`. It is called once for each
 * form; what it throws is told as progress of the node, and the form stays open.
 * @public
 */
export interface FormDeliveryPort {
  deliver(form: {
    readonly runId: string
    readonly nodeId: string
    /** What `submitForm` wants. */
    readonly executionId: string
    readonly content: string
    readonly form: HumanForm
    /** The node's settings, with the ways of delivery. */
    readonly config: JsonObject
  }): Promise<void>
}

/**
 * Keeps the events of a run as they happen; `resume` continues from them. Each event comes once, in order, in small
 * heaps. Before a node with side effects begins, the engine waits until its start is kept; what `append` throws then
 * fails that node.
 * @public
 */
export interface CheckpointPort {
  append(runId: string, events: readonly RunEvent[]): Promise<void> | undefined
}

/** @public */
export interface ClockPort {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves after `ms`; rejects with `CALL_ABORTED` when the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** Ids and randomness, injected so that a run can be replayed. @public */
export interface RandomPort {
  id(): string
  /** 0 up to, not including, 1. */
  random(): number
}

/**
 * Everything that the engine needs from outside. A port that is missing fails the node that needs it with
 * `PORT_MISSING`, not the app.
 * @public
 */
export interface EnginePorts {
  readonly clock: ClockPort
  readonly random: RandomPort
  readonly models?: ModelsPort
  readonly retriever?: RetrieverPort
  readonly documentText?: DocumentTextPort
  readonly code?: CodePort
  readonly http?: HttpPort
  readonly tools?: ToolsPort
  /** Without `put`, nodes that make files fail. */
  readonly files?: Pick<FileStore, 'get' | 'read'> & Partial<Pick<FileStore, 'put'>>
  readonly conversations?: Pick<ConversationStore, 'messages' | 'variables' | 'saveVariables'>
  readonly runs?: Pick<RunStore, 'appendEvents'>
  readonly secrets?: SecretsPort
  readonly subApps?: SubAppsPort
  readonly forms?: FormDeliveryPort
  readonly checkpoints?: CheckpointPort
  readonly moderation?: ModerationPort
  readonly annotations?: AnnotationsPort
  readonly memory?: MemoryPort
}
