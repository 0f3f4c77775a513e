import { Graph, layout } from '@dagrejs/dagre'
import type { App, Point } from '@skep/schema'
import { COLUMN_GAP, NODE_HEIGHT, NODE_WIDTH } from './commands/edges.ts'
import { handlesOf, type NodeTypes } from './node-types.ts'

/** Measured sizes of cards, by node id; a missing one is taken as the usual size. @public */
export type NodeSizes = ReadonlyMap<string, { readonly width: number; readonly height: number }>

/**
 * Places for all nodes: columns from left to right, branches in the order of their handles. What lives inside a
 * container stays where it is.
 * @public
 */
export function autoLayout(
  app: App,
  types: NodeTypes,
  sizes: NodeSizes = new Map(),
): ReadonlyMap<string, Point> {
  const nodes = app.graph.nodes.filter((node) => node.parentId === undefined)
  if (nodes.length === 0) return new Map()
  const ids = new Set(nodes.map((node) => node.id))
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 36, ranksep: COLUMN_GAP + 16, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) {
    const size = sizes.get(node.id) ?? node.size ?? { width: NODE_WIDTH, height: NODE_HEIGHT }
    graph.setNode(node.id, { width: size.width, height: size.height })
  }
  for (const node of nodes) {
    const order = handlesOf(node, types).map((handle) => handle.id)
    const outgoing = app.graph.edges.filter((edge) => edge.source === node.id && ids.has(edge.target))
    // Edges given in handle order: dagre's crossing reduction starts from the order of insertion.
    for (const edge of outgoing.toSorted(
      (a, b) => order.indexOf(a.sourceHandle) - order.indexOf(b.sourceHandle),
    )) {
      graph.setEdge(edge.source, edge.target)
    }
  }
  layout(graph)
  return new Map(
    nodes.map((node) => {
      const { x = 0, y = 0, width = NODE_WIDTH, height = NODE_HEIGHT } = graph.node(node.id)
      return [node.id, { x: Math.round(x - width / 2), y: Math.round(y - height / 2) }]
    }),
  )
}
