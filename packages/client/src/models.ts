import type { ErrorData, JsonObject } from '@skep/schema'

/** @public */
export type ModelKind = 'chat' | 'embedding' | 'rerank'

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
  readonly capabilities: readonly ('tools' | 'json-schema' | 'vision' | 'reasoning')[]
}

/** A provider's configuration is data. Keys are secrets and are named, not held. @public */
export interface ProviderConfig {
  /** Name of this connection, used as `provider` in apps. */
  readonly id: string
  /** Which implementation: `openai`, `extractive`, `transformers`, ... */
  readonly type: string
  readonly label?: string
  /** E.g. `{ baseUrl, models: ['gpt-4o-mini'] }` for `openai`. */
  readonly settings: JsonObject
  /** Name of the key in the secret store. */
  readonly secretName?: string
}

/** @public */
export interface ConnectionReport {
  readonly ok: boolean
  readonly models: readonly string[]
  readonly error?: ErrorData
}

/** @public */
export interface ModelsApi {
  list(): Promise<readonly ModelInfo[]>
  providers(): Promise<readonly ProviderConfig[]>
  /** Adds or replaces a connection. `key` goes to the secret store and nowhere else. */
  saveProvider(config: ProviderConfig, key?: string): Promise<void>
  removeProvider(providerId: string): Promise<void>
  /** Tries a connection without saving it. */
  testConnection(config: ProviderConfig, key?: string): Promise<ConnectionReport>
}
