import type { PlannedEdge, PlannedNode, PlanScope } from '../plan/plan.ts'
import type { FrameState } from '../run/state.ts'

type Ways = Pick<FrameState, 'edges' | 'answer'>

/**
 * Whether a response node must wait for this edge before it may speak: the edge leaves a branch, which may still
 * choose another way; a container, which speaks for itself first; another response node, which speaks first; or a node
 * that writes a variable that the response shows. A fail branch left over from another error strategy is never taken.
 */
function isBlocking(scope: PlanScope, edge: PlannedEdge, response: PlannedNode | undefined): boolean {
  const source = scope.nodes.get(edge.source)
  if (source === undefined) return false
  return (
    source.isBranch ||
    source.inside !== undefined ||
    source.template !== undefined ||
    edge.handle === 'fail-branch' ||
    (source.writes !== undefined && shows(response, source.writes))
  )
}

function shows(response: PlannedNode | undefined, writes: ReadonlySet<string>): boolean {
  return (response?.template ?? []).some(
    (part) =>
      part.type === 'variable' &&
      (writes.has(part.key) || writes.has(JSON.stringify(part.selector.slice(0, 2)))),
  )
}

/** Walks on from `from` over every edge that does not block or is taken. */
function spread(
  scope: PlanScope,
  frame: Ways,
  response: PlannedNode | undefined,
  reached: Set<string>,
  from: string,
): void {
  reached.add(from)
  const open = [from]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    for (const edge of scope.nodes.get(id)?.outgoing ?? []) {
      if (reached.has(edge.target)) continue
      if (isBlocking(scope, edge, response) && frame.edges?.get(edge.key) !== 'taken') continue
      reached.add(edge.target)
      open.push(edge.target)
    }
  }
}

/** Queues the response nodes that nothing blocks at the start, in the order of their ids. @internal */
export function queueFreeResponses(scope: PlanScope, frame: Ways): void {
  for (const response of scope.responses) {
    const reached = new Set<string>()
    spread(scope, frame, response, reached, scope.rootId)
    if (reached.has(response.id)) frame.answer.queue.push(response.id)
    else frame.answer.reached.set(response.id, reached)
  }
}

/** Queues the response nodes whose last blocking edge this was. @internal */
export function queueFreedResponses(scope: PlanScope, frame: Ways, edge: PlannedEdge): void {
  for (const [id, reached] of [...frame.answer.reached]) {
    if (!reached.has(edge.source) || reached.has(edge.target)) continue
    spread(scope, frame, scope.nodes.get(id), reached, edge.target)
    if (!reached.has(id)) continue
    frame.answer.reached.delete(id)
    frame.answer.queue.push(id)
  }
}
