import type { Usage } from '@skep/client'
import type { Value } from '@skep/schema'
import type { AnswerState } from '../answer/answer-state.ts'
import type { VariablePool } from '../variables/pool.ts'

/** @public */
export type NodeStatus =
  | 'waiting'
  | 'ready'
  | 'running'
  | 'succeeded'
  | 'exception'
  | 'failed'
  | 'skipped'
  | 'stopped'

/**
 * Everything that a run knows, as Maps, lists and JSON values: no functions, no promises. What runs (generators,
 * signals, timers) lives beside it and can be made again from it.
 * @internal
 */
export interface RunState {
  readonly runId: string
  readonly startedAtMs: number
  status: 'running' | 'succeeded' | 'partial-succeeded' | 'failed' | 'stopped'
  /** Number of the last event. */
  sequence: number
  steps: number
  exceptionsCount: number
  usage: Usage | undefined
  readonly nodes: Map<string, NodeStatus>
  /** Decided edges by key; the others are unknown. */
  readonly edges: Map<string, 'taken' | 'skipped'>
  readonly executionIds: Map<string, string>
  /** Node ids in the order in which they became ready. */
  readonly ready: string[]
  readonly variables: VariablePool
  readonly outputs: Map<string, Value>
  readonly answer: AnswerState
}

/** Whether a node will not change any more. @internal */
export function isSettled(status: NodeStatus | undefined): boolean {
  return status !== undefined && status !== 'waiting' && status !== 'ready' && status !== 'running'
}
