import type { App, AppNode, Point } from '@skep/schema'
import { NOTE_TYPE } from '@skep/schema'
import type { Change } from '../change.ts'
import { containerAt, insideFrame, type NodeSizes, originOf, sizeOf, withInside } from '../frame.ts'
import { type AddRefusal, isInnerStart, type NodeTypes, refusalToPlace } from '../node-types.ts'
import { crossingEdges, withRoom } from './containers.ts'
import { parentPatches, placementPatches } from './placement.ts'

/** What keeps a node on its side of a container's wall. @public */
export type CrossRefusal = AddRefusal | 'connected'

/** A node that had to stay where it lived, and why. @internal */
export interface Refused {
  readonly nodeId: string
  /** The container whose wall was in the way. */
  readonly containerId: string
  readonly refusal: CrossRefusal
}

/** What letting go of dragged nodes does. @internal */
export interface Drop {
  readonly change: Change
  readonly refused?: Refused
}

/**
 * Lets go of dragged nodes. One whose middle lies over another container moves into it, one dragged out of its own
 * leaves it. A connection is never cut by that: what is connected stays on its side of the wall.
 * `places` are in the units of the container that each node lives in now.
 * @internal
 */
export function drop(
  app: App,
  places: ReadonlyMap<string, Point>,
  types: NodeTypes,
  sizes?: NodeSizes,
): Drop {
  const positions = new Map<string, Point>()
  const parents = new Map<string, string | undefined>()
  const crossings = crossingsOf(app, places, types, sizes)
  for (const node of app.graph.nodes) {
    const place = places.get(node.id)
    if (!place) continue
    const crossing = crossings.get(node.id)
    if (!crossing) {
      positions.set(node.id, node.parentId === undefined ? place : insideFrame(place))
    } else if (crossing.refused) {
      // What may not enter goes back; what may not leave stays inside, and its container grows.
      if (node.parentId !== undefined) positions.set(node.id, insideFrame(place))
    } else {
      const from = originOf(app, node.parentId)
      const to = originOf(app, crossing.target)
      const moved = { x: Math.round(from.x + place.x - to.x), y: Math.round(from.y + place.y - to.y) }
      positions.set(node.id, crossing.target === undefined ? moved : insideFrame(moved))
      parents.set(node.id, crossing.target)
    }
  }
  const change: Change = {
    reason: 'move',
    patches: [...placementPatches(app, positions), ...parentPatches(app, parents)],
  }
  const refused = [...crossings.values()].find((crossing) => crossing.refused)?.refused
  return { change: withRoom(app, change, sizes), ...(refused ? { refused } : {}) }
}

/** The container that would take what is being dragged, or refuse it. @internal */
export function dropTarget(
  app: App,
  places: ReadonlyMap<string, Point>,
  types: NodeTypes,
  sizes?: NodeSizes,
): { readonly containerId: string; readonly isWelcome: boolean } | undefined {
  for (const [nodeId, { target, refused }] of crossingsOf(app, places, types, sizes)) {
    const parentId = app.graph.nodes.find((node) => node.id === nodeId)?.parentId
    if (refused && refused.containerId !== parentId)
      return { containerId: refused.containerId, isWelcome: false }
    if (!refused && target !== undefined) return { containerId: target, isWelcome: true }
  }
  return undefined
}

interface Crossing {
  readonly target: string | undefined
  readonly refused?: Refused
}

/** The dragged nodes that lie over another place than the one they live in. */
function crossingsOf(
  app: App,
  places: ReadonlyMap<string, Point>,
  types: NodeTypes,
  sizes: NodeSizes | undefined,
): ReadonlyMap<string, Crossing> {
  const moving = withInside(app, places.keys())
  const wanted: { readonly node: AppNode; readonly container: AppNode | undefined }[] = []
  for (const [nodeId, place] of places) {
    const node = app.graph.nodes.find((each) => each.id === nodeId)
    // Notes live nowhere; the mark of a container stays in it; what moves with its container does not leave it.
    if (!node || node.type === NOTE_TYPE || isInnerStart(node.type)) continue
    if (node.parentId !== undefined && moving.has(node.parentId)) continue
    const container = containerAt(app, middleOf(app, node, place, sizes), sizes, moving)
    if (container?.id !== node.parentId) wanted.push({ node, container })
  }
  const groups = Map.groupBy(wanted, ({ container }) => container?.id)
  return new Map(
    wanted.map(({ node, container }): [string, Crossing] => {
      const wallId = container?.id ?? node.parentId ?? ''
      const refuse = (refusal: CrossRefusal): [string, Crossing] => [
        node.id,
        { target: node.parentId, refused: { nodeId: node.id, containerId: wallId, refusal } },
      ]
      const refusal = refusalToPlace(types.get(node.type) ?? { type: node.type }, container)
      if (refusal) return refuse(refusal)
      const group = withInside(
        app,
        (groups.get(container?.id) ?? []).map((each) => each.node.id),
      )
      if (crossingEdges(app, group).length > 0) return refuse('connected')
      return [node.id, { target: container?.id }]
    }),
  )
}

function middleOf(app: App, node: AppNode, place: Point, sizes: NodeSizes | undefined): Point {
  const origin = originOf(app, node.parentId)
  const { width, height } = sizeOf(app, node, sizes)
  return { x: origin.x + place.x + width / 2, y: origin.y + place.y + height / 2 }
}
