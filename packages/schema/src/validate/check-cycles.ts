import type { Issue } from '../issues.ts'
import { findComponents, isCircle } from './components.ts'
import type { GraphIndex } from './graph.ts'

/** Circles in the graph, one issue for each, with the nodes that are in it, in the order of the app. @internal */
export function checkCycles(graph: GraphIndex): readonly Issue[] {
  const position = new Map([...graph.nodes.keys()].map((id, index) => [id, index]))
  const place = (id: string | undefined): number => position.get(id ?? '') ?? 0
  const circles = findComponents(graph)
    .filter((component) => isCircle(component, graph))
    .map((group) => group.toSorted((a, b) => place(a) - place(b)))
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
