import type { PlannedEdge, PlannedNode, PlanScope } from '../plan/plan.ts'
import { withItem } from './lists.ts'
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
  if (outgoing.length === 0) return NOTHING
  // Most nodes skip nothing, and lists that stay empty cost as much as others.
  const isAll = outgoing.every((edge) => isChosen(edge, handle))
  const others = isAll ? NOTHING : skipOthers(scope, frame, outgoing, handle)
  const taken = isAll ? outgoing : outgoing.filter((edge) => isChosen(edge, handle))
  let ready: PlannedNode[] = [...others.ready]
  for (const edge of taken) {
    frame.edges?.set(edge.key, 'taken')
    const target = scope.nodes.get(edge.target)
    if (target && decide(frame, target, true) === 'ready') ready = withItem(ready, target)
  }
  return { taken, ready, skipped: others.skipped }
}

function skipOthers(
  scope: Pick<PlanScope, 'nodes'>,
  frame: Decisions,
  outgoing: readonly PlannedEdge[],
  handle: string | undefined,
): Settled {
  const ready: PlannedNode[] = []
  const skipped: string[] = []
  const skipping = outgoing.filter((edge) => !isChosen(edge, handle))
  // The list grows while it is walked.
  for (const edge of skipping) {
    frame.edges?.set(edge.key, 'skipped')
    const target = scope.nodes.get(edge.target)
    if (!target) continue
    const decision = decide(frame, target, false)
    if (decision === 'ready') ready.push(target)
    if (decision !== 'skipped') continue
    skipped.push(target.id)
    skipping.push(...target.outgoing)
  }
  return { taken: NONE, ready, skipped }
}

function isChosen(edge: PlannedEdge, handle: string | undefined): boolean {
  return handle === undefined ? edge.handle !== 'fail-branch' : edge.handle === handle
}

/** Counts a way in. Looking at all of them each time would cost a join of many nodes the square of their number. */
function decide(
  frame: Decisions,
  { id, incoming }: PlannedNode,
  isTaken: boolean,
): 'ready' | 'skipped' | 'waiting' {
  let hasTaken = isTaken
  if (incoming.length > 1) {
    frame.joins ??= new Map()
    const join = frame.joins.get(id) ?? { left: incoming.length, isTaken: false }
    join.left -= 1
    join.isTaken ||= isTaken
    hasTaken = join.isTaken
    if (join.left > 0) {
      frame.joins.set(id, join)
      return 'waiting'
    }
    frame.joins.delete(id)
  }
  const decision = hasTaken ? 'ready' : 'skipped'
  frame.nodes.set(id, decision)
  return decision
}
