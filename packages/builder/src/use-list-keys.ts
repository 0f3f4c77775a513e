import { type KeyboardEvent, type RefObject, useRef, useState } from 'react'

/** A list whose focus stays in the search field above it. @internal */
export interface ListKeys {
  readonly active: number
  readonly setActive: (index: number) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
  /** The list; its rows carry `data-index`. */
  readonly list: RefObject<HTMLDivElement | null>
}

/** Arrow keys, Home, End and Enter for a list below a search field. @internal */
export function useListKeys(count: number, onChoose: (index: number) => void): ListKeys {
  const [wanted, setActive] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const active = Math.min(wanted, count - 1)
  const move = (to: number): void => {
    const next = (to + count) % count
    setActive(next)
    list.current?.querySelector(`[data-index="${next}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (count === 0) return
    if (event.key === 'ArrowDown') move(active + 1)
    else if (event.key === 'ArrowUp') move(active - 1)
    else if (event.key === 'Home') move(0)
    else if (event.key === 'End') move(count - 1)
    else if (event.key === 'Enter') onChoose(active)
    else return
    event.preventDefault()
  }
  return { active, setActive, onKeyDown, list }
}
