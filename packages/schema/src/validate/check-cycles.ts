import type { Issue } from '../issues.ts'
import type { GraphIndex } from './graph.ts'

interface Visit {
  readonly id: string
  readonly targets: readonly string[]
  next: number
}

/**
 * Groups of nodes that can reach one another (Tarjan's strongly connected components), without recursion, so
 * that a chain of any length is safe. Only groups that hold a circle.
 */
function findCircles(graph: GraphIndex): readonly string[][] {
  const order = new Map<string, number>()
  const low = new Map<string, number>()
  const onStack = new Set<string>()
  const stack: string[] = []
  const circles: string[][] = []

  const enter = (id: string): Visit => {
    order.set(id, order.size)
    low.set(id, order.size - 1)
    stack.push(id)
    onStack.add(id)
    return { id, targets: (graph.outgoing.get(id) ?? []).map((edge) => edge.target), next: 0 }
  }
  const lower = (id: string, to: number | undefined): void => {
    low.set(id, Math.min(low.get(id) ?? 0, to ?? 0))
  }
  const leave = ({ id, targets }: Visit): void => {
    if (low.get(id) !== order.get(id)) return
    const group = stack.splice(stack.lastIndexOf(id))
    for (const member of group) onStack.delete(member)
    if (group.length > 1 || targets.includes(id)) circles.push(group)
  }

  for (const root of graph.nodes.keys()) {
    if (order.has(root)) continue
    const visits = [enter(root)]
    for (let visit = visits.at(-1); visit; visit = visits.at(-1)) {
      const target = visit.targets[visit.next]
      visit.next += 1
      if (target === undefined) {
        visits.pop()
        leave(visit)
        const before = visits.at(-1)
        if (before) lower(before.id, low.get(visit.id))
      } else if (!order.has(target)) {
        visits.push(enter(target))
      } else if (onStack.has(target)) {
        lower(visit.id, order.get(target))
      }
    }
  }
  return circles
}

/** Circles in the graph, one issue for each, with the nodes that are in it, in the order of the app. @internal */
export function checkCycles(graph: GraphIndex): readonly Issue[] {
  const position = new Map([...graph.nodes.keys()].map((id, index) => [id, index]))
  const place = (id: string | undefined): number => position.get(id ?? '') ?? 0
  const circles = findCircles(graph).map((group) => group.toSorted((a, b) => place(a) - place(b)))
  return circles
    .toSorted((a, b) => place(a[0]) - place(b[0]))
    .map(([first = '', ...rest]) => ({
      code: 'GRAPH_CYCLE',
      severity: 'error',
      nodeId: first,
      path: [],
      params: { nodes: [first, ...rest] },
    }))
}
