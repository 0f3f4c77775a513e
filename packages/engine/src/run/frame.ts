import type { RoundRef } from '@skep/client'
import { createAnswerState } from '../answer/answer-state.ts'
import { queueFreeResponses } from '../answer/reachability.ts'
import type { PlannedNode, PlanScope } from '../plan/plan.ts'
import type { PoolLayer, VariablePool } from '../variables/pool.ts'
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
  readonly executions: Set<Execution>
  /** Nodes that are ready, run or wait for a person. At none the round is over. */
  active: number
  /** Set for a round: told when it is over. */
  readonly onEnd: (() => void) | undefined
  isOver: boolean
}

/** @internal */
export function createFrameState(variables: VariablePool): FrameState {
  return {
    nodes: new Map(),
    edges: new Map(),
    joins: new Map(),
    executionIds: new Map(),
    open: new Map(),
    variables,
    answer: createAnswerState(),
  }
}

/** @internal */
export function createRoundState(
  index: number,
  variables: VariablePool,
  isIsolated: boolean,
  startedAtMs: number,
): RoundState {
  return {
    ...createFrameState(variables),
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
    executions: new Set(),
    active: 0,
    onEnd: undefined,
    isOver: false,
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
  return settleEdges(scope, state, root, undefined).ready.flatMap((id) => scope.nodes.get(id) ?? [])
}

/** Where a round lies: in its container's variables, and those in what is around the container. @internal */
export function layersOf(around: PoolLayer, container: VariablePool, round: RoundState): PoolLayer {
  const shared: PoolLayer = { pool: container, around, isIsolated: false }
  return round.isIsolated ? { pool: round.variables, around: shared, isIsolated: true } : shared
}
