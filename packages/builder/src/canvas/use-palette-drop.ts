import { useSetAtom, useStore } from '@skep/react/jotai'
import { useReactFlow } from '@xyflow/react'
import { type DragEvent, useCallback } from 'react'
import { useBuilder } from '../builder-context.ts'
import { NEW_FRAME, NODE_HEIGHT, NODE_WIDTH } from '../core/frame.ts'
import { isContainer, refusalToAdd } from '../core/node-types.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { draggedTypeAtom, dropContainerAtom, dropEdgeIdAtom } from '../state/view-atoms.ts'
import { containerOf, useAddNode } from '../use-add-node.ts'
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
  const { types, canvas } = useBuilder()
  const setDropEdge = useSetAtom(dropEdgeIdAtom)
  const setDropContainer = useSetAtom(dropContainerAtom)

  const onDragOver = useCallback(
    (event: DragEvent) => {
      if (!store.get(draggedTypeAtom)) return
      event.preventDefault()
      event.dataTransfer.dropEffect = 'copy'
      const edgeId = edgeIdAt(event.currentTarget, event.clientX, event.clientY)
      setDropEdge(edgeId ?? null)
      const definition = types.get(store.get(draggedTypeAtom) ?? '')
      const app = store.get(appAtom)
      const point = screenToFlowPosition({ x: event.clientX, y: event.clientY })
      const container = containerOf(
        app,
        edgeId === undefined ? { position: point } : { edgeId },
        { width: 0, height: 0 },
        canvas.current?.sizes(),
      )
      setDropContainer(
        container && definition
          ? { containerId: container.id, isWelcome: !refusalToAdd(definition, app, container) }
          : null,
      )
    },
    [store, setDropEdge, setDropContainer, types, canvas, screenToFlowPosition],
  )
  const onDragLeave = useCallback(
    (event: DragEvent) => {
      const isInside =
        event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)
      if (isInside) return
      setDropEdge(null)
      setDropContainer(null)
    },
    [setDropEdge, setDropContainer],
  )
  const onDrop = useCallback(
    (event: DragEvent) => {
      const type = store.get(draggedTypeAtom)
      if (!type) return
      event.preventDefault()
      const at = screenToFlowPosition({ x: event.clientX, y: event.clientY })
      const edgeId = edgeIdAt(event.currentTarget, event.clientX, event.clientY)
      setDropEdge(null)
      setDropContainer(null)
      const { width, height } = isContainer(type) ? NEW_FRAME : { width: NODE_WIDTH, height: NODE_HEIGHT }
      add(type, {
        position: { x: at.x - width / 2, y: at.y - height / 2 },
        ...(edgeId === undefined ? {} : { edgeId }),
      })
    },
    [store, screenToFlowPosition, setDropEdge, setDropContainer, add],
  )
  return { onDragOver, onDragLeave, onDrop }
}
