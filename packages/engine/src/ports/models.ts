import type { ModelPart, ModelRequest } from '@skep/client'

export type {
  FinishReason,
  ModelContent,
  ModelContextPassage,
  ModelMessage,
  ModelPart,
  ModelRequest,
  ModelTool,
  ModelToolCall,
} from '@skep/client'

/** @public */
export interface ModelsPort {
  /** @throws codes `MODEL_*`; `CALL_ABORTED` when `signal` fired. */
  chat(
    request: ModelRequest,
    options: {
      readonly signal: AbortSignal
      /** The run whose budget counts; filled in around the engine, not by it. */
      readonly runId?: string
    },
  ): AsyncIterable<ModelPart>
}
