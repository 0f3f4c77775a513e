import type { App, AppEdge, AppNode } from '@skep/schema'
import { type Connection, nodesDownstream, refusalToConnect } from '../can-connect.ts'
import type { Change } from '../change.ts'
import { edgeId } from '../new-ids.ts'
import { handlesOf, hasWayIn, type NodeTypes } from '../node-types.ts'
import { asJson, type Patch } from '../patches.ts'
import { placementPatches } from './nodes.ts'

/** Width of a card and the gap to the next column, in canvas units. @internal */
export const NODE_WIDTH = 232
/** @internal */
export const NODE_HEIGHT = 84
/** @internal */
export const COLUMN_GAP = 72

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

/** Adds a node after another one, joined by an edge. @public */
export function addConnectedNode(
  app: App,
  node: AppNode,
  from: { readonly source: string; readonly sourceHandle: string },
  types: NodeTypes,
): Change {
  const grown: App = { ...app, graph: { ...app.graph, nodes: [...app.graph.nodes, node] } }
  const connection = { ...from, target: node.id }
  const isAllowed = !refusalToConnect(grown, connection, types)
  return {
    reason: 'add-node',
    patches: [
      { op: 'add', path: ['graph', 'nodes', app.graph.nodes.length], value: asJson(node) },
      ...(isAllowed ? [addEdge(app.graph.edges.length, connection)] : []),
    ],
    select: [node.id],
  }
}

/** Whether a node of this shape can stand in the middle of an edge. @public */
export function canInsert(node: AppNode, types: NodeTypes): boolean {
  return hasWayIn(node, types) && handlesOf(node, types).length > 0
}

/**
 * Puts a node into an edge: both sides are joined to it, and what stands downstream moves right where there is no room.
 * @public
 */
export function insertOnEdge(app: App, edgeIdToSplit: string, node: AppNode, types: NodeTypes): Change {
  const edge = app.graph.edges.find((candidate) => candidate.id === edgeIdToSplit)
  const source = app.graph.nodes.find((candidate) => candidate.id === edge?.source)
  const target = app.graph.nodes.find((candidate) => candidate.id === edge?.target)
  const handle = handlesOf(node, types)[0]
  if (!edge || !source || !target || !handle || !canInsert(node, types)) {
    return { reason: 'insert-node', patches: [] }
  }
  const x = Math.max(source.position.x + NODE_WIDTH + COLUMN_GAP, node.position.x)
  const shift = Math.max(0, x + NODE_WIDTH + COLUMN_GAP - target.position.x)
  const moved = new Map(
    [...nodesDownstream(app.graph.edges, target.id)].flatMap((id) => {
      const later = app.graph.nodes.find((candidate) => candidate.id === id)
      return later && shift > 0
        ? [[id, { x: later.position.x + shift, y: later.position.y }] as const] // a tuple for Map
        : []
    }),
  )
  const y = Math.round((source.position.y + target.position.y) / 2)
  const placed: AppNode = {
    ...node,
    position: { x, y },
    ...(source.parentId === undefined ? {} : { parentId: source.parentId }),
  }
  const edgesLeft = app.graph.edges.length - 1
  return {
    reason: 'insert-node',
    patches: [
      ...placementPatches(app, moved),
      { op: 'add', path: ['graph', 'nodes', app.graph.nodes.length], value: asJson(placed) },
      ...removeEdges(app, (candidate) => candidate === edge),
      addEdge(edgesLeft, { source: edge.source, sourceHandle: edge.sourceHandle, target: node.id }),
      addEdge(edgesLeft + 1, { source: node.id, sourceHandle: handle.id, target: edge.target }),
    ],
    select: [node.id],
  }
}

/** Patches that delete edges, last first so that places stay true. @internal */
export function removeEdges(app: App, isDoomed: (edge: AppEdge) => boolean): readonly Patch[] {
  return app.graph.edges
    .flatMap((edge, place): Patch[] =>
      isDoomed(edge) ? [{ op: 'remove', path: ['graph', 'edges', place] }] : [],
    )
    .reverse()
}

/** The patch that draws an edge at a place of the list. @internal */
export function addEdge(place: number, connection: Connection): Patch {
  const edge: AppEdge = {
    id: edgeId(connection.source, connection.sourceHandle, connection.target),
    source: connection.source,
    sourceHandle: connection.sourceHandle,
    target: connection.target,
    targetHandle: 'target',
  }
  return { op: 'add', path: ['graph', 'edges', place], value: asJson(edge) }
}
