import type { PlannedEdge, PlannedNode, PlanScope } from '../plan/plan.ts'
import type { FrameState } from './state.ts'

/** What a node's end decided. @internal */
export interface Settled {
  readonly taken: readonly PlannedEdge[]
  /** Nodes that may run now. */
  readonly ready: readonly PlannedNode[]
  /** Nodes that will never run. */
  readonly skipped: readonly string[]
}

const NONE: readonly never[] = []
const NOTHING: Settled = { taken: NONE, ready: NONE, skipped: NONE }

type Decisions = Pick<FrameState, 'nodes' | 'edges' | 'joins'>

/**
 * Decides the ways out of a node that has ended. With a handle, edges of that handle are taken and all others
 * skipped, skipped ones first; without one, all are taken but those of `fail-branch`. Skips spread through nodes
 * whose ways in are all skipped.
 * @internal
 */
export function settleEdges(
  scope: Pick<PlanScope, 'nodes'>,
  frame: Decisions,
  { outgoing }: Pick<PlannedNode, 'outgoing'>,
  handle: string | undefined,
): Settled {
  // Most nodes skip nothing, and lists that stay empty cost as much as others.
  if (outgoing.length === 0) return NOTHING
  const ready: PlannedNode[] = []
  const isAll = outgoing.every((edge) => isChosen(edge, handle))
  const skipped = isAll ? NONE : skipOthers(scope, frame, outgoing, handle, ready)
  const taken = isAll ? outgoing : outgoing.filter((edge) => isChosen(edge, handle))
  for (const edge of taken) {
    frame.edges?.set(edge.key, 'taken')
    decide(scope, frame, edge.target, true, ready)
  }
  return { taken, ready, skipped }
}

function skipOthers(
  scope: Pick<PlanScope, 'nodes'>,
  frame: Decisions,
  outgoing: readonly PlannedEdge[],
  handle: string | undefined,
  ready: PlannedNode[],
): readonly string[] {
  const skipped: string[] = []
  const skipping = outgoing.filter((edge) => !isChosen(edge, handle))
  // The list grows while it is walked.
  for (const edge of skipping) {
    frame.edges?.set(edge.key, 'skipped')
    if (decide(scope, frame, edge.target, false, ready) !== 'skipped') continue
    skipped.push(edge.target)
    skipping.push(...(scope.nodes.get(edge.target)?.outgoing ?? []))
  }
  return skipped
}

function isChosen(edge: PlannedEdge, handle: string | undefined): boolean {
  return handle === undefined ? edge.handle !== 'fail-branch' : edge.handle === handle
}

/** Counts a way in. Looking at all of them each time would cost a join of many nodes the square of their number. */
function decide(
  scope: Pick<PlanScope, 'nodes'>,
  frame: Decisions,
  id: string,
  isTaken: boolean,
  ready: PlannedNode[],
): 'ready' | 'skipped' | 'waiting' {
  const node = scope.nodes.get(id)
  if (!node) return 'waiting' // no edge leads out of its scope
  const ways = node.incoming.length
  let hasTaken = isTaken
  if (ways > 1) {
    frame.joins ??= new Map()
    const join = frame.joins.get(id) ?? { left: ways, isTaken: false }
    join.left -= 1
    join.isTaken ||= isTaken
    hasTaken = join.isTaken
    if (join.left > 0) {
      frame.joins.set(id, join)
      return 'waiting'
    }
    frame.joins.delete(id)
  }
  frame.nodes.set(id, hasTaken ? 'ready' : 'skipped')
  if (!hasTaken) return 'skipped'
  ready.push(node)
  return 'ready'
}
