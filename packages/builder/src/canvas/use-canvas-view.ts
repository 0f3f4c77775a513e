import type { Point } from '@skep/schema'
import { useReactFlow } from '@xyflow/react'
import { type RefObject, useEffect } from 'react'
import { useBuilder } from '../builder-context.ts'
import type { NodeSizes } from '../core/layout.ts'

/** Lets the other parts of the builder move the view. @internal */
export function useCanvasView(
  wrapper: RefObject<HTMLDivElement | null>,
  sizes: RefObject<NodeSizes>,
): { readonly toFlow: (point: Point) => Point } {
  const { canvas } = useBuilder()
  const flow = useReactFlow()
  useEffect(() => {
    canvas.current = {
      center() {
        const box = wrapper.current?.getBoundingClientRect()
        if (!box) return { x: 0, y: 0 }
        return flow.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 })
      },
      corner() {
        const box = wrapper.current?.getBoundingClientRect()
        return box ? { x: box.left + box.width / 2 - 128, y: box.top + box.height / 4 } : { x: 0, y: 0 }
      },
      sizes: () => sizes.current,
      reveal(nodeId) {
        const node = flow.getInternalNode(nodeId)
        const box = wrapper.current?.getBoundingClientRect()
        if (!node || !box) return
        const { x, y } = node.internals.positionAbsolute
        const { width = 0, height = 0 } = node.measured
        const corner = flow.flowToScreenPosition({ x, y })
        const end = flow.flowToScreenPosition({ x: x + width, y: y + height })
        const isVisible =
          corner.x >= box.left && corner.y >= box.top && end.x <= box.right && end.y <= box.bottom
        if (!isVisible) {
          void flow.setCenter(x + width / 2, y + height / 2, {
            zoom: Math.max(flow.getZoom(), 0.6),
            duration: 200,
          })
        }
      },
      fit: () => void flow.fitView({ padding: 0.2, maxZoom: 1, duration: 200 }),
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: 120 }),
      zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: 120 }),
      focus: () => wrapper.current?.focus({ preventScroll: true }),
    }
    return () => {
      canvas.current = null
    }
  }, [canvas, flow, wrapper, sizes])
  return { toFlow: flow.screenToFlowPosition }
}
