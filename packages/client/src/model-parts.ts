import type { JsonObject } from '@skep/schema'
import type { Usage } from './run-events.ts'

/** @public */
export type ModelContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly url: string; readonly detail?: 'high' | 'low' | 'auto' }
  /** A document or a recording. `url` is a `data:` or web address. */
  | { readonly type: 'file'; readonly name: string; readonly mimeType: string; readonly url: string }

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

/** `json`: any JSON value. `json-schema`: a value that fits; the runtime checks it for models that cannot promise it. @public */
export type ModelResponseFormat =
  | { readonly type: 'text' }
  | { readonly type: 'json' }
  | { readonly type: 'json-schema'; readonly name: string; readonly schema: JsonObject }

/**
 * One request for every provider. `provider: 'auto'` lets the runtime choose: `model` then names a route of
 * `ModelSettings.routes`, or a kind or task of `ModelSettings.defaults`.
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
  readonly reasoningEffort?: 'minimal' | 'low' | 'medium' | 'high'
  readonly responseFormat?: ModelResponseFormat
  readonly tools?: readonly ModelTool[]
  /** Default `auto`. */
  readonly toolChoice?: 'auto' | 'none' | 'required'
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

/** Why this model answered and not another. @public */
export interface ModelAnswerer {
  readonly provider: string
  readonly model: string
  /**
   * `asked`: the request named it. `default`: it is the default of the kind or task. `route`: a routing rule chose it.
   * `fallback`: those before it failed.
   */
  readonly reason: 'asked' | 'default' | 'route' | 'fallback'
  /** One sentence on it, e.g. what made it the cheapest. */
  readonly message?: string
  /** Models that were tried before, each with the code of its failure. */
  readonly failed?: readonly { readonly provider: string; readonly model: string; readonly code: string }[]
  /** True: the answer is a stored one, and cost nothing. */
  readonly isCached?: boolean
  /** What the model could not do and how it was made up for, e.g. `tools-by-prompt`, `seed-dropped`. */
  readonly adapted?: readonly string[]
}

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
  /** The count so far; later ones replace earlier ones, the one of `finish` is the last. */
  | { readonly type: 'usage'; readonly usage: Usage }
  | {
      readonly type: 'finish'
      readonly reason: FinishReason
      readonly usage: Usage
      /** The answer consists of quotes, so passages without a `source` part were not used. */
      readonly isQuoted?: boolean
      /** Filled in by the runtime. */
      readonly answeredBy?: ModelAnswerer
    }

/** @public */
export interface RerankRequest {
  readonly provider: string
  readonly model: string
  readonly query: string
  readonly documents: readonly string[]
  /** How many are wanted; all when absent. */
  readonly topN?: number
}

/** Best first. Scores are comparable within one result only. @public */
export interface RerankResult {
  readonly results: readonly { readonly index: number; readonly score: number }[]
  readonly usage?: Usage
}

/** @public */
export interface ModerateRequest {
  readonly provider: string
  readonly model: string
  readonly inputs: readonly string[]
}

/** One result for each input, in order. @public */
export interface ModerateResult {
  readonly results: readonly {
    readonly isFlagged: boolean
    /** What it is flagged for, in the provider's words. */
    readonly categories: readonly string[]
    /** 0 to 1 by category, where the provider says. */
    readonly scores?: Readonly<Record<string, number>>
  }[]
  readonly usage?: Usage
}

/** @public */
export interface TranscribeRequest {
  readonly provider: string
  readonly model: string
  readonly audio: Blob
  /** With its ending, by which servers tell formats apart. */
  readonly fileName: string
  /** ISO 639-1. */
  readonly language?: string
  /** Words that are likely to occur. */
  readonly hint?: string
}

/** @public */
export interface TranscribeResult {
  readonly text: string
  readonly language?: string
  readonly segments?: readonly { readonly startMs: number; readonly endMs: number; readonly text: string }[]
  readonly usage?: Usage
}

/** @public */
export interface SpeakRequest {
  readonly provider: string
  readonly model: string
  readonly text: string
  readonly voice?: string
  readonly format?: 'mp3' | 'opus' | 'aac' | 'flac' | 'wav'
  /** 1 is the voice's own speed. */
  readonly speed?: number
}

/** @public */
export interface SpeakResult {
  /** Its `type` says the format. */
  readonly audio: Blob
  readonly usage?: Usage
}
