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

// Iterators by hand: a generator makes six objects and takes four turns for each heap.

interface HeapReader extends AsyncIterable<readonly RunEvent[]> {
  next(): Promise<Step<readonly RunEvent[]>>
  return(): Promise<Step<never>>
}

/** The events in heaps, as many as there are. @internal */
export function readHeaps(source: EventSource): HeapReader {
  const visit = new Visit(source)
  return {
    next: () =>
      visit.next().then((heap) => (heap && visit.isOpen ? { done: false, value: heap } : visit.leave())),
    return: () => Promise.resolve(visit.leave()),
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

/** The events one at a time. @internal */
export function readEvents(source: EventSource): AsyncIterator<RunEvent, undefined> {
  const visit = new Visit(source)
  let heap: readonly RunEvent[] = []
  let index = 0
  const take = (next: readonly RunEvent[] | undefined): Step<RunEvent> => {
    heap = next ?? []
    index = 0
    return step() ?? visit.leave()
  }
  const step = (): Step<RunEvent> | undefined => {
    const value = visit.isOpen ? heap[index] : undefined
    index += 1
    return value && { done: false, value }
  }
  return {
    next: () => {
      const result = step()
      return result ? Promise.resolve(result) : visit.next().then(take)
    },
    return: () => Promise.resolve(visit.leave()),
  }
}

/** One reader's way through a source, from its first question to its leave. */
class Visit {
  readonly #source: EventSource
  #state: 'new' | 'open' | 'over' = 'new'

  constructor(source: EventSource) {
    this.#source = source
  }

  get isOpen(): boolean {
    return this.#state === 'open'
  }

  next(): Promise<readonly RunEvent[] | undefined> {
    if (this.#state === 'over') return Promise.resolve(undefined)
    if (this.#state === 'new') {
      try {
        this.#source.start()
      } catch (error) {
        this.#state = 'over'
        return Promise.reject(error)
      }
      this.#state = 'open'
    }
    return this.#source.queue.next()
  }

  leave(): Step<never> {
    const wasOpen = this.isOpen
    this.#state = 'over'
    if (wasOpen) this.#source.leave()
    return { done: true, value: undefined }
  }
}
