import { useSetAtom, useStore } from '@skep/react/jotai'
import { useReactFlow } from '@xyflow/react'
import { type DragEvent, useCallback } from 'react'
import { NODE_HEIGHT, NODE_WIDTH } from '../core/commands/edges.ts'
import { draggedTypeAtom, dropEdgeIdAtom } from '../state/view-atoms.ts'
import { useAddNode } from '../use-add-node.ts'
import { edgeIdAt } from './element-at.ts'

/** Takes items of the palette on the canvas and on edges. @internal */
export interface PaletteDrop {
  readonly onDragOver: (event: DragEvent) => void
  readonly onDragLeave: (event: DragEvent) => void
  readonly onDrop: (event: DragEvent) => void
}

/** @internal */
export function usePaletteDrop(): PaletteDrop {
  const store = useStore()
  const add = useAddNode()
  const { screenToFlowPosition } = useReactFlow()
  const setDropEdge = useSetAtom(dropEdgeIdAtom)

  const onDragOver = useCallback(
    (event: DragEvent) => {
      if (!store.get(draggedTypeAtom)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      setDropEdge(edgeIdAt(event.currentTarget, event.clientX, event.clientY) ?? null)
    },
    [store, setDropEdge],
  )
  const onDragLeave = useCallback(
    (event: DragEvent) => {
      const isInside =
        event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)
      if (!isInside) setDropEdge(null)
    },
    [setDropEdge],
  )
  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = store.get(draggedTypeAtom)
      if (!type) return
      event.preventDefault()
      const at = screenToFlowPosition({ x: event.clientX, y: event.clientY })
      const edgeId = edgeIdAt(event.currentTarget, event.clientX, event.clientY)
      setDropEdge(null)
      add(type, {
        position: { x: at.x - NODE_WIDTH / 2, y: at.y - NODE_HEIGHT / 2 },
        ...(edgeId === undefined ? {} : { edgeId }),
      })
    },
    [store, screenToFlowPosition, setDropEdge, add],
  )
  return { onDragOver, onDragLeave, onDrop }
}
