import type { Plan, PlannedEdge } from '../plan/plan.ts'
import type { RunState } from './state.ts'

/** What a node's end decided. @internal */
export interface Settled {
  readonly taken: readonly PlannedEdge[]
  /** Nodes that may run now. */
  readonly ready: readonly string[]
  /** Nodes that will never run. */
  readonly skipped: readonly string[]
}

/**
 * Decides the ways out of a node that has ended. With a handle, edges of that handle are taken and all others
 * skipped, skipped ones first; without one, all are taken but those of `fail-branch`. Skips spread through nodes
 * whose ways in are all skipped.
 * @internal
 */
export function settleEdges(
  plan: Plan,
  state: Pick<RunState, 'nodes' | 'edges'>,
  nodeId: string,
  handle: string | undefined,
): Settled {
  const settled = { taken: [] as PlannedEdge[], ready: [] as string[], skipped: [] as string[] }
  const outgoing = plan.nodes.get(nodeId)?.outgoing ?? []
  const isChosen = (edge: PlannedEdge): boolean =>
    handle === undefined ? edge.handle !== 'fail-branch' : edge.handle === handle

  const toSkip = outgoing.filter((edge) => !isChosen(edge))
  for (let edge = toSkip.shift(); edge; edge = toSkip.shift()) {
    state.edges.set(edge.key, 'skipped')
    if (decide(edge.target) !== 'skipped') continue
    settled.skipped.push(edge.target)
    toSkip.push(...(plan.nodes.get(edge.target)?.outgoing ?? []))
  }
  for (const edge of outgoing.filter(isChosen)) {
    state.edges.set(edge.key, 'taken')
    settled.taken.push(edge)
    decide(edge.target)
  }
  return settled

  function decide(id: string): 'skipped' | 'other' {
    const ways = plan.nodes.get(id)?.incoming.map((edge) => state.edges.get(edge.key)) ?? []
    if (ways.includes(undefined)) return 'other'
    const status = ways.includes('taken') ? 'ready' : 'skipped'
    state.nodes.set(id, status)
    if (status === 'skipped') return 'skipped'
    settled.ready.push(id)
    return 'other'
  }
}
