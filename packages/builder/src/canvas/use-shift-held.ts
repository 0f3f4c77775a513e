import { type PointerEvent, type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** Whether Shift (or Ctrl or Cmd, for adding to a selection) is held over the canvas. @internal */
export interface ShiftHeld {
  /** Draws a selection box instead of moving the view. */
  readonly isHeld: boolean
  /** Clicks add to the selection. Read in event handlers. */
  readonly ref: RefObject<boolean>
  readonly onPointerDown: (event: PointerEvent) => void
}

/** React Flow's own key watching hangs on the document; this hangs on the canvas. @internal */
export function useShiftHeld(element: RefObject<HTMLElement | null>): ShiftHeld {
  const [isHeld, setHeld] = useState(false)
  const ref = useRef(false)
  useEffect(() => {
    const target = element.current
    if (!target) return
    const onMove = (event: globalThis.PointerEvent): void => setHeld(event.shiftKey)
    const onKey = (event: KeyboardEvent): void => setHeld(event.shiftKey)
    target.addEventListener('pointermove', onMove)
    target.addEventListener('keydown', onKey)
    target.addEventListener('keyup', onKey)
    return () => {
      target.removeEventListener('pointermove', onMove)
      target.removeEventListener('keydown', onKey)
      target.removeEventListener('keyup', onKey)
    }
  }, [element])
  const onPointerDown = useCallback((event: PointerEvent) => {
    ref.current = event.shiftKey || event.metaKey || event.ctrlKey
  }, [])
  return { isHeld, ref, onPointerDown }
}
