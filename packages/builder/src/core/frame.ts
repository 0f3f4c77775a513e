import { type App, type AppNode, NOTE_TYPE, type Point } from '@skep/schema'
import { isContainer, isInnerStart } from './node-types.ts'

/** @internal */
export interface Size {
  readonly width: number
  readonly height: number
}

/** Measured sizes of cards, by node id; a missing one is taken as the usual size. @public */
export type NodeSizes = ReadonlyMap<string, Size>

/** Width of a card and the gap to the next column, in canvas units. @internal */
export const NODE_WIDTH = 232
/** @internal */
export const NODE_HEIGHT = 84
/** @internal */
export const COLUMN_GAP = 72

/** The room that a frame keeps around what lives in it. Its header stands in the top. @internal */
export const FRAME = { top: 68, end: 24, bottom: 24, start: 24 } as const
/** The least a container may be. @internal */
export const LEAST_FRAME: Size = { width: 344, height: 168 }
/** A new container: room for the start and one step. @internal */
export const NEW_FRAME: Size = { width: 404, height: 208 }
/** The mark inside a container where its rounds begin. @internal */
export const INNER_START: Size = { width: 40, height: 40 }
/** @internal */
export const NOTE_SIZE: Size = { width: 240, height: 140 }
/** @internal */
export const LEAST_NOTE: Size = { width: 140, height: 72 }

const NO_SIZES: NodeSizes = new Map()

/** The nodes that live right inside a container. @internal */
export function childrenOf(app: App, containerId: string): readonly AppNode[] {
  return app.graph.nodes.filter((node) => node.parentId === containerId)
}

/** Nodes with everything that lives inside them, at any depth. @internal */
export function withInside(app: App, nodeIds: Iterable<string>): ReadonlySet<string> {
  const all = new Set(nodeIds)
  for (let size = -1; size !== all.size; ) {
    size = all.size
    for (const node of app.graph.nodes) if (node.parentId && all.has(node.parentId)) all.add(node.id)
  }
  return all
}

/** How much room a node takes. A container is never smaller than what lives in it. @internal */
export function sizeOf(app: App, node: AppNode, sizes: NodeSizes = NO_SIZES): Size {
  if (isInnerStart(node.type)) return INNER_START
  if (node.type === NOTE_TYPE) return node.size ?? NOTE_SIZE
  if (!isContainer(node.type)) {
    return sizes.get(node.id) ?? node.size ?? { width: NODE_WIDTH, height: NODE_HEIGHT }
  }
  const least = contentSize(app, node.id, sizes)
  const wanted = node.size ?? NEW_FRAME
  return { width: Math.max(wanted.width, least.width), height: Math.max(wanted.height, least.height) }
}

/** The least size that holds what lives in a container. @internal */
export function contentSize(app: App, containerId: string, sizes: NodeSizes = NO_SIZES): Size {
  let { width, height } = LEAST_FRAME
  for (const child of childrenOf(app, containerId)) {
    if (child.id === containerId) continue
    const size = sizeOf(app, child, sizes)
    width = Math.max(width, Math.ceil(child.position.x + size.width + FRAME.end))
    height = Math.max(height, Math.ceil(child.position.y + size.height + FRAME.bottom))
  }
  return { width, height }
}

/** Where a place inside a container begins on the canvas; the origin without one. @internal */
export function originOf(app: App, containerId: string | undefined): Point {
  const nodes = new Map(app.graph.nodes.map((node) => [node.id, node]))
  let x = 0
  let y = 0
  const seen = new Set<string>()
  for (let id = containerId; id !== undefined && !seen.has(id); ) {
    seen.add(id)
    const node = nodes.get(id)
    if (!node) break
    x += node.position.x
    y += node.position.y
    id = node.parentId
  }
  return { x, y }
}

/** Where a node stands on the canvas, whatever it lives in. @internal */
export function absoluteOf(app: App, node: AppNode): Point {
  const origin = originOf(app, node.parentId)
  return { x: origin.x + node.position.x, y: origin.y + node.position.y }
}

/** The innermost container under a point of the canvas, leaving some out. @internal */
export function containerAt(
  app: App,
  point: Point,
  sizes: NodeSizes = NO_SIZES,
  except: ReadonlySet<string> = new Set(),
): AppNode | undefined {
  const hit = app.graph.nodes.filter((node) => {
    if (!isContainer(node.type) || except.has(node.id)) return false
    const { x, y } = absoluteOf(app, node)
    const { width, height } = sizeOf(app, node, sizes)
    return point.x >= x && point.x <= x + width && point.y >= y && point.y <= y + height
  })
  return hit.toSorted((a, b) => depthOf(app, b) - depthOf(app, a))[0]
}

/** How many containers a node lives in. @internal */
export function depthOf(app: App, node: AppNode): number {
  const nodes = new Map(app.graph.nodes.map((each) => [each.id, each]))
  let depth = 0
  const seen = new Set([node.id])
  for (let id = node.parentId; id !== undefined && !seen.has(id); id = nodes.get(id)?.parentId) {
    if (!nodes.has(id)) break
    seen.add(id)
    depth += 1
  }
  return depth
}

/** A place inside a container that its header and its border leave free. @internal */
export function insideFrame({ x, y }: Point): Point {
  return { x: Math.max(FRAME.start, Math.round(x)), y: Math.max(FRAME.top, Math.round(y)) }
}
