import {
  type App,
  type AppNode,
  createNode as createAppNode,
  type NodeDefinition,
  type Point,
} from '@skep/schema'
import type { Change, ChangeReason } from '../change.ts'
import { type NodeSizes, withInside } from '../frame.ts'
import type { Layout } from '../layout.ts'
import { freePoint, freeTitle, newNodeId, takenIn } from '../new-ids.ts'
import { isInnerStart } from '../node-types.ts'
import { asJson, type Patch } from '../patches.ts'
import { withRoom } from './containers.ts'
import { addNodes, placementPatches, removeEdges, sizePatches } from './placement.ts'

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
    position: freePoint(
      input.position,
      app.graph.nodes.filter((node) => node.parentId === input.parentId),
    ),
    config: { ...input.definition.defaults, ...input.config },
    ...(input.parentId === undefined ? {} : { parentId: input.parentId }),
  })
}

/** Adds a node. `inside`: what comes with it, e.g. the start of a container. @public */
export function addNode(app: App, node: AppNode, inside: readonly AppNode[] = [], sizes?: NodeSizes): Change {
  const patches = addNodes(app, [node, ...inside])
  return withRoom(app, { reason: 'add-node', patches, select: [node.id] }, sizes)
}

/**
 * Deletes nodes with their edges and what lives inside them, and lone edges by id. The mark where a container's rounds
 * begin goes with its container only.
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
  const wanted = withInside(app, what.nodeIds ?? [])
  const nodeIds = new Set(
    app.graph.nodes.flatMap((node) => {
      const isKept = isInnerStart(node.type) && !wanted.has(node.parentId ?? node.id)
      return wanted.has(node.id) && !isKept ? [node.id] : []
    }),
  )
  const edgeIds = new Set(what.edgeIds ?? [])
  const isDoomed = (edge: App['graph']['edges'][number]): boolean =>
    edgeIds.has(edge.id) || nodeIds.has(edge.source) || nodeIds.has(edge.target)
  const healed = what.heal ? healingEdge(app, what.nodeIds ?? []) : []
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
export function applyLayout(app: App, { positions, sizes }: Layout): Change {
  return { reason: 'layout', patches: [...placementPatches(app, positions), ...sizePatches(app, sizes)] }
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
