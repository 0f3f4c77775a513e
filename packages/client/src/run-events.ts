import type { ErrorData, JsonObject, Selector } from '@skep/schema'
import type { Citation } from './knowledge.ts'

/** Tokens, money and time that a node spent on models. Absent fields are unknown. @public */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly totalTokens?: number
  /** True when the tokens were estimated, not counted by the provider. */
  readonly isEstimate?: boolean
  readonly latencyMs?: number
}

/** One change of a run. `sequence` starts at 1 and has no gaps. @public */
export type RunEvent = {
  readonly runId: string
  readonly sequence: number
  readonly atMs: number
} & RunEventBody

/** The execution of one node; a node in a loop has several. @public */
interface NodeRef {
  readonly nodeId: string
  readonly executionId: string
}

/** @public */
export type RunEventBody =
  | {
      readonly type: 'run_started'
      readonly appId: string
      readonly inputs: JsonObject
      readonly conversationId?: string
    }
  | {
      readonly type: 'run_succeeded'
      readonly outputs: JsonObject
      readonly durationMs: number
      readonly usage?: Usage
    }
  | {
      readonly type: 'run_partial_succeeded'
      readonly outputs: JsonObject
      /** Failures that an error strategy handled. */
      readonly exceptionsCount: number
      readonly durationMs: number
      readonly usage?: Usage
    }
  | {
      readonly type: 'run_failed'
      readonly error: ErrorData
      readonly nodeId?: string
      readonly durationMs: number
    }
  | { readonly type: 'run_stopped'; readonly durationMs: number }
  | ({ readonly type: 'node_started'; readonly nodeType: string; readonly title: string } & NodeRef)
  /** Text for the user, already in the order in which the user reads it. */
  | ({
      readonly type: 'text_chunk'
      readonly selector: Selector
      readonly text: string
      readonly isFinal: boolean
    } & NodeRef)
  /** Reasoning of a model, apart from its answer. */
  | ({ readonly type: 'reasoning_chunk'; readonly text: string } & NodeRef)
  | ({
      readonly type: 'node_succeeded'
      readonly inputs: JsonObject
      readonly outputs: JsonObject
      /** What helps to understand the step: the final prompt, the scores, the request. */
      readonly process?: JsonObject
      readonly usage?: Usage
      readonly handle?: string
      readonly durationMs: number
    } & NodeRef)
  | ({
      readonly type: 'node_failed'
      readonly error: ErrorData
      readonly inputs?: JsonObject
      readonly durationMs: number
    } & NodeRef)
  /** Failed, but its error strategy went on. */
  | ({
      readonly type: 'node_exception'
      readonly error: ErrorData
      readonly inputs?: JsonObject
      readonly outputs: JsonObject
      readonly handle?: string
      readonly durationMs: number
    } & NodeRef)
  | ({ readonly type: 'node_retry'; readonly attempt: number; readonly error: ErrorData } & NodeRef)
  | ({ readonly type: 'node_stopped' } & NodeRef)
  | { readonly type: 'node_skipped'; readonly nodeId: string }
  | ({ readonly type: 'node_progress'; readonly message: string; readonly data?: JsonObject } & NodeRef)
  /** Sources of the answer, in the order of their numbers. Later events replace earlier ones of the same node. */
  | ({ readonly type: 'citations'; readonly citations: readonly Citation[] } & NodeRef)

/** @public */
export type RunEventType = RunEventBody['type']

/** @public */
export type RunEndEvent = Extract<
  RunEventBody,
  { readonly type: 'run_succeeded' | 'run_partial_succeeded' | 'run_failed' | 'run_stopped' }
>

/** The events after which nothing more comes. @public */
export const RUN_END_EVENTS: readonly RunEndEvent['type'][] = [
  'run_succeeded',
  'run_partial_succeeded',
  'run_failed',
  'run_stopped',
]

/** @public */
export function isRunEnd(event: RunEventBody): event is RunEndEvent {
  return (RUN_END_EVENTS as readonly string[]).includes(event.type) // widened so that any event type may be asked
}
