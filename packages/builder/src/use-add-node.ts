import { useSetAtom, useStore } from '@skep/react/jotai'
import { useToast } from '@skep/react/ui'
import type { App, AppNode, Point } from '@skep/schema'
import { useCallback } from 'react'
import { useBuilder } from './builder-context.ts'
import { refusalToConnect } from './core/can-connect.ts'
import type { Change } from './core/change.ts'
import { wholeNode } from './core/commands/containers.ts'
import { addConnectedNode, insertOnEdge } from './core/commands/edges.ts'
import { addNode, createNode } from './core/commands/nodes.ts'
import {
  COLUMN_GAP,
  childrenOf,
  containerAt,
  FRAME,
  INNER_START,
  insideFrame,
  NEW_FRAME,
  NODE_HEIGHT,
  NODE_WIDTH,
  type NodeSizes,
  originOf,
  type Size,
  sizeOf,
} from './core/frame.ts'
import { type Box, freeSpot } from './core/free-spot.ts'
import { takenIn } from './core/new-ids.ts'
import { handlesOf, innerStartOf, isContainer, refusalToAdd } from './core/node-types.ts'
import { appAtom } from './state/edit-atoms.ts'
import { openSideAtom, selectedNodeIdsAtom } from './state/view-atoms.ts'
import { useNodeTexts } from './use-node-texts.ts'
import { useT } from './use-t.ts'

/** Where a new node goes. @internal */
export interface AddPlace {
  /** Its top left corner, in units of the canvas. It lives in the container that lies there. */
  readonly position?: Point
  /** After this way out. */
  readonly from?: { readonly source: string; readonly sourceHandle: string }
  /** Into this edge. */
  readonly edgeId?: string
  /** Into this container. */
  readonly parentId?: string
}

/** The container that a place lies in. @internal */
export function containerOf(
  app: App,
  place: AddPlace,
  size: Size,
  sizes: NodeSizes | undefined,
): AppNode | undefined {
  const find = (id: string | undefined): AppNode | undefined => app.graph.nodes.find((node) => node.id === id)
  const edge = app.graph.edges.find((each) => each.id === place.edgeId)
  const source = find(edge?.source ?? place.from?.source)
  if (source) return find(source.parentId)
  if (place.parentId !== undefined) return find(place.parentId)
  if (!place.position) return undefined
  return containerAt(
    app,
    { x: place.position.x + size.width / 2, y: place.position.y + size.height / 2 },
    sizes,
  )
}

/** A function that adds a node of a type, joined as the place says, and opens its panel. @internal */
export function useAddNode(): (type: string, place?: AddPlace) => void {
  const { types, edit, canvas, isReadOnly } = useBuilder()
  const t = useT()
  const toast = useToast()
  const store = useStore()
  const textsOf = useNodeTexts()
  const openSide = useSetAtom(openSideAtom)
  return useCallback(
    (type, place = {}) => {
      const definition = types.get(type)
      if (!definition || isReadOnly) return
      const size = isContainer(type) ? NEW_FRAME : { width: NODE_WIDTH, height: NODE_HEIGHT }
      const before = store.get(appAtom)
      const refusal = refusalToAdd(
        definition,
        before,
        containerOf(before, place, size, canvas.current?.sizes()),
      )
      if (refusal) {
        toast({ title: textsOf(type).title, description: t(`builder.palette.refused.${refusal}`) })
        return
      }
      let nodeId: string | undefined
      edit((app) => {
        const sizes = canvas.current?.sizes()
        const container = containerOf(app, place, size, sizes)
        const position = placeFor(app, place, container, size, sizes, canvas.current?.center())
        const node = createNode(app, {
          definition,
          title: textsOf(type).title,
          position: container ? insideFrame(position) : position,
          ...(container ? { parentId: container.id } : {}),
        })
        nodeId = node.id
        const startTitle = textsOf(innerStartOf(type) ?? type).title
        const [whole = node, ...inside] = wholeNode(node, takenIn(app).ids, startTitle)
        const change: Change | undefined = place.edgeId
          ? insertOnEdge(app, place.edgeId, whole, types, inside, sizes)
          : undefined
        if (change && change.patches.length > 0) return change
        return place.from
          ? addConnectedNode(app, whole, place.from, types, inside, sizes)
          : addNode(app, whole, inside, sizes)
      })
      openSide('node')
      // The frame after the next one has the card.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => nodeId !== undefined && canvas.current?.reveal(nodeId)),
      )
    },
    [types, isReadOnly, edit, canvas, textsOf, openSide, store, toast, t],
  )
}

/** A function that adds a node where a click in the palette would expect it: after the selection, else in the middle. @internal */
export function useAddAfterSelection(): (type: string) => void {
  const { types } = useBuilder()
  const store = useStore()
  const add = useAddNode()
  return useCallback(
    (type) => {
      const app = store.get(appAtom)
      const [selected, ...others] = store.get(selectedNodeIdsAtom)
      const node =
        others.length === 0 ? app.graph.nodes.find((candidate) => candidate.id === selected) : undefined
      const [handle, ...more] = node ? handlesOf(node, types) : []
      const isFree = !app.graph.edges.some((edge) => edge.source === node?.id)
      const isRoot = types.get(type)?.isRoot === true
      if (node && handle && more.length === 0 && isFree && !isRoot) {
        add(type, { from: { source: node.id, sourceHandle: handle.id } })
      } else if (node?.parentId !== undefined) add(type, { parentId: node.parentId })
      else add(type)
    },
    [types, store, add],
  )
}

/** A function that says whether an edge may be drawn now. @internal */
export function useCanConnect(): (connection: {
  source: string
  sourceHandle: string
  target: string
}) => boolean {
  const { types } = useBuilder()
  const store = useStore()
  return useCallback(
    (connection) => refusalToConnect(store.get(appAtom), connection, types) === undefined,
    [store, types],
  )
}

/** The free place for a new node, in the units of its container. */
function placeFor(
  app: App,
  place: AddPlace,
  container: AppNode | undefined,
  size: Size,
  sizes: NodeSizes | undefined,
  center: Point | undefined,
): Point {
  if (place.position) {
    const origin = originOf(app, container?.id)
    return { x: place.position.x - origin.x, y: place.position.y - origin.y }
  }
  const boxes = boxesIn(app, container?.id, sizes)
  const source = app.graph.nodes.find((node) => node.id === place.from?.source)
  if (source) {
    const x = source.position.x + sizeOf(app, source, sizes).width + COLUMN_GAP
    // A card beside the small mark of a container stands with it, not below it.
    const y = sizeOf(app, source, sizes).height === INNER_START.height ? FRAME.top : source.position.y
    return freeSpot({ x, y, ...size }, boxes, 'down')
  }
  if (container) {
    const right = Math.max(FRAME.start, ...boxes.map((box) => box.x + box.width))
    return { x: boxes.length === 0 ? FRAME.start : right + COLUMN_GAP / 2, y: FRAME.top }
  }
  if (!center) return freeSpot({ x: 80, y: 80, ...size }, boxes)
  return freeSpot({ x: center.x - size.width / 2, y: center.y - size.height / 2, ...size }, boxes)
}

function boxesIn(app: App, containerId: string | undefined, sizes: NodeSizes | undefined): readonly Box[] {
  const nodes =
    containerId === undefined
      ? app.graph.nodes.filter((node) => node.parentId === undefined)
      : childrenOf(app, containerId)
  return nodes.map((node) => ({ ...node.position, ...sizeOf(app, node, sizes) }))
}
