import { isRunEnd, type RunEvent } from '@skep/client'

/**
 * The events of a run that is going on: kept from its beginning, handed to any number of readers, written to the
 * store in batches.
 * @internal
 */
export class LiveRun {
  readonly controller: AbortController = new AbortController()
  readonly #events: RunEvent[] = []
  readonly #wakers = new Set<() => void>()
  readonly #write: (events: readonly RunEvent[]) => Promise<void>
  #written = 0
  #writing: Promise<void> = Promise.resolve()
  #timer: ReturnType<typeof setTimeout> | undefined
  #isOver = false

  constructor(write: (events: readonly RunEvent[]) => Promise<void>) {
    this.#write = write
  }

  get eventCount(): number {
    return this.#events.length
  }

  push(event: RunEvent): void {
    this.#events.push(event)
    if (isRunEnd(event)) this.#isOver = true
    for (const wake of [...this.#wakers]) wake()
    this.#timer ??= setTimeout(() => void this.save(), 200)
  }

  /** Writes what is not written yet. A failed write is tried again with the next one. */
  save(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#writing = this.#writing.then(async () => {
      const events = this.#events.slice(this.#written)
      if (events.length === 0) return
      await this.#write(events)
      this.#written += events.length
    })
    const writing = this.#writing
    this.#writing = writing.catch(() => undefined) // told to whoever awaits this save
    return writing
  }

  async *read(after: number, signal?: AbortSignal): AsyncGenerator<RunEvent, void, void> {
    let next = after
    while (!signal?.aborted) {
      for (; next < this.#events.length; next++) {
        const event = this.#events[next]
        if (event) yield event
        if (signal?.aborted) return
      }
      if (this.#isOver) return
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          this.#wakers.delete(wake)
          signal?.removeEventListener('abort', wake)
          resolve()
        }
        this.#wakers.add(wake)
        signal?.addEventListener('abort', wake, { once: true })
      })
    }
  }
}
