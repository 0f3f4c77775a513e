import type { RunEvent } from '@skep/client'
import type { EventQueue } from './event-queue.ts'

/** The queue of a run, and what its reader sets going by beginning and by leaving. @internal */
export interface EventSource {
  readonly queue: EventQueue<RunEvent>
  /** @throws `CALL_INVALID` when they are being read already */
  start(): void
  /** Called once the reader has the last event, or leaves before. */
  leave(): void
}

type Step<T> = IteratorResult<T, undefined>

// By hand: a generator makes six objects and takes four turns for each heap.

interface HeapReader extends AsyncIterable<readonly RunEvent[]> {
  next(): Promise<Step<readonly RunEvent[]>>
  return(): Promise<Step<never>>
}

/** The events in heaps, as many as there are. @internal */
export function readHeaps(source: EventSource): HeapReader {
  let state: 'new' | 'open' | 'closed' = 'new'
  const close = (): Step<never> => {
    if (state === 'open') source.leave()
    state = 'closed'
    return { done: true, value: undefined }
  }
  const take = (heap: readonly RunEvent[] | undefined): Step<readonly RunEvent[]> =>
    heap && state === 'open' ? { done: false, value: heap } : close()
  return {
    next: () => {
      if (state === 'closed') return Promise.resolve(close())
      if (state === 'new') {
        try {
          source.start()
        } catch (error) {
          state = 'closed'
          return Promise.reject(error)
        }
        state = 'open'
      }
      return source.queue.next().then(take)
    },
    return: () => Promise.resolve(close()),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** The events one at a time. @internal */
export function readEvents(source: EventSource): AsyncIterator<RunEvent, undefined> {
  const heaps = readHeaps(source)
  let heap: readonly RunEvent[] = []
  let index = 0
  const step = (): Step<RunEvent> | undefined => {
    const value = heap[index]
    index += 1
    return value ? { done: false, value } : undefined
  }
  const take = (next: Step<readonly RunEvent[]>): Step<RunEvent> | Promise<Step<RunEvent>> => {
    if (next.done) return next
    heap = next.value
    index = 0
    return step() ?? heaps.next().then(take)
  }
  return {
    next: () => {
      const result = step()
      return result ? Promise.resolve(result) : heaps.next().then(take)
    },
    return: () => {
      heap = []
      return heaps.return()
    },
  }
}
