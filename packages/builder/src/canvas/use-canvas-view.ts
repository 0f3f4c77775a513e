import { useStore } from '@skep/react/jotai'
import type { Point } from '@skep/schema'
import { useReactFlow } from '@xyflow/react'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import { useBuilder } from '../builder-context.ts'
import type { NodeSizes } from '../core/frame.ts'
import { appAtom } from '../state/edit-atoms.ts'
import { selectedNodeIdsAtom, sideViewAtom } from '../state/view-atoms.ts'

const FIT = { padding: 0.12, maxZoom: 1 }
const MARGIN = 32
// Below this zoom a card's title cannot be read.
const LEAST_READABLE = 0.4
const START_ZOOM = 0.75

/** @internal */
export interface CanvasViewHandlers {
  readonly toFlow: (point: Point) => Point
  /** Tells apart a view that the reader chose from one that we fitted. */
  readonly onMoveStart: (event: unknown) => void
  /** The first view: everything where that can be read, else the beginning. */
  readonly frameFirst: () => void
}

/** Lets the other parts of the builder move the view. @internal */
export function useCanvasView(
  wrapper: RefObject<HTMLDivElement | null>,
  sizes: RefObject<NodeSizes>,
  isViewOnly: boolean,
): CanvasViewHandlers {
  const { canvas, types } = useBuilder()
  const flow = useReactFlow()
  const store = useStore()
  const isChosen = useRef(false)
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
      reveal(nodeId, how) {
        const node = flow.getInternalNode(nodeId)
        const box = wrapper.current?.getBoundingClientRect()
        if (!node || !box) return
        const { x, y } = node.internals.positionAbsolute
        const { width = 0, height = 0 } = node.measured
        if (how === 'readable' && flow.getZoom() < START_ZOOM * 0.8) {
          const middle = { x: x + width / 2, y: y + height / 2 }
          void flow.setCenter(middle.x, middle.y, { zoom: START_ZOOM, duration: 160 })
          return
        }
        const start = flow.flowToScreenPosition({ x, y })
        const end = flow.flowToScreenPosition({ x: x + width, y: y + height })
        const right = gapTo(start.x, end.x, box.left, box.right)
        const down = gapTo(start.y, end.y, box.top, box.bottom)
        if (right === 0 && down === 0) return
        const view = flow.getViewport()
        void flow.setViewport({ ...view, x: view.x + right, y: view.y + down }, { duration: 160 })
      },
      fit: () => void flow.fitView({ ...FIT, duration: 200 }),
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration: 120 }),
      zoomTo: (zoom) => void flow.zoomTo(zoom, { duration: 120 }),
      focus: () => wrapper.current?.focus({ preventScroll: true }),
    }
    return () => {
      canvas.current = null
    }
  }, [canvas, flow, wrapper, sizes])
  useEffect(() => {
    const element = wrapper.current
    if (!element) return
    let isFirst = true
    // A panel that opens must not cover what it is about.
    const observer = new ResizeObserver(() => {
      // The first call only tells the size that is there already.
      if (isFirst) {
        isFirst = false
        return
      }
      const [nodeId, ...others] = store.get(selectedNodeIdsAtom)
      const isAboutNode = nodeId !== undefined && others.length === 0
      // A run is about all of them.
      if (!isChosen.current && (!isAboutNode || store.get(sideViewAtom) === 'run')) canvas.current?.fit()
      else if (isAboutNode) canvas.current?.reveal(nodeId)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [canvas, store, wrapper])
  const onMoveStart = useCallback((event: unknown) => {
    // Moves that a program makes have no event.
    if (event !== null && event !== undefined) isChosen.current = true
  }, [])
  const frameFirst = useCallback(() => {
    const box = wrapper.current?.getBoundingClientRect()
    const nodes = flow.getNodes()
    if (!box || nodes.length === 0) return
    const bounds = flow.getNodesBounds(nodes)
    const zoom = Math.min(box.width / (bounds.width * 1.25), box.height / (bounds.height * 1.25))
    if (isViewOnly || zoom >= LEAST_READABLE) {
      void flow.fitView(FIT)
      return
    }
    isChosen.current = true
    const { nodes: appNodes } = store.get(appAtom).graph
    const start = appNodes.find((node) => types.get(node.type)?.isRoot) ?? appNodes[0]
    if (!start) return
    const y = box.height / 2 - start.position.y * START_ZOOM
    void flow.setViewport({ x: 2 * MARGIN - start.position.x * START_ZOOM, y, zoom: START_ZOOM })
  }, [flow, store, types, wrapper, isViewOnly])
  return { toFlow: flow.screenToFlowPosition, onMoveStart, frameFirst }
}

/** How far a span must move to lie inside another with a margin; 0 when it does. */
function gapTo(start: number, end: number, low: number, high: number): number {
  if (end - start > high - low - 2 * MARGIN) return low + MARGIN - start
  if (start < low + MARGIN) return low + MARGIN - start
  if (end > high - MARGIN) return high - MARGIN - end
  return 0
}
