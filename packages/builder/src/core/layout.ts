import { Graph, layout } from '@dagrejs/dagre'
import { type App, type AppNode, NOTE_TYPE, type Point } from '@skep/schema'
import {
  COLUMN_GAP,
  FRAME,
  LEAST_FRAME,
  NODE_HEIGHT,
  NODE_WIDTH,
  type NodeSizes,
  type Size,
  sizeOf,
} from './frame.ts'
import { handlesOf, isContainer, type NodeTypes } from './node-types.ts'

/** Where nodes go, and how large their containers become. @public */
export interface Layout {
  readonly positions: ReadonlyMap<string, Point>
  readonly sizes: NodeSizes
}

/**
 * Places for all nodes: columns from left to right, branches in the order of their handles. Containers are laid out
 * inside out and fitted to what lives in them. Notes stay where they are.
 * @public
 */
export function autoLayout(app: App, types: NodeTypes, sizes: NodeSizes = new Map()): Layout {
  const ids = new Set(app.graph.nodes.map((node) => node.id))
  const byParent = Map.groupBy(
    app.graph.nodes.filter((node) => node.type !== NOTE_TYPE),
    (node) => (node.parentId !== undefined && ids.has(node.parentId) ? node.parentId : undefined),
  )
  const positions = new Map<string, Point>()
  const fitted = new Map<string, Size>()
  const visiting = new Set<string>()

  /** Lays out what lives in one place and says how much room that takes. */
  function place(containerId: string | undefined): Size {
    const nodes = byParent.get(containerId) ?? []
    const known = new Map<string, Size>()
    for (const node of nodes) {
      if (isContainer(node.type) && !visiting.has(node.id)) {
        visiting.add(node.id)
        const inner = place(node.id)
        fitted.set(node.id, inner)
      }
      known.set(node.id, fitted.get(node.id) ?? sizeOf(app, node, sizes))
    }
    const local = arrange(app, nodes, known, types)
    const corner = containerId === undefined ? { x: 0, y: 0 } : { x: FRAME.start, y: FRAME.top }
    let { width, height } = LEAST_FRAME
    for (const node of nodes) {
      const at = local.get(node.id) ?? { x: 0, y: 0 }
      const size = known.get(node.id) ?? { width: 0, height: 0 }
      positions.set(node.id, { x: corner.x + at.x, y: corner.y + at.y })
      width = Math.max(width, corner.x + at.x + size.width + FRAME.end)
      height = Math.max(height, corner.y + at.y + size.height + FRAME.bottom)
    }
    return { width: Math.ceil(width), height: Math.ceil(height) }
  }

  place(undefined)
  return { positions, sizes: fitted }
}

function arrange(
  app: App,
  nodes: readonly AppNode[],
  sizes: NodeSizes,
  types: NodeTypes,
): ReadonlyMap<string, Point> {
  if (nodes.length === 0) return new Map()
  const ids = new Set(nodes.map((node) => node.id))
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', nodesep: 36, ranksep: COLUMN_GAP + 16, marginx: 0, marginy: 0 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const node of nodes) {
    const size = sizes.get(node.id) ?? { width: NODE_WIDTH, height: NODE_HEIGHT }
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
