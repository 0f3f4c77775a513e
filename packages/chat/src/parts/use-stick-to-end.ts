import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

const NEAR_PX = 40

/** @internal */
export interface StickToEnd {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly content: RefObject<HTMLDivElement | null>
  /** False once the reader has scrolled up. */
  readonly isAtEnd: boolean
  /** Goes to the end and stays there. */
  readonly stick: () => void
}

/**
 * Keeps a growing list scrolled to its end, and lets go when the reader scrolls up. Not `isGrowing`, it stands at its
 * beginning.
 * @internal
 */
export function useStickToEnd(isGrowing: boolean): StickToEnd {
  const scroller = useRef<HTMLDivElement>(null)
  const content = useRef<HTMLDivElement>(null)
  const isSticking = useRef(isGrowing)
  const [isAtEnd, setAtEnd] = useState(true)

  const toEnd = useCallback(() => {
    const element = scroller.current
    if (element) element.scrollTop = element.scrollHeight
  }, [])

  useEffect(() => {
    const element = scroller.current
    const inner = content.current
    if (!element || !inner) return
    isSticking.current = isGrowing
    if (isGrowing) toEnd()
    else element.scrollTop = 0
    setAtEnd(true)
    if (!isGrowing) return
    let lastTop = element.scrollTop
    const onScroll = (): void => {
      const isNear = element.scrollHeight - element.clientHeight - element.scrollTop < NEAR_PX
      // Growing text moves the end away without anybody scrolling: only a way up lets go.
      if (isNear) isSticking.current = true
      else if (element.scrollTop < lastTop - 1) isSticking.current = false
      lastTop = element.scrollTop
      setAtEnd(isNear || isSticking.current)
    }
    const observer = new ResizeObserver(() => {
      if (isSticking.current) toEnd()
    })
    observer.observe(inner)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [toEnd, isGrowing])

  const stick = useCallback(() => {
    isSticking.current = true
    setAtEnd(true)
    toEnd()
  }, [toEnd])
  return { scroller, content, isAtEnd, stick }
}
