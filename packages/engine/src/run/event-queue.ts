/** Events between the machinery that makes them and the one reader that takes them. @internal */
export interface EventQueue<T> {
  push(event: T): void
  /** No more will come. What is queued is still read. */
  end(): void
  /** All that has come since the last time; waits for the first. Undefined after the last. */
  next(): Promise<readonly T[] | undefined>
}

/** A promise for each event would cost more than making the event, so the reader gets them in heaps. @internal */
export function createEventQueue<T>(): EventQueue<T> {
  let events: T[] = []
  let isEnded = false
  let wake: (() => void) | undefined
  const rouse = (): void => {
    wake?.()
    wake = undefined
  }
  return {
    push: (event) => {
      if (isEnded) return
      events.push(event)
      if (wake) rouse()
    },
    end: () => {
      isEnded = true
      rouse()
    },
    next: async () => {
      while (events.length === 0 && !isEnded) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      if (events.length === 0) return undefined
      const heap = events
      events = []
      return heap
    },
  }
}
