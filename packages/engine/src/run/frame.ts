import type { RoundRef } from '@skep/client'
import type { Selector } from '@skep/schema'
import { createAnswerState, SILENT } from '../answer/answer-state.ts'
import { queueFreeResponses } from '../answer/reachability.ts'
import type { PlannedNode, PlanScope } from '../plan/plan.ts'
import type { RoundResult } from '../rounds.ts'
import type { PoolLayer, VariablePool } from '../variables/pool.ts'
import type { ContainerRounds } from './container-rounds.ts'
import type { Execution } from './execution.ts'
import { settleEdges } from './settle-edges.ts'
import type { FrameState, RoundState } from './state.ts'

/** Nodes that run together, and what a run needs beside their state. @internal */
export interface Frame {
  readonly scope: PlanScope
  readonly state: FrameState
  /** The same state, where this is a round. */
  readonly round: RoundState | undefined
  readonly layer: PoolLayer
  /** The rounds around it, outermost first. */
  readonly rounds: readonly RoundRef[] | undefined
  /** How many containers are around it. */
  readonly depth: number
  executions: Execution[]
  /** Nodes that are ready, run or wait for a person. At none the round is over. */
  active: number
  isOver: boolean
  /** Set for a round: who ends it, what its executor wants to know then, and how it is told. */
  readonly container: ContainerRounds | undefined
  readonly output: Selector | undefined
  readonly resolve: ((result: RoundResult) => void) | undefined
}

/** What is kept for answers alone is left out where none speaks: a loop makes many of these. @internal */
export function createFrameState({ responses }: PlanScope, variables: VariablePool): FrameState {
  const speaks = responses.length > 0
  return {
    nodes: new Map(),
    edges: speaks ? new Map() : undefined,
    joins: undefined,
    executionIds: speaks ? new Map() : undefined,
    open: [],
    variables,
    answer: speaks ? createAnswerState() : SILENT,
  }
}

/** @internal */
export function createRoundState(
  scope: PlanScope,
  variables: VariablePool,
  { index, isIsolated, startedAtMs }: Pick<RoundState, 'index' | 'isIsolated' | 'startedAtMs'>,
): RoundState {
  // Not spread: see node-events.ts.
  const { nodes, edges, joins, executionIds, open, answer } = createFrameState(scope, variables)
  return {
    nodes,
    edges,
    joins,
    executionIds,
    open,
    variables,
    answer,
    index,
    isIsolated,
    startedAtMs,
    endedAtMs: undefined,
    error: undefined,
    isLast: false,
  }
}

/** A run's own frame, not begun. @internal */
export function openRootFrame(scope: PlanScope, state: FrameState): Frame {
  return {
    scope,
    state,
    round: undefined,
    layer: { pool: state.variables, isIsolated: false },
    rounds: undefined,
    depth: 0,
    executions: [],
    active: 0,
    isOver: false,
    container: undefined,
    output: undefined,
    resolve: undefined,
  }
}

/** Lets a frame begin: what may speak is queued, and its first nodes are ready. @internal */
export function beginFrame({ scope, state }: Pick<Frame, 'scope' | 'state'>): readonly PlannedNode[] {
  if (scope.responses.length > 0) queueFreeResponses(scope, state)
  const root = scope.nodes.get(scope.rootId)
  if (!root) return []
  if (!root.isInnerStart) {
    state.nodes.set(root.id, 'ready')
    return [root]
  }
  state.nodes.set(root.id, 'succeeded')
  return settleEdges(scope, state, root, undefined).ready
}

/** Where a round lies: in its container's variables (`shared`), and in its own, if it has any. @internal */
export function layerOf(shared: PoolLayer, round: RoundState): PoolLayer {
  return round.isIsolated ? { pool: round.variables, around: shared, isIsolated: true } : shared
}

/** Whether a container has no round running, and so is about to say what comes next. @internal */
export function isBusy(frame: Frame): boolean {
  return frame.executions.some(
    ({ rounds }) => rounds && (rounds.frames.length === 0 || rounds.frames.some(isBusy)),
  )
}

/** Ends what runs in a frame, and tells nothing. @internal */
export function closeAll(frame: Frame): void {
  for (const execution of frame.executions) {
    for (const round of execution.rounds?.frames ?? []) closeAll(round)
    execution.close()
  }
}
