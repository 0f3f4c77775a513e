import type { ErrorData, JsonObject, JsonValue, Selector } from '@skep/schema'
import type { Citation } from './knowledge-retrieval.ts'
import type { Money } from './model-settings.ts'
import type { RunPart } from './runs.ts'

/** Tokens, money and time that a node spent on models. Absent fields are unknown. @public */
export interface Usage {
  readonly inputTokens?: number
  readonly outputTokens?: number
  readonly totalTokens?: number
  /** Part of `inputTokens` that the provider had in its own cache. */
  readonly cachedInputTokens?: number
  /** Part of `outputTokens` that the model spent on reasoning. */
  readonly reasoningTokens?: number
  /** By the price table. Absent: the price is unknown. */
  readonly cost?: Money
  /** The model that really answered; absent where several did. */
  readonly provider?: string
  readonly model?: string
  /** True when the tokens were estimated, not counted by the provider. */
  readonly isEstimate?: boolean
  readonly latencyMs?: number
}

/** One change of a run. `sequence` starts at 1 and has no gaps. @public */
export type RunEvent = {
  readonly runId: string
  readonly sequence: number
  readonly atMs: number
  /** Fields that the value of a secret was taken out of. */
  readonly redacted?: readonly string[]
} & RunEventBody

/** A round of a container (iteration, loop) that an execution is part of. @public */
export interface RoundRef {
  readonly containerId: string
  /** The execution of the container node. */
  readonly executionId: string
  /** Starts at 0. */
  readonly index: number
}

/** The execution of one node; a node in a loop has several. @public */
interface NodeRef {
  readonly nodeId: string
  readonly executionId: string
  /** The rounds around it, outermost first. Absent outside of containers. */
  readonly rounds?: readonly RoundRef[]
}

/** @public */
export type ContainerKind = 'iteration' | 'loop'

/** A field of a form that a paused run shows to a person. @public */
export interface HumanFormField {
  readonly name: string
  readonly type: 'text-input' | 'paragraph' | 'select' | 'file' | 'file-list'
  readonly default?: JsonValue
  readonly options?: readonly string[]
}

/** A form that a run waits for (human-input). @public */
export interface HumanForm {
  /** Markdown for people, references filled in; `{{#$output.name#}}` stands where a field goes. */
  readonly content: string
  readonly fields: readonly HumanFormField[]
  readonly actions: readonly {
    readonly id: string
    readonly title: string
    readonly style: 'default' | 'primary' | 'accent' | 'ghost'
  }[]
  /** When waiting ends and the run takes the way `__timeout`. Absent: never. */
  readonly expiresAtMs?: number
}

/** What a person sent. @public */
export interface FormSubmission {
  readonly actionId: string
  readonly inputs: JsonObject
}

/** @public */
export type RunEventBody =
  | {
      readonly type: 'run_started'
      readonly appId: string
      readonly inputs: JsonObject
      readonly conversationId?: string
      /** What the system gave, by the names that selectors have after `sys`. Absent: nothing. */
      readonly system?: JsonObject
      /** The conversation's variables as they were. Absent: the app's defaults. */
      readonly conversationVariables?: JsonObject
      readonly isDraft?: boolean
      readonly part?: RunPart
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
      /** The node did not run: its outputs were given with the request, or are pinned to it. */
      readonly origin?: 'cached' | 'pinned'
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
  | {
      readonly type: 'node_skipped'
      readonly nodeId: string
      readonly rounds?: readonly RoundRef[]
    }
  /** Between `node_started` and the end of a container node. `length`: rounds, where known before. */
  | ({
      readonly type: 'container_started'
      readonly container: ContainerKind
      readonly inputs: JsonObject
      readonly length?: number
      /** What the container keeps for its inside between rounds, as it begins. */
      readonly variables?: JsonObject
    } & NodeRef)
  | ({ readonly type: 'container_next'; readonly container: ContainerKind; readonly index: number } & NodeRef)
  | ({
      readonly type: 'container_succeeded'
      readonly container: ContainerKind
      /** Rounds that ran. */
      readonly roundCount: number
      readonly reason: 'completed' | 'break'
      /** By round. */
      readonly durationsMs: readonly number[]
    } & NodeRef)
  | ({
      readonly type: 'container_failed'
      readonly container: ContainerKind
      readonly error: ErrorData
    } & NodeRef)
  /** A conversation or loop variable has a new value. */
  | ({ readonly type: 'variable_updated'; readonly selector: Selector; readonly value: JsonValue } & NodeRef)
  /** The node waits for a person; other branches go on. */
  | ({ readonly type: 'node_paused'; readonly form: HumanForm } & NodeRef)
  /** Nothing can go on before a person acts. The run may be continued at any time, in another worker too. */
  | { readonly type: 'run_paused'; readonly executionIds: readonly string[]; readonly durationMs: number }
  | { readonly type: 'run_resumed' }
  | ({ readonly type: 'form_submitted'; readonly submission: FormSubmission } & NodeRef)
  | ({ readonly type: 'form_expired' } & NodeRef)
  /** A step of an agent. Later logs of the same id replace earlier ones. */
  | ({ readonly type: 'agent_log'; readonly log: AgentLog } & NodeRef)
  | ({ readonly type: 'node_progress'; readonly message: string; readonly data?: JsonObject } & NodeRef)
  /** Sources of the answer, in the order of their numbers. Later events replace earlier ones of the same node. */
  | ({ readonly type: 'citations'; readonly citations: readonly Citation[] } & NodeRef)
  /**
   * A text did not pass. `block`: `answer_replaced` follows with the reply that stands instead, and the graph does not
   * run on. `override`: the host changed the text and the run goes on with that.
   */
  | {
      readonly type: 'moderation_flagged'
      readonly stage: ModerationStageName
      readonly method: 'keywords' | 'model' | 'host'
      readonly action: 'block' | 'override'
      /** What it was flagged for, in the judge's words. */
      readonly categories?: readonly string[]
    }
  /** The judge itself failed. `allow`: its text passed unread. */
  | {
      readonly type: 'moderation_failed'
      readonly stage: ModerationStageName
      readonly method: 'keywords' | 'model' | 'host'
      readonly error: ErrorData
      readonly action: 'allow' | 'block'
    }
  /** The answer is a stored one; `answer_replaced` follows with its text. No node runs. */
  | {
      readonly type: 'annotation_replied'
      readonly annotationId: string
      /** The stored question. */
      readonly question: string
      readonly score: number
    }
  /** From now on the answer is this text, whatever chunks have said. Chunks that still come are added to it. */
  | {
      readonly type: 'answer_replaced'
      readonly text: string
      readonly reason: 'moderation' | 'annotation'
    }

/** What is judged: what the visitor sends, or what the visitor reads. @public */
export type ModerationStageName = 'input' | 'output'

/** A step of an agent: a thought, a tool call, a round. @public */
export interface AgentLog {
  readonly id: string
  readonly parentId?: string
  readonly label: string
  readonly status: 'running' | 'succeeded' | 'failed'
  readonly data: JsonObject
  readonly error?: ErrorData
}

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
