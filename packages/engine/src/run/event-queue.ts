import { SkepError } from '@skep/schema'

/** Events between the machinery that makes them and the one reader that takes them. @internal */
export interface EventQueue<T> {
  push(heap: readonly T[]): void
  /** No more will come. What is queued is still read. */
  end(): void
  /** All that has come since the last time; waits for the first. Undefined after the last. */
  next(): Promise<readonly T[] | undefined>
}

/** A promise for each event would cost more than making the event, so they come and go in heaps. @internal */
export function createEventQueue<T>(): EventQueue<T> {
  let heaps: (readonly T[])[] = []
  let isEnded = false
  let wake: ((heap: readonly T[] | undefined) => void) | undefined

  function rouse(heap: readonly T[] | undefined): void {
    const resolve = wake
    wake = undefined
    resolve?.(heap)
  }

  return {
    push: (heap) => {
      if (isEnded) return
      if (wake) rouse(heap)
      else heaps.push(heap)
    },
    end: () => {
      isEnded = true
      rouse(undefined)
    },
    next: () => {
      if (wake) {
        const message = 'The events of a run have one reader, which takes them one after the other.'
        return Promise.reject(new SkepError('CALL_INVALID', message))
      }
      if (heaps.length > 0) {
        const all = heaps.length === 1 ? heaps[0] : heaps.flat()
        heaps = []
        return Promise.resolve(all)
      }
      if (isEnded) return Promise.resolve(undefined)
      return new Promise((resolve) => {
        wake = resolve
      })
    },
  }
}
