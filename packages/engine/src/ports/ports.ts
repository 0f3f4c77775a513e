import type { RetrieveRequest, RetrieveResult } from '@skep/client'
import type { App, FileValue, JsonObject, JsonValue } from '@skep/schema'
import type { AnnotationsPort, MemoryPort } from './features.ts'
import type { ModelsPort } from './models.ts'
import type { ModerationPort } from './moderation.ts'
import type { ConversationStore, FileStore, RunStore } from './stores.ts'

/** @public */
export interface RetrieverPort {
  retrieve(request: RetrieveRequest, options: { readonly signal: AbortSignal }): Promise<RetrieveResult>
}

/** Turns a file into text (document-extractor). @public */
export interface DocumentTextPort {
  extractText(file: FileValue, options: { readonly signal: AbortSignal }): Promise<string>
}

/** @public */
export interface CodeRequest {
  readonly language: 'javascript' | 'python3'
  /** Source text that defines `main`. */
  readonly code: string
  /** Named arguments of `main`. */
  readonly inputs: JsonObject
  readonly limits: CodeLimits
}

/** @public */
export interface CodeLimits {
  readonly timeoutMs: number
  readonly memoryBytes: number
  /** Longest result as JSON text. */
  readonly outputBytes: number
}

/** @public */
export interface CodePort {
  readonly languages: readonly CodeRequest['language'][]
  /** @throws `CODE_FAILED`, `CODE_TIMEOUT`, `CODE_MEMORY`, `CODE_OUTPUT_INVALID`, `CODE_LANGUAGE_UNAVAILABLE` */
  run(
    request: CodeRequest,
    options: { readonly signal: AbortSignal },
  ): Promise<{ readonly result: JsonValue; readonly logs: readonly string[] }>
}

/** @public */
export interface HttpPort {
  fetch(
    request: {
      readonly method: string
      readonly url: string
      readonly headers: Readonly<Record<string, string>>
      readonly body?: Uint8Array
    },
    options: { readonly signal: AbortSignal },
  ): Promise<{
    readonly status: number
    readonly headers: Readonly<Record<string, string>>
    readonly body: Uint8Array
  }>
}

/** @public */
export interface ToolsPort {
  call(
    request: { readonly provider: string; readonly tool: string; readonly parameters: JsonObject },
    options: { readonly signal: AbortSignal },
  ): AsyncIterable<
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'result'; readonly outputs: JsonObject }
  >
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

/** Brings a form of a paused run to people (human-input). @public */
export interface FormDeliveryPort {
  deliver(form: {
    readonly runId: string
    readonly nodeId: string
    readonly content: string
    readonly config: JsonObject
  }): Promise<void>
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
  readonly files?: Pick<FileStore, 'get' | 'read'>
  readonly conversations?: Pick<ConversationStore, 'messages' | 'variables' | 'saveVariables'>
  readonly runs?: Pick<RunStore, 'appendEvents'>
  readonly secrets?: SecretsPort
  readonly subApps?: SubAppsPort
  readonly forms?: FormDeliveryPort
  readonly moderation?: ModerationPort
  readonly annotations?: AnnotationsPort
  readonly memory?: MemoryPort
}
