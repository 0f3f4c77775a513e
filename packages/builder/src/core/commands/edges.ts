import type { App, AppNode } from '@skep/schema'
import { type Connection, nodesDownstream, refusalToConnect } from '../can-connect.ts'
import type { Change } from '../change.ts'
import { COLUMN_GAP, type NodeSizes, sizeOf } from '../frame.ts'
import { handlesOf, hasWayIn, type NodeTypes, refusalToPlace } from '../node-types.ts'
import { withRoom } from './containers.ts'
import { addEdge, addNodes, placementPatches, removeEdges } from './placement.ts'

/** Draws an edge. Empty when the rules forbid it. @public */
export function connect(app: App, connection: Connection, types: NodeTypes): Change {
  if (refusalToConnect(app, connection, types)) return { reason: 'connect', patches: [] }
  return { reason: 'connect', patches: [addEdge(app.graph.edges.length, connection)] }
}

/** Deletes edges. @public */
export function disconnect(app: App, edgeIds: readonly string[]): Change {
  const doomed = new Set(edgeIds)
  return { reason: 'disconnect', patches: removeEdges(app, (edge) => doomed.has(edge.id)) }
}

/** Adds a node after another one, joined by an edge. `inside`: what comes with it, e.g. the start of a container. @public */
export function addConnectedNode(
  app: App,
  node: AppNode,
  from: { readonly source: string; readonly sourceHandle: string },
  types: NodeTypes,
  inside: readonly AppNode[] = [],
  sizes?: NodeSizes,
): Change {
  const nodes = [node, ...inside]
  const grown: App = { ...app, graph: { ...app.graph, nodes: [...app.graph.nodes, ...nodes] } }
  const connection = { ...from, target: node.id }
  const isAllowed = !refusalToConnect(grown, connection, types)
  const change: Change = {
    reason: 'add-node',
    patches: [...addNodes(app, nodes), ...(isAllowed ? [addEdge(app.graph.edges.length, connection)] : [])],
    select: [node.id],
  }
  return withRoom(app, change, sizes)
}

/** Whether a node of this shape can stand in the middle of an edge. @public */
export function canInsert(node: AppNode, types: NodeTypes): boolean {
  return hasWayIn(node, types) && handlesOf(node, types).length > 0
}

/**
 * Puts a node into an edge: both sides are joined to it, and what stands downstream moves right where there is no room.
 * @public
 */
export function insertOnEdge(
  app: App,
  edgeIdToSplit: string,
  node: AppNode,
  types: NodeTypes,
  inside: readonly AppNode[] = [],
  sizes?: NodeSizes,
): Change {
  const edge = app.graph.edges.find((candidate) => candidate.id === edgeIdToSplit)
  const source = app.graph.nodes.find((candidate) => candidate.id === edge?.source)
  const target = app.graph.nodes.find((candidate) => candidate.id === edge?.target)
  const handle = handlesOf(node, types)[0]
  const container = app.graph.nodes.find((candidate) => candidate.id === source?.parentId)
  const isRefused = refusalToPlace(types.get(node.type) ?? { type: node.type }, container) !== undefined
  if (!edge || !source || !target || !handle || isRefused || !canInsert(node, types)) {
    return { reason: 'insert-node', patches: [] }
  }
  const x = Math.max(source.position.x + sizeOf(app, source, sizes).width + COLUMN_GAP, node.position.x)
  const shift = Math.max(0, x + sizeOf(app, node).width + COLUMN_GAP - target.position.x)
  const moved = new Map(
    [...nodesDownstream(app.graph.edges, target.id)].flatMap((id) => {
      const later = app.graph.nodes.find((candidate) => candidate.id === id)
      return later && shift > 0
        ? [[id, { x: later.position.x + shift, y: later.position.y }] as const] // a tuple for Map
        : []
    }),
  )
  const y = Math.round((source.position.y + target.position.y) / 2)
  const { parentId: _, ...rest } = node
  const placed: AppNode = {
    ...rest,
    position: { x, y },
    ...(source.parentId === undefined ? {} : { parentId: source.parentId }),
  }
  const edgesLeft = app.graph.edges.length - 1
  const change: Change = {
    reason: 'insert-node',
    patches: [
      ...placementPatches(app, moved),
      ...addNodes(app, [placed, ...inside]),
      ...removeEdges(app, (candidate) => candidate === edge),
      addEdge(edgesLeft, { source: edge.source, sourceHandle: edge.sourceHandle, target: node.id }),
      addEdge(edgesLeft + 1, { source: node.id, sourceHandle: handle.id, target: edge.target }),
    ],
    select: [node.id],
  }
  return withRoom(app, change, sizes)
}
