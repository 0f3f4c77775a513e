import type { ContainerKind, FormSubmission, HumanForm, RunPart, Usage } from '@skep/client'
import type { ErrorData, JsonObject, Value } from '@skep/schema'
import type { AnswerState } from '../answer/answer-state.ts'
import type { RoundResult } from '../rounds.ts'
import type { VariablePool } from '../variables/pool.ts'

/** @public */
export type NodeStatus =
  | 'waiting'
  | 'ready'
  | 'running'
  | 'paused'
  | 'succeeded'
  | 'exception'
  | 'failed'
  | 'skipped'
  | 'stopped'

/** The rounds of a container that is running. @internal */
export interface RoundsState {
  /** Set when `container_started` has been told. */
  container: ContainerKind | undefined
  /** Rounds that were announced. */
  announced: number
  isBroken: boolean
  /** Set when `container_succeeded` or `container_failed` has been told. */
  isConcluded: boolean
  /** What the container keeps between rounds, and for rounds that share it all that they leave behind. */
  readonly variables: VariablePool
  readonly open: RoundState[]
  /** Rounds that ended in a run that was interrupted, and whose end the executor has not heard of yet. */
  readonly ended: Map<number, RoundState>
  readonly results: Map<number, RoundResult>
}

/** A node that was started and has not ended. @internal */
export interface ExecutionState {
  readonly id: string
  readonly nodeId: string
  readonly startedAtMs: number
  /** Tries that failed. */
  retries: number
  inputs: JsonObject | undefined
  /** The form that it waits for. */
  form: HumanForm | undefined
  /** When waiting began. */
  pausedAtMs: number
  submission: FormSubmission | 'expired' | undefined
  rounds: RoundsState | undefined
}

/** Nodes that run together: those of the app, or those of one round of a container. @internal */
export interface FrameState {
  /** Nodes that are not here wait. */
  readonly nodes: Map<string, NodeStatus>
  /** Decided edges by key; the others are unknown. Kept where some node speaks. */
  readonly edges: Map<string, 'taken' | 'skipped'> | undefined
  /** Nodes with several ways in, some of which are decided. */
  joins: Map<string, { left: number; isTaken: boolean }> | undefined
  /** Executions by node; they may have an id before they start. Kept where some node speaks. */
  readonly executionIds: Map<string, string> | undefined
  open: ExecutionState[]
  readonly variables: VariablePool
  readonly answer: AnswerState
}

/** @internal */
export interface RoundState extends FrameState {
  readonly index: number
  readonly isIsolated: boolean
  readonly startedAtMs: number
  endedAtMs: number | undefined
  error: ErrorData | undefined
  isLast: boolean
}

/**
 * Everything that a run knows, as Maps, lists and JSON values: no functions, no promises. What runs (generators,
 * signals, timers) lives beside it and can be made again from it.
 * @internal
 */
export interface RunState extends FrameState {
  readonly runId: string
  readonly appId: string
  readonly startedAtMs: number
  /** What the caller gave. */
  readonly inputs: JsonObject
  readonly conversationId: string | undefined
  readonly isDraft: boolean
  readonly part: RunPart | undefined
  status: 'running' | 'paused' | 'succeeded' | 'partial-succeeded' | 'failed' | 'stopped'
  /** Number of the last event. */
  sequence: number
  /** When it was told. */
  toldAtMs: number
  steps: number
  exceptionsCount: number
  /** Time that it waited for people; it does not count. */
  waitedMs: number
  pausedAtMs: number | undefined
  usage: Usage | undefined
  readonly outputs: Map<string, Value>
}

/** Whether a node will not change any more. @internal */
export function isSettled(status: NodeStatus | undefined): boolean {
  return (
    status !== undefined &&
    status !== 'waiting' &&
    status !== 'ready' &&
    status !== 'running' &&
    status !== 'paused'
  )
}
