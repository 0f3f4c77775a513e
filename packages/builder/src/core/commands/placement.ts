import type { App, AppEdge, AppNode, Point } from '@skep/schema'
import type { Connection } from '../can-connect.ts'
import type { NodeSizes } from '../frame.ts'
import { edgeId } from '../new-ids.ts'
import { asJson, type Patch } from '../patches.ts'

/** Patches that put nodes somewhere; none for nodes that stand there already. @internal */
export function placementPatches(app: App, positions: ReadonlyMap<string, Point>): readonly Patch[] {
  return app.graph.nodes.flatMap((node, place): Patch[] => {
    const to = positions.get(node.id)
    if (!to || (to.x === node.position.x && to.y === node.position.y)) return []
    return [{ op: 'replace', path: ['graph', 'nodes', place, 'position'], value: { x: to.x, y: to.y } }]
  })
}

/** Patches that give nodes a size; none for nodes that have it. @internal */
export function sizePatches(app: App, wanted: NodeSizes): readonly Patch[] {
  return app.graph.nodes.flatMap((node, place): Patch[] => {
    const size = wanted.get(node.id)
    if (!size || (size.width === node.size?.width && size.height === node.size.height)) return []
    return [
      {
        op: node.size ? 'replace' : 'add',
        path: ['graph', 'nodes', place, 'size'],
        value: { width: size.width, height: size.height },
      },
    ]
  })
}

/** Patches that put nodes into containers, or (`undefined`) out of theirs. @internal */
export function parentPatches(app: App, parents: ReadonlyMap<string, string | undefined>): readonly Patch[] {
  return app.graph.nodes.flatMap((node, place): Patch[] => {
    if (!parents.has(node.id)) return []
    const parentId = parents.get(node.id)
    const path = ['graph', 'nodes', place, 'parentId']
    if (parentId === undefined) return node.parentId === undefined ? [] : [{ op: 'remove', path }]
    return [{ op: node.parentId === undefined ? 'add' : 'replace', path, value: parentId }]
  })
}

/** Patches that add nodes at the end of the list. @internal */
export function addNodes(app: App, nodes: readonly AppNode[]): readonly Patch[] {
  return nodes.map((node, index) => ({
    op: 'add',
    path: ['graph', 'nodes', app.graph.nodes.length + index],
    value: asJson(node),
  }))
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
