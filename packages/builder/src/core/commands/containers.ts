import type { App, AppEdge, AppNode, Point } from '@skep/schema'
import { nodesDownstream } from '../can-connect.ts'
import type { Change } from '../change.ts'
import {
  absoluteOf,
  COLUMN_GAP,
  contentSize,
  depthOf,
  FRAME,
  INNER_START,
  NEW_FRAME,
  type NodeSizes,
  type Size,
  sizeOf,
  withInside,
} from '../frame.ts'
import { newNodeId } from '../new-ids.ts'
import { innerStartOf, isContainer, isInnerStart, type NodeTypes, refusalToPlace } from '../node-types.ts'
import { applyPatches, type Patch } from '../patches.ts'
import { parentPatches, placementPatches, removeEdges, sizePatches } from './placement.ts'

/** A new node with what it cannot be without: a container brings the mark where its rounds begin. @internal */
export function wholeNode(node: AppNode, taken: ReadonlySet<string>, title: string): readonly AppNode[] {
  const startType = innerStartOf(node.type)
  if (startType === undefined) return [node]
  const startId = newNodeId(startType, taken)
  const start: AppNode = {
    id: startId,
    type: startType,
    title,
    position: {
      x: FRAME.start,
      y: Math.round((FRAME.top + NEW_FRAME.height - FRAME.bottom - INNER_START.height) / 2),
    },
    parentId: node.id,
    config: {},
  }
  return [{ ...node, size: node.size ?? NEW_FRAME, config: { ...node.config, startNodeId: startId } }, start]
}

/**
 * Makes room after a change: containers grow around what was put into them, and what comes after such a container moves
 * right where it would be covered.
 * @internal
 */
export function withRoom(app: App, change: Change, sizes?: NodeSizes): Change {
  if (change.patches.length === 0 || !app.graph.nodes.some((node) => isContainer(node.type))) return change
  const old = new Map(app.graph.nodes.map((node) => [node.id, node]))
  const extra: Patch[] = []
  let next = applyPatches(app, change.patches).next
  const touched = new Set(
    next.graph.nodes.flatMap((node) => {
      const before = old.get(node.id)
      const isMoved = before?.position !== node.position || before.parentId !== node.parentId
      return node.parentId !== undefined && isMoved ? [node.parentId] : []
    }),
  )
  // Inside out: a container that grows is itself moved content of the one around it.
  const containers = next.graph.nodes
    .filter((node) => touched.has(node.id))
    .toSorted((a, b) => depthOf(next, b) - depthOf(next, a))
  for (const container of containers) {
    const patches = growPatches(next, container.id, sizes)
    if (patches.length === 0) continue
    next = applyPatches(next, patches).next
    extra.push(...patches)
  }
  return extra.length === 0 ? change : { ...change, patches: [...change.patches, ...extra] }
}

function growPatches(app: App, containerId: string, sizes: NodeSizes | undefined): readonly Patch[] {
  const container = app.graph.nodes.find((node) => node.id === containerId)
  if (!container || !isContainer(container.type)) return []
  const had = container.size ?? NEW_FRAME
  const needs = contentSize(app, containerId, sizes)
  if (needs.width <= had.width && needs.height <= had.height) return []
  const size = { width: Math.max(had.width, needs.width), height: Math.max(had.height, needs.height) }
  const right = container.position.x + size.width + COLUMN_GAP / 2
  const after = [...nodesDownstream(app.graph.edges, containerId)].flatMap((id) => {
    const node = app.graph.nodes.find((each) => each.id === id)
    return node && id !== containerId ? [node] : []
  })
  const nearest = Math.min(...after.map((node) => node.position.x))
  const shift = nearest > container.position.x ? Math.max(0, right - nearest) : 0
  const moved = new Map(
    shift === 0 ? [] : after.map((node) => [node.id, { x: node.position.x + shift, y: node.position.y }]),
  )
  return [...sizePatches(app, new Map([[containerId, size]])), ...placementPatches(app, moved)]
}

/** Gives a container or a note another size, never less than what lives in it needs. @public */
export function resize(app: App, nodeId: string, wanted: Size, sizes?: NodeSizes): Change {
  const node = app.graph.nodes.find((each) => each.id === nodeId)
  if (!node) return { reason: 'resize', patches: [] }
  const least = isContainer(node.type) ? contentSize(app, nodeId, sizes) : { width: 0, height: 0 }
  const size = {
    width: Math.round(Math.max(wanted.width, least.width)),
    height: Math.round(Math.max(wanted.height, least.height)),
  }
  return { reason: 'resize', patches: sizePatches(app, new Map([[nodeId, size]])) }
}

/** Edges between a group and the rest. @internal */
export function crossingEdges(app: App, group: ReadonlySet<string>): readonly AppEdge[] {
  return app.graph.edges.filter((edge) => group.has(edge.source) !== group.has(edge.target))
}

/**
 * Moves nodes into a container, or out of theirs (`undefined`). Connections that would cross the wall are cut.
 * Nodes that may not live there stay.
 * @public
 */
export function moveInto(
  app: App,
  nodeIds: readonly string[],
  containerId: string | undefined,
  types: NodeTypes,
  sizes?: NodeSizes,
): Change {
  const container = app.graph.nodes.find((node) => node.id === containerId)
  const group = app.graph.nodes.filter(
    (node) =>
      nodeIds.includes(node.id) &&
      node.parentId !== containerId &&
      node.id !== containerId &&
      !isInnerStart(node.type) &&
      !refusalToPlace(types.get(node.type) ?? { type: node.type }, container),
  )
  if (group.length === 0 || (containerId !== undefined && !container)) return { reason: 'move', patches: [] }
  const moving = new Set(group.map((node) => node.id))
  const positions = new Map<string, Point>()
  if (container) {
    let x = FRAME.start + INNER_START.width + 48
    for (const child of childrenRight(app, container.id, sizes)) x = Math.max(x, child + 48)
    const left = Math.min(...group.map((node) => absoluteOf(app, node).x))
    const top = Math.min(...group.map((node) => absoluteOf(app, node).y))
    for (const node of group) {
      const at = absoluteOf(app, node)
      positions.set(node.id, { x: Math.round(x + at.x - left), y: Math.round(FRAME.top + at.y - top) })
    }
  } else {
    for (const node of group) {
      const parent = app.graph.nodes.find((each) => each.id === node.parentId)
      const bottom = parent ? absoluteOf(app, parent).y + sizeOf(app, parent, sizes).height + 48 : 0
      positions.set(node.id, { x: absoluteOf(app, node).x, y: bottom })
    }
  }
  const cut = new Set(crossingEdges(app, withInside(app, moving)).map((edge) => edge.id))
  const change: Change = {
    reason: 'move',
    patches: [
      ...removeEdges(app, (edge) => cut.has(edge.id)),
      ...placementPatches(app, positions),
      ...parentPatches(app, new Map(group.map((node) => [node.id, containerId]))),
    ],
    select: [...moving],
  }
  return withRoom(app, change, sizes)
}

/** How many connections moving nodes to another side of a wall cuts. @internal */
export function countCut(app: App, nodeIds: readonly string[]): number {
  return crossingEdges(app, withInside(app, nodeIds)).length
}

function childrenRight(app: App, containerId: string, sizes: NodeSizes | undefined): readonly number[] {
  return app.graph.nodes
    .filter((node) => node.parentId === containerId)
    .map((node) => node.position.x + sizeOf(app, node, sizes).width)
}
