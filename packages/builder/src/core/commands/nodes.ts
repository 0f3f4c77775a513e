import {
  type App,
  type AppNode,
  createNode as createAppNode,
  type NodeDefinition,
  type Point,
} from '@skep/schema'
import type { Change, ChangeReason } from '../change.ts'
import { freePoint, freeTitle, newNodeId, takenIn } from '../new-ids.ts'
import { asJson, type Patch } from '../patches.ts'
import { removeEdges } from './edges.ts'

/** What a new node needs to be known. @public */
export interface NewNode {
  readonly definition: NodeDefinition
  readonly title: string
  readonly position: Point
  /** Config that differs from the type's defaults. */
  readonly config?: AppNode['config']
  readonly parentId?: string
}

/** A node that is in no app yet: free id, free title, free place. @public */
export function createNode(app: App, input: NewNode): AppNode {
  const taken = takenIn(app)
  return createAppNode(input.definition, {
    id: newNodeId(input.definition.type, taken.ids),
    title: freeTitle(input.title, taken.titles),
    position: freePoint(input.position, app.graph.nodes),
    config: { ...input.definition.defaults, ...input.config },
    ...(input.parentId === undefined ? {} : { parentId: input.parentId }),
  })
}

/** Adds a node. @public */
export function addNode(app: App, node: AppNode): Change {
  return {
    reason: 'add-node',
    patches: [{ op: 'add', path: ['graph', 'nodes', app.graph.nodes.length], value: asJson(node) }],
    select: [node.id],
  }
}

/**
 * Deletes nodes with their edges and what lives inside them, and lone edges by id.
 * `heal` joins the neighbours of a single node that had one way in and one way out.
 * @public
 */
export function remove(
  app: App,
  what: {
    readonly nodeIds?: readonly string[]
    readonly edgeIds?: readonly string[]
    readonly heal?: boolean
  },
): Change {
  const nodeIds = withChildren(app, new Set(what.nodeIds ?? []))
  const edgeIds = new Set(what.edgeIds ?? [])
  const isDoomed = (edge: App['graph']['edges'][number]): boolean =>
    edgeIds.has(edge.id) || nodeIds.has(edge.source) || nodeIds.has(edge.target)
  const healed = what.heal ? healingEdge(app, [...nodeIds]) : []
  const edges = removeEdges(app, isDoomed)
  const nodes = app.graph.nodes.flatMap((node, place): Patch[] =>
    nodeIds.has(node.id) ? [{ op: 'remove', path: ['graph', 'nodes', place] }] : [],
  )
  return {
    reason: nodeIds.size === 0 ? 'disconnect' : 'remove',
    patches: [...edges, ...healed, ...nodes.reverse()],
    select: [],
  }
}

function withChildren(app: App, ids: ReadonlySet<string>): ReadonlySet<string> {
  const all = new Set(ids)
  for (let size = -1; size !== all.size; ) {
    size = all.size
    for (const node of app.graph.nodes) if (node.parentId && all.has(node.parentId)) all.add(node.id)
  }
  return all
}

function healingEdge(app: App, nodeIds: readonly string[]): readonly Patch[] {
  const [nodeId, ...others] = nodeIds
  const incoming = app.graph.edges.filter((edge) => edge.target === nodeId)
  const outgoing = app.graph.edges.filter((edge) => edge.source === nodeId)
  const [before] = incoming
  const [after] = outgoing
  if (others.length > 0 || incoming.length !== 1 || outgoing.length !== 1 || !before || !after) return []
  const edge = { ...before, target: after.target, targetHandle: after.targetHandle }
  const id = `${edge.source}-${edge.sourceHandle}-${edge.target}-${edge.targetHandle}`
  if (app.graph.edges.some((other) => other.id === id)) return []
  // The two old edges are gone by the time this patch applies.
  return [{ op: 'add', path: ['graph', 'edges', app.graph.edges.length - 2], value: asJson({ ...edge, id }) }]
}

/** Moves nodes. The moves of one drag or one burst of arrow keys share `gesture` and become one step. @public */
export function move(app: App, positions: ReadonlyMap<string, Point>, gesture?: string): Change {
  return {
    reason: 'move',
    patches: placementPatches(app, positions),
    ...(gesture === undefined ? {} : { mergeKey: `move:${gesture}` }),
  }
}

/** Puts nodes where a layout says; one step whatever their number. @public */
export function applyLayout(app: App, positions: ReadonlyMap<string, Point>): Change {
  return { reason: 'layout', patches: placementPatches(app, positions) }
}

/** Patches that put nodes somewhere; none for nodes that stand there already. @internal */
export function placementPatches(app: App, positions: ReadonlyMap<string, Point>): readonly Patch[] {
  return app.graph.nodes.flatMap((node, place): Patch[] => {
    const to = positions.get(node.id)
    if (!to || (to.x === node.position.x && to.y === node.position.y)) return []
    return [{ op: 'replace', path: ['graph', 'nodes', place, 'position'], value: { x: to.x, y: to.y } }]
  })
}

/** The patch that changes one node, or none when the node is gone. @internal */
export function nodePatch(
  app: App,
  nodeId: string,
  reason: ChangeReason,
  change: (node: AppNode, place: number) => readonly Patch[],
): Change {
  const place = app.graph.nodes.findIndex((node) => node.id === nodeId)
  const node = app.graph.nodes[place]
  return { reason, patches: node ? change(node, place) : [] }
}
