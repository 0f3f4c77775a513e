import { useSetAtom, useStore } from '@skep/react/jotai'
import type { App, Point } from '@skep/schema'
import { useCallback } from 'react'
import { useBuilder } from './builder-context.ts'
import { refusalToConnect } from './core/can-connect.ts'
import { addConnectedNode, COLUMN_GAP, insertOnEdge, NODE_HEIGHT, NODE_WIDTH } from './core/commands/edges.ts'
import { addNode, createNode } from './core/commands/nodes.ts'
import { type Box, freeSpot } from './core/free-spot.ts'
import type { NodeSizes } from './core/layout.ts'
import { handlesOf } from './core/node-types.ts'
import { appAtom } from './state/edit-atoms.ts'
import { openSideAtom, selectedNodeIdsAtom } from './state/view-atoms.ts'
import { useNodeTexts } from './use-node-texts.ts'

/** Where a new node goes. @internal */
export interface AddPlace {
  readonly position?: Point
  /** After this way out. */
  readonly from?: { readonly source: string; readonly sourceHandle: string }
  /** Into this edge. */
  readonly edgeId?: string
}

/** A function that adds a node of a type, joined as the place says, and opens its panel. @internal */
export function useAddNode(): (type: string, place?: AddPlace) => void {
  const { types, edit, canvas, isReadOnly } = useBuilder()
  const textsOf = useNodeTexts()
  const openSide = useSetAtom(openSideAtom)
  return useCallback(
    (type, place = {}) => {
      const definition = types.get(type)
      if (!definition || isReadOnly) return
      let nodeId: string | undefined
      edit((app) => {
        const boxes = boxesOf(app, canvas.current?.sizes())
        const position =
          place.position ?? placeAfter(app, boxes, place.from) ?? middle(boxes, canvas.current?.center())
        const node = createNode(app, { definition, title: textsOf(type).title, position })
        nodeId = node.id
        if (place.edgeId) {
          const change = insertOnEdge(app, place.edgeId, node, types)
          if (change.patches.length > 0) return change
        }
        return place.from ? addConnectedNode(app, node, place.from, types) : addNode(app, node)
      })
      openSide('node')
      // The frame after the next one has the card.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => nodeId !== undefined && canvas.current?.reveal(nodeId)),
      )
    },
    [types, isReadOnly, edit, canvas, textsOf, openSide],
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
      } else add(type)
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

function boxesOf(app: App, sizes: NodeSizes = new Map()): readonly Box[] {
  return app.graph.nodes
    .filter((node) => node.parentId === undefined)
    .map((node) => ({
      ...node.position,
      ...(sizes.get(node.id) ?? node.size ?? { width: NODE_WIDTH, height: NODE_HEIGHT }),
    }))
}

function placeAfter(app: App, boxes: readonly Box[], from: AddPlace['from']): Point | undefined {
  const source = app.graph.nodes.find((node) => node.id === from?.source)
  if (!source) return undefined
  const x = source.position.x + NODE_WIDTH + COLUMN_GAP
  return freeSpot({ x, y: source.position.y, width: NODE_WIDTH, height: NODE_HEIGHT }, boxes, 'down')
}

function middle(boxes: readonly Box[], center: Point | undefined): Point {
  const size = { width: NODE_WIDTH, height: NODE_HEIGHT }
  if (!center) return freeSpot({ x: 80, y: 80, ...size }, boxes)
  return freeSpot({ x: center.x - NODE_WIDTH / 2, y: center.y - NODE_HEIGHT / 2, ...size }, boxes)
}
