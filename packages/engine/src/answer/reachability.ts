import type { Plan, PlannedEdge } from '../plan/plan.ts'
import type { RunState } from '../run/state.ts'

/**
 * Whether a response node must wait for this edge before it may speak: the edge leaves a branch, which may still
 * choose another way, or another response node, which speaks first. A fail branch left over from another error
 * strategy is never taken.
 */
function isBlocking(plan: Plan, edge: PlannedEdge): boolean {
  const source = plan.nodes.get(edge.source)
  return (
    source !== undefined &&
    (source.isBranch || source.template !== undefined || edge.handle === 'fail-branch')
  )
}

/** Walks on from `from` over every edge that does not block or is taken. */
function spread(plan: Plan, state: Pick<RunState, 'edges'>, reached: Set<string>, from: string): void {
  reached.add(from)
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const edge of plan.nodes.get(id)?.outgoing ?? []) {
      if (reached.has(edge.target)) continue
      if (isBlocking(plan, edge) && state.edges.get(edge.key) !== 'taken') continue
      reached.add(edge.target)
      open.push(edge.target)
    }
  }
}

/** Queues the response nodes that nothing blocks at the start, in the order of their ids. @internal */
export function queueFreeResponses(plan: Plan, state: RunState): void {
  const responses = [...plan.nodes.values()].filter((node) => node.template).map((node) => node.id)
  for (const id of responses.toSorted()) {
    const reached = new Set<string>()
    spread(plan, state, reached, plan.rootId)
    if (reached.has(id)) state.answer.queue.push(id)
    else state.answer.reached.set(id, reached)
  }
}

/** Queues the response nodes whose last blocking edge this was. @internal */
export function queueFreedResponses(plan: Plan, state: RunState, edge: PlannedEdge): void {
  if (!isBlocking(plan, edge)) return
  for (const [id, reached] of [...state.answer.reached]) {
    if (!reached.has(edge.source) || reached.has(edge.target)) continue
    spread(plan, state, reached, edge.target)
    if (!reached.has(id)) continue
    state.answer.reached.delete(id)
    state.answer.queue.push(id)
  }
}
