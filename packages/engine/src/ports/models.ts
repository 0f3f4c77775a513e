import type { Usage } from '@skep/client'
import type { JsonObject } from '@skep/schema'

/** @public */
export type ModelContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string; readonly detail?: 'high' | 'low' | 'auto' }

/** @public */
export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string | readonly ModelContent[]
  readonly toolCalls?: readonly ModelToolCall[]
  readonly toolCallId?: string
}

/** @public */
export interface ModelToolCall {
  readonly id: string
  readonly name: string
  /** JSON text, as the model wrote it. */
  readonly arguments: string
}

/** @public */
export interface ModelTool {
  readonly name: string
  readonly description: string
  /** A JSON schema. */
  readonly parameters: JsonObject
}

/**
 * One request for every provider. Providers ignore what they cannot do only where `capabilities` says so;
 * otherwise they throw `MODEL_CAPABILITY`.
 * @public
 */
export interface ModelRequest {
  readonly provider: string
  readonly model: string
  readonly messages: readonly ModelMessage[]
  readonly temperature?: number
  readonly topP?: number
  readonly maxTokens?: number
  readonly stop?: readonly string[]
  readonly seed?: number
  readonly presencePenalty?: number
  readonly frequencyPenalty?: number
  readonly responseFormat?:
    | { readonly type: 'text' }
    | { readonly type: 'json-schema'; readonly name: string; readonly schema: JsonObject }
  readonly tools?: readonly ModelTool[]
  /**
   * The passages that the prompt was built from, for providers that quote instead of writing (`extractive`).
   * Others never see it.
   */
  readonly context?: { readonly query: string; readonly passages: readonly ModelContextPassage[] }
  /** Provider's own options from the app, passed on unread. */
  readonly extra?: JsonObject
}

/** @public */
export interface ModelContextPassage {
  /** What `[1]` means in the answer. */
  readonly number: number
  readonly title: string
  readonly text: string
}

/** @public */
export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'interrupted'

/** What a model streams. `finish` comes last and exactly once. @public */
export type ModelPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | {
      readonly type: 'tool-call'
      readonly index: number
      readonly id?: string
      readonly name?: string
      readonly argumentsDelta: string
    }
  /** The answer quotes this range of a passage of `context`. */
  | { readonly type: 'source'; readonly number: number; readonly start: number; readonly end: number }
  | {
      readonly type: 'finish'
      readonly reason: FinishReason
      readonly usage: Usage
      /** The answer consists of quotes, so passages without a `source` part were not used. */
      readonly isQuoted?: boolean
    }

/** @public */
export interface ModelsPort {
  /** @throws codes `MODEL_*`; `CALL_ABORTED` when `signal` fired. */
  chat(request: ModelRequest, options: { readonly signal: AbortSignal }): AsyncIterable<ModelPart>
}
