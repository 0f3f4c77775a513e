import { useAtomValue, useSetAtom, useStore } from '@skep/react/jotai'
import { useToast } from '@skep/react/ui'
import type { App, AppNode, Point } from '@skep/schema'
import type { Node, NodeChange, OnNodesChange } from '@xyflow/react'
import { type RefObject, useCallback, useMemo, useRef, useState } from 'react'
import { useBuilder } from '../builder-context.ts'
import { resize } from '../core/commands/containers.ts'
import { drop, dropTarget, type Refused } from '../core/commands/drop.ts'
import { type NodeSizes, type Size, sizeOf } from '../core/frame.ts'
import type { NodeTypes } from '../core/node-types.ts'
import { appAtom, nodesAtom } from '../state/edit-atoms.ts'
import { dropContainerAtom, selectedNodeIdsAtom } from '../state/view-atoms.ts'
import { useT } from '../use-t.ts'
import { drawNode, kindOf, parentsFirst } from './draw-node.ts'

interface Drawn {
  readonly node: AppNode
  readonly position: Point
  readonly width: number | undefined
  readonly height: number | undefined
  readonly isSelected: boolean
  readonly isMeasured: boolean
  readonly drawn: Node
}

const NOTHING: ReadonlyMap<string, Point> = new Map()

/** The app's nodes as React Flow wants them, and what it reports about them. @internal */
export interface FlowNodes {
  readonly nodes: Node[]
  readonly onNodesChange: OnNodesChange
  readonly sizes: RefObject<NodeSizes>
}

/**
 * React Flow gets positions, sizes and selection only; what a card shows it takes from the store itself. What a drag
 * does stays here until it ends, then it becomes one command.
 * @internal
 */
export function useFlowNodes(isAdding: RefObject<boolean>): FlowNodes {
  const { edit, types } = useBuilder()
  const store = useStore()
  const sayRefused = useSayRefused()
  const appNodes = useAtomValue(nodesAtom)
  const selected = useAtomValue(selectedNodeIdsAtom)
  const setSelected = useSetAtom(selectedNodeIdsAtom)
  const setDropContainer = useSetAtom(dropContainerAtom)
  const sizes = useRef<Map<string, Size>>(new Map())
  const [measureCount, setMeasureCount] = useState(0)
  const [dragged, setDragged] = useState<ReadonlyMap<string, Point>>(NOTHING)
  const [resized, setResized] = useState<{ readonly id: string; readonly size: Size } | null>(null)
  const cache = useRef<Map<string, Drawn>>(new Map())
  const live = useRef<ReadonlyMap<string, Point>>(NOTHING)

  const nodes = useMemo(() => {
    const app = store.get(appAtom)
    const next = new Map<string, Drawn>()
    for (const node of parentsFirst(appNodes)) {
      const position = dragged.get(node.id) ?? node.position
      const size = shownSize(app, node, measureCount > 0 ? sizes.current : undefined, resized, types)
      const isSelected = selected.has(node.id)
      const isMeasured = sizes.current.has(node.id)
      const old = cache.current.get(node.id)
      const isSame =
        old?.node === node &&
        old.position === position &&
        old.width === size?.width &&
        old.height === size?.height &&
        old.isMeasured === isMeasured &&
        old.isSelected === isSelected
      next.set(
        node.id,
        isSame
          ? old
          : {
              node,
              position,
              width: size?.width,
              height: size?.height,
              isSelected,
              isMeasured,
              drawn: drawNode(node, position, size, isSelected, types, isMeasured),
            },
      )
    }
    cache.current = next
    return [...next.values()].map((entry) => entry.drawn)
  }, [appNodes, selected, dragged, resized, measureCount, types, store])

  const onNodesChange = useCallback(
    (changes: NodeChange[]) => {
      const moves = new Map<string, Point>()
      const picked = new Set(store.get(selectedNodeIdsAtom))
      let hasMeasured = false
      let hasPicked = false
      let hasEnded = false
      for (const change of changes) {
        if (change.type === 'dimensions' && change.resizing !== undefined) {
          const size = change.dimensions
          if (change.resizing && size) setResized({ id: change.id, size })
          else {
            setResized((last) => {
              if (last) queueMicrotask(() => edit((app) => resize(app, last.id, last.size, sizes.current)))
              return null
            })
          }
        } else if (change.type === 'dimensions' && change.dimensions) {
          sizes.current.set(change.id, change.dimensions)
          hasMeasured = true
        } else if (change.type === 'position' && change.position) {
          moves.set(change.id, { x: Math.round(change.position.x), y: Math.round(change.position.y) })
          if (change.dragging === false) hasEnded = true
        } else if (change.type === 'position' && change.dragging === false) hasEnded = true
        else if (change.type === 'select' && (change.selected || !isAdding.current)) {
          hasPicked = true
          if (change.selected) picked.add(change.id)
          else picked.delete(change.id)
        }
      }
      if (hasMeasured) setMeasureCount((count) => count + 1)
      if (hasPicked) setSelected(picked)
      if (hasEnded) {
        const all = new Map([...live.current, ...moves])
        live.current = NOTHING
        setDragged(NOTHING)
        setDropContainer(null)
        if (all.size === 0) return
        const { refused } = drop(store.get(appAtom), all, types, sizes.current)
        edit((app) => drop(app, all, types, sizes.current).change)
        if (refused) sayRefused(refused)
      } else if (moves.size > 0) {
        live.current = new Map([...live.current, ...moves])
        setDragged(live.current)
        setDropContainer(dropTarget(store.get(appAtom), live.current, types, sizes.current) ?? null)
      }
    },
    [store, edit, types, setSelected, setDropContainer, isAdding, sayRefused],
  )

  return { nodes, onNodesChange, sizes }
}

/** Frames, marks and notes have the size that the app says; cards the one that was measured. */
function shownSize(
  app: App,
  node: AppNode,
  sizes: NodeSizes | undefined,
  resized: { readonly id: string; readonly size: Size } | null,
  types: NodeTypes,
): Size | undefined {
  if (kindOf(node, types) === 'card') return sizes?.get(node.id)
  if (resized?.id === node.id) {
    return sizeOf(app, { ...node, size: resized.size }, sizes)
  }
  return sizeOf(app, node, sizes)
}

/** Says why a node had to stay on its side of a wall. */
function useSayRefused(): (refused: Refused) => void {
  const t = useT()
  const toast = useToast()
  const store = useStore()
  return useCallback(
    ({ nodeId, containerId, refusal }) => {
      const { nodes } = store.get(appAtom).graph
      const title = nodes.find((node) => node.id === nodeId)?.title ?? ''
      const container = nodes.find((node) => node.id === containerId)
      const isLeaving = nodes.find((node) => node.id === nodeId)?.parentId === containerId
      if (refusal === 'connected') {
        // Growing around a connected step is what a drag inside asks for; nothing needs to be said.
        if (isLeaving) return
        toast({ title: t('builder.container.connected', { title, container: container?.title ?? '' }) })
      } else toast({ title, description: t(`builder.palette.refused.${refusal}`) })
    },
    [t, toast, store],
  )
}
