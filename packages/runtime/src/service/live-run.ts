import { isRunEnd, type RunEvent } from '@skep/client'

/** Where the events of one run are kept. @internal */
export interface RunTrace {
  write(events: readonly RunEvent[]): Promise<void>
  /** Events with a sequence number above `after`. */
  read(after: number): Promise<readonly RunEvent[]>
}

/** Between the beginnings of two writes: what comes meanwhile is written together. */
const SAVE_EVERY_MS = 30
/** Written events that stay in memory for readers that are nearly up to date; older ones are read from the store. */
const KEPT_EVENTS = 2000

/**
 * The events of a run that is going on: written to the store in batches, then handed to any number of readers. Nobody
 * reads what is not stored, for the next worker may tell something else under the same number; only a store that fails
 * does not keep readers waiting. However long the run, only its latest events stay in memory.
 * @internal
 */
export class LiveRun {
  readonly controller: AbortController = new AbortController()
  readonly #trace: RunTrace
  readonly #wakers = new Set<() => void>()
  readonly #awaited = new Map<string, () => void>()
  /** Events from number `#dropped + 1` on. */
  #events: RunEvent[] = []
  #dropped = 0
  #told = 0
  /** What may be told as soon as it is written. */
  #pushed = 0
  #written = 0
  #writing: Promise<void> = Promise.resolve()
  #savedAtMs = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #isOver = false
  #hasLeft = false

  /** `earlier`: how many events of the run are stored already. */
  constructor(trace: RunTrace, earlier = 0) {
    this.#trace = trace
    this.#dropped = earlier
    this.#told = earlier
    this.#pushed = earlier
    this.#written = earlier
  }

  get eventCount(): number {
    return this.#dropped + this.#events.length
  }

  /** How many events are in memory. */
  get keptCount(): number {
    return this.#events.length
  }

  /** Another worker goes on with the run: nothing that is still heard of it here counts. */
  get hasLeft(): boolean {
    return this.#hasLeft
  }

  push(event: RunEvent): void {
    this.append(event)
    this.#pushed = this.eventCount
    this.#timer ??= setTimeout(
      () => {
        this.save().catch(() => undefined) // tried again with the next one
      },
      Math.max(0, this.#savedAtMs + SAVE_EVERY_MS - Date.now()),
    )
  }

  /** Adds an event that readers shall not hear of yet. */
  append(event: RunEvent): void {
    this.#events.push(event)
    if (this.#awaited.size > 0 && event.type === 'node_started') this.#awaited.get(event.executionId)?.()
  }

  /** Lets readers have all that was added. */
  tell(): void {
    this.#pushed = this.eventCount
    this.#tellUpTo(this.eventCount)
  }

  /** Resolves when the start of an execution is stored. @throws what the store throws */
  async keepStart(executionId: string): Promise<void> {
    const isIn = this.#events.some(
      (event) => event.type === 'node_started' && event.executionId === executionId,
    )
    if (!isIn) await new Promise<void>((resolve) => this.#awaited.set(executionId, resolve))
    this.#awaited.delete(executionId)
    await this.save()
  }

  /** Ends the reading and the work: another worker goes on with the run. */
  leave(): void {
    this.#hasLeft = true
    this.#isOver = true
    clearTimeout(this.#timer)
    this.controller.abort()
    this.#wake()
  }

  /** Writes what is not written yet. A failed write is tried again with the next one. */
  save(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const writing = this.#writing.then(async () => {
      const events = this.#events.slice(this.#written - this.#dropped)
      if (events.length === 0) return
      this.#savedAtMs = Date.now()
      try {
        await this.#trace.write(events)
      } catch (error) {
        this.#tellUpTo(this.#pushed)
        throw error
      }
      this.#written += events.length
      this.#tellUpTo(Math.min(this.#written, this.#pushed))
      this.#drop()
    })
    this.#writing = writing.catch(() => undefined) // told to whoever awaits this save
    return writing
  }

  async *read(after: number, signal?: AbortSignal): AsyncGenerator<RunEvent, void, void> {
    let next = Math.max(0, after)
    while (!signal?.aborted) {
      while (next < this.#told) {
        for (const event of await this.#between(next)) {
          if (signal?.aborted) return
          yield event
          next = event.sequence
        }
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

  #tellUpTo(count: number): void {
    if (count <= this.#told) return
    this.#told = count
    const last = this.#events[count - this.#dropped - 1]
    if (last && isRunEnd(last)) this.#isOver = true
    this.#wake()
  }

  #wake(): void {
    for (const wake of [...this.#wakers]) wake()
  }

  /** What comes after event `next`, from memory or, where it is no longer there, from the store. */
  async #between(next: number): Promise<readonly RunEvent[]> {
    if (next >= this.#dropped) return this.#events.slice(next - this.#dropped, this.#told - this.#dropped)
    const end = this.#told
    const stored = (await this.#trace.read(next)).filter(({ sequence }) => sequence <= end)
    if (stored.length > 0) return stored
    return this.#events.slice(0, this.#told - this.#dropped) // a store that has lost them must not stop the reader
  }

  /** Only now and then, so that a long run is not copied at each save. */
  #drop(): void {
    const surplus = Math.min(this.#written, this.#told) - this.#dropped - KEPT_EVENTS
    if (surplus < KEPT_EVENTS) return
    this.#events = this.#events.slice(surplus)
    this.#dropped += surplus
  }
}

/** Resolves when the answer to a form, told after event `after`, is stored, or the run is over. @internal */
export async function formStored(run: LiveRun, after: number, executionId: string): Promise<void> {
  for await (const event of run.read(after)) {
    if (event.type === 'form_submitted' && event.executionId === executionId) return
  }
}
