import type {
  ModelCapability,
  ModelDownload,
  ModelInfo,
  ModelPart,
  ModelRequest,
  ModerateRequest,
  ModerateResult,
  ProviderConfig,
  ProviderPreset,
  RerankRequest,
  RerankResult,
  SpeakRequest,
  SpeakResult,
  TranscribeRequest,
  TranscribeResult,
} from '@skep/client'

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

/** @public */
export interface CallOptions {
  readonly signal: AbortSignal
}

/** Models that a provider keeps in this browser. `provider` of a download is filled in by the runtime. @public */
export interface ProviderDownloads {
  list(): Promise<readonly Omit<ModelDownload, 'provider'>[]>
  /** Starts or goes on; resolves once it is under way. */
  start(model: string): Promise<void>
  pause(model: string): Promise<void>
  /** Stops and deletes what was loaded. */
  cancel(model: string): Promise<void>
  remove(model: string): Promise<void>
  watch(listener: (download: Omit<ModelDownload, 'provider'>) => void): () => void
}

/** A connection to models: made from a `ProviderConfig` by a `ProviderFactory`. @public */
export interface ModelProvider {
  /** True when `chat` quotes `request.context`. Providers that do not say so never see it. */
  readonly readsContext?: boolean
  /** True where nothing is paid for tokens: models in this browser, servers of the user's own. */
  readonly isFree?: boolean
  /** The models known without asking; a server may know more. Prices come from the runtime's table. */
  list(): Promise<readonly ModelInfo[]>
  /**
   * What a chat model can do for certain; the runtime makes up for the rest (tools and JSON by prompt, settings left
   * out) or refuses (images, files). Undefined, or no such method: unknown, and requests go as they are.
   */
  capabilities?(model: string): readonly ModelCapability[] | undefined
  chat?(request: ModelRequest, options: CallOptions): AsyncIterable<ModelPart>
  embedder?(model: string): Embedder
  rerank?(request: RerankRequest, options: CallOptions): Promise<RerankResult>
  moderate?(request: ModerateRequest, options: CallOptions): Promise<ModerateResult>
  transcribe?(request: TranscribeRequest, options: CallOptions): Promise<TranscribeResult>
  speak?(request: SpeakRequest, options: CallOptions): Promise<SpeakResult>
  /**
   * Asks the other side whether it is there and takes the key. Returns model names. Throws `MODEL_*`; `data.cause` may
   * name a `ConnectionCause` where the code does not tell it, `data.hint` a sentence on what to do.
   */
  test?(options: CallOptions): Promise<readonly string[]>
  readonly downloads?: ProviderDownloads
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
  /** What people can choose of it. */
  readonly presets?: readonly ProviderPreset[]
  /** Where its models run, when they run in this browser; the best first. */
  readonly devices?: readonly ('webgpu' | 'wasm')[]
  create(config: ProviderConfig, context: ProviderContext): ModelProvider
}

/** A factory whose code is loaded with the first connection of its type: who has none pays nothing. @public */
export interface LazyProviderFactory extends Pick<ProviderFactory, 'type' | 'devices'> {
  load(): Promise<ProviderFactory>
}
