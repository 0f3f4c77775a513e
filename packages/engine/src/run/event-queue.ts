/** Events between the machinery that makes them and the one reader that takes them. @internal */
export interface EventQueue<T> {
  push(event: T): void
  /** No more will come. What is queued is still read. */
  end(): void
  next(): Promise<IteratorResult<T, void>>
}

/** @internal */
export function createEventQueue<T>(): EventQueue<T> {
  let events: T[] = []
  let read = 0
  let isEnded = false
  let waiting: ((result: IteratorResult<T, void>) => void) | undefined
  const take = (): IteratorResult<T, void> | undefined => {
    const event = events[read]
    if (read < events.length && event !== undefined) {
      read += 1
      if (read === events.length) {
        events = []
        read = 0
      }
      return { done: false, value: event }
    }
    return isEnded ? { done: true, value: undefined } : undefined
  }
  const wake = (): void => {
    const result = waiting && take()
    if (!result) return
    const resolve = waiting
    waiting = undefined
    resolve?.(result)
  }
  return {
    push: (event) => {
      if (isEnded) return
      events.push(event)
      wake()
    },
    end: () => {
      isEnded = true
      wake()
    },
    next: () => {
      const result = take()
      if (result) return Promise.resolve(result)
      return new Promise((resolve) => {
        waiting = resolve
      })
    },
  }
}
