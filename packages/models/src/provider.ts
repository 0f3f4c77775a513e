import type { ModelInfo, ProviderConfig } from '@skep/client'
import type { ModelPart, ModelRequest } from '@skep/engine'

/** @public */
export interface EmbedOptions {
  readonly signal?: AbortSignal
  /** What the texts are, for models that tell questions from passages apart. */
  readonly kind?: 'query' | 'passage'
  /** Download of the model, in bytes; `totalBytes` 0 while unknown. */
  readonly onProgress?: (progress: { readonly loadedBytes: number; readonly totalBytes: number }) => void
}

/** Makes vectors. All of one embedder have the same length and unit norm. @public */
export interface Embedder {
  /** Names model and settings; vectors of different ids are never compared. */
  readonly id: string
  /** Known after the first `embed` for some models. */
  readonly dimensions?: number
  /** One unit vector per text, in order. @throws `EMBEDDING_FAILED`, `MODEL_*`, `CALL_ABORTED` */
  embed(texts: readonly string[], options?: EmbedOptions): Promise<readonly Float32Array[]>
}

/** A connection to models: made from a `ProviderConfig` by a `ProviderFactory`. @public */
export interface ModelProvider {
  /** True when `chat` quotes `request.context`. Providers that do not say so never see it. */
  readonly readsContext?: boolean
  /** The models known without asking; a server may know more. */
  list(): Promise<readonly ModelInfo[]>
  chat?(request: ModelRequest, options: { readonly signal: AbortSignal }): AsyncIterable<ModelPart>
  embedder?(model: string): Embedder
  /** Asks the other side whether it is there and takes the key. Returns model names. Throws `MODEL_*`. */
  test?(options: { readonly signal: AbortSignal }): Promise<readonly string[]>
  dispose?(): Promise<void>
}

/** @public */
export interface ProviderContext {
  /** The key that the config names, read when needed and never kept in errors or logs. */
  readonly key: () => Promise<string | undefined>
  readonly fetch: typeof fetch
}

/** Turns provider data into a provider; `type` is what `ProviderConfig.type` says. @public */
export interface ProviderFactory {
  readonly type: string
  create(config: ProviderConfig, context: ProviderContext): ModelProvider
}
