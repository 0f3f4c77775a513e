import type { ErrorData, JsonObject } from '@skep/schema'
import type { ModelDownloadsApi } from './model-downloads.ts'
import type {
  ModelPart,
  ModelRequest,
  ModerateRequest,
  ModerateResult,
  RerankRequest,
  RerankResult,
  SpeakRequest,
  SpeakResult,
  TranscribeRequest,
  TranscribeResult,
} from './model-parts.ts'
import type {
  BudgetReport,
  ModelChoice,
  ModelNeeds,
  ModelPrice,
  ModelRoute,
  ModelSettings,
} from './model-settings.ts'

/** @public */
export type ModelKind = 'chat' | 'embedding' | 'rerank' | 'moderation' | 'speech-to-text' | 'text-to-speech'

/**
 * What a chat model can do by itself. `json`: any JSON; `json-schema`: JSON that fits; `vision`: images in messages;
 * `files`: documents in messages; `audio`: recordings in messages; the last four: whether the setting is obeyed.
 * @public
 */
export type ModelCapability =
  | 'tools'
  | 'json'
  | 'json-schema'
  | 'vision'
  | 'files'
  | 'audio'
  | 'reasoning'
  | 'reasoning-effort'
  | 'seed'
  | 'penalties'
  | 'stop'

/** @public */
export interface ModelInfo {
  readonly provider: string
  readonly model: string
  readonly label: string
  readonly kind: ModelKind
  /** `local`: runs in this browser; `remote`: text leaves it. */
  readonly location: 'local' | 'remote'
  readonly isLanguageModel: boolean
  /** One sentence on what it is, e.g. that `extractive` only quotes. */
  readonly description?: string
  readonly contextTokens?: number
  readonly maxOutputTokens?: number
  readonly capabilities: readonly ModelCapability[]
  /** From the price table. Absent: unknown; models in this browser cost nothing. */
  readonly price?: ModelPrice
  /** What has to be loaded before its first answer, for models in this browser. */
  readonly downloadBytes?: number
  /** Whether all of that is here. */
  readonly isDownloaded?: boolean
  /** Why it cannot be asked here and now, in one sentence. Absent: nothing is known that would keep it from answering. */
  readonly unavailable?: string
}

/** How much at once. Absent: as much as is asked. @public */
export interface ProviderLimits {
  readonly maxConcurrent?: number
  readonly requestsPerMinute?: number
  /** Input and output, estimated before a request and corrected after it. */
  readonly tokensPerMinute?: number
  /** Default 120,000. */
  readonly firstTokenTimeoutMs?: number
  /** Longest silence between two parts. Default 60,000. */
  readonly idleTimeoutMs?: number
  /** From the request to the end of the answer. */
  readonly totalTimeoutMs?: number
  /** Tries after the first. Default 2. */
  readonly retries?: number
}

/** A provider's configuration is data. Keys are secrets and are named, not held. @public */
export interface ProviderConfig {
  /** Name of this connection, used as `provider` in apps. */
  readonly id: string
  /** Which implementation: `openai`, `remote`, `extractive`, `transformers`, ... */
  readonly type: string
  /** The `ProviderPreset` that it was made from; says which prices and gaps hold. */
  readonly preset?: string
  readonly label?: string
  /** E.g. `{ baseUrl, models: ['gpt-4o-mini'] }` for `openai`. */
  readonly settings: JsonObject
  /** Name of the key in the secret store. */
  readonly secretName?: string
  readonly limits?: ProviderLimits
}

/** A kind of connection that people can choose, with what is known of it. @public */
export interface ProviderPreset {
  readonly id: string
  readonly label: string
  /** Goes into `ProviderConfig.type`. */
  readonly type: string
  /** Goes into `ProviderConfig.settings`; people change what they need to. */
  readonly settings: JsonObject
  readonly key: 'needed' | 'optional' | 'none'
  /** `local`: a server on the user's own machine or the browser itself. */
  readonly location: 'local' | 'remote'
  /** Settings that have no default and must be asked for, e.g. `baseUrl`. */
  readonly asks?: readonly string[]
  /** What to do so that a page may call it (CORS) or where a key comes from; sentences for people. */
  readonly hints?: readonly string[]
}

/** What kept a connection from working. @public */
export type ConnectionCause =
  | 'address' // no server there, or its name is unknown
  | 'cors' // the server answers, but not to this page; browsers do not tell it from `address` for certain
  | 'mixed-content' // an https page may not call http
  | 'tls' // its certificate or encryption was refused
  | 'path' // a server answers, but this is not its model address
  | 'key-missing'
  | 'key-refused'
  | 'model-unknown'
  | 'rate-limit'
  | 'quota' // credit is used up
  | 'timeout'
  | 'server' // the server itself failed
  | 'settings' // the connection cannot be made from these settings

/** @public */
export interface ConnectionReport {
  readonly ok: boolean
  readonly models: readonly string[]
  readonly latencyMs?: number
  readonly error?: ErrorData
  readonly cause?: ConnectionCause
  /** One sentence on what to do about it. */
  readonly hint?: string
}

/** Aborting `signal` stops the call, on the server's side too, and fails it with `CALL_ABORTED`. @public */
export interface ModelCallOptions {
  readonly signal?: AbortSignal
}

/** @public */
export interface ModelsApi extends ModelDownloadsApi {
  /** Every model of every connection, with prices. */
  list(): Promise<readonly ModelInfo[]>
  providers(): Promise<readonly ProviderConfig[]>
  /** What can be connected here. */
  presets(): Promise<readonly ProviderPreset[]>
  /** Adds or replaces a connection. `key` goes to the secret store and nowhere else. */
  saveProvider(config: ProviderConfig, key?: string): Promise<void>
  removeProvider(providerId: string): Promise<void>
  /** Replaces the key of a connection; an empty one removes it. @throws `MODEL_PROVIDER_NOT_FOUND` */
  setKey(providerId: string, key: string): Promise<void>
  /** Whether the connection's key is there. The key itself never comes back. */
  hasKey(providerId: string): Promise<boolean>
  /** Tries a connection without saving it. Without `key`, the saved one is used. */
  testConnection(config: ProviderConfig, key?: string): Promise<ConnectionReport>
  settings(): Promise<ModelSettings>
  /** Replaces the fields that are given. @throws `CALL_INVALID` naming the field that does not fit */
  saveSettings(changes: Partial<ModelSettings>): Promise<ModelSettings>
  /** What was spent today. */
  budget(): Promise<BudgetReport>
  /** Which model a rule would choose now, and why. A text names a route. @throws `MODEL_NO_CHOICE` when none fits */
  choose(rule: string | ModelNeeds | ModelRoute): Promise<ModelChoice>
  /** Deletes the kept answers of `ModelSettings.cache`. */
  clearCache(): Promise<void>
  /**
   * Asks a model directly, outside of any app: to try it, to compare several. Leaving the loop or aborting stops it.
   * @throws codes `MODEL_*`
   */
  chat(request: ModelRequest, options?: ModelCallOptions): AsyncIterable<ModelPart>
  rerank(request: RerankRequest, options?: ModelCallOptions): Promise<RerankResult>
  moderate(request: ModerateRequest, options?: ModelCallOptions): Promise<ModerateResult>
  transcribe(request: TranscribeRequest, options?: ModelCallOptions): Promise<TranscribeResult>
  speak(request: SpeakRequest, options?: ModelCallOptions): Promise<SpeakResult>
}
