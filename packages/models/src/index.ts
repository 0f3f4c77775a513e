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
export type { Embedder, EmbedOptions, ModelProvider, ProviderContext, ProviderFactory } from './provider.ts'
