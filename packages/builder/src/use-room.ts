import { type RefObject, useEffect, useState } from 'react'

/** How much room the builder has. `narrow`: below 640 px, `medium`: below 1,100. @internal */
export type Room = 'narrow' | 'medium' | 'wide'

/** Follows the width of an element, not of the window: the host may give the builder a small place. @internal */
export function useRoom(element: RefObject<HTMLElement | null>): Room {
  const [room, setRoom] = useState<Room>('wide')
  useEffect(() => {
    const target = element.current
    if (!target) return
    const read = (width: number): void => setRoom(width < 640 ? 'narrow' : width < 1100 ? 'medium' : 'wide')
    read(target.clientWidth)
    const observer = new ResizeObserver(([entry]) => {
      if (entry) read(entry.contentRect.width)
    })
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
  return room
}
