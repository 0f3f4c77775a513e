export type {
  FinishReason,
  ModelContent,
  ModelContextPassage,
  ModelMessage,
  ModelPart,
  ModelRequest,
  ModelTool,
  ModelToolCall,
} from '@skep/engine'
export { modelNotFoundError } from './errors.ts'
export {
  EXTRACTIVE_TEXTS,
  type ExtractiveOptions,
  type ExtractiveTexts,
  extractiveProvider,
} from './extractive/extractive-provider.ts'
export {
  type HostModel,
  type HostProvider,
  type HostProviderOptions,
  hostProvider,
} from './host/host-provider.ts'
export { openAiOnDemand, remoteOnDemand } from './on-demand.ts'
export type { OpenAiDialect, RequestOption, ServerKind } from './openai/dialect.ts'
export { openAiProvider } from './openai/openai-provider.ts'
export { findOpenAiPreset, OPENAI_PRESETS, type OpenAiPreset } from './openai/presets.ts'
export type {
  CallOptions,
  Embedder,
  EmbedOptions,
  LazyProviderFactory,
  ModelProvider,
  ProviderContext,
  ProviderDownloads,
  ProviderFactory,
} from './provider.ts'
export { type RemoteProviderOptions, remoteProvider } from './remote/remote-provider.ts'
export { AUTO_PROVIDER, type ChatOptions } from './runtime/chat.ts'
export { LIST_PRICES } from './runtime/list-prices.ts'
export { createModelRuntime, type ModelRuntime, type ModelRuntimeOptions } from './runtime/model-runtime.ts'
export { memoryProviderStore, type ProviderStore } from './runtime/provider-store.ts'
export { DEFAULT_MODEL_SETTINGS, type ModelStateStore } from './runtime/settings.ts'
export { estimateTokens } from './runtime/usage.ts'
export { toUnitVectors } from './unit-vectors.ts'
