import { SkepError } from '@skep/schema'

/** @internal */
export interface LoadWaiter {
  readonly signal: AbortSignal | undefined
  readonly onProgress:
    | ((progress: { readonly loadedBytes: number; readonly totalBytes: number }) => void)
    | undefined
}

/**
 * One load for all who wait for it: everybody sees the progress, an abort ends only the wait of its caller, and the load
 * itself stops when nobody waits any more. A failed load is forgotten, so the next call tries again.
 * @internal
 */
export class SharedLoad<T> {
  readonly #start: (signal: AbortSignal, onBytes: (loaded: number, total: number) => void) => Promise<T>
  readonly #waiters = new Set<LoadWaiter>()
  #running: { readonly value: Promise<T>; readonly controller: AbortController } | undefined

  constructor(start: (signal: AbortSignal, onBytes: (loaded: number, total: number) => void) => Promise<T>) {
    this.#start = start
  }

  /** What was loaded or is being loaded, if anything. */
  get current(): Promise<T> | undefined {
    return this.#running?.value
  }

  async get(waiter: LoadWaiter): Promise<T> {
    if (waiter.signal?.aborted) throw aborted()
    const running = this.#running ?? this.#begin()
    this.#waiters.add(waiter)
    let stop: (() => void) | undefined
    const stopped = new Promise<never>((_, reject) => {
      stop = () => {
        this.#waiters.delete(waiter)
        if (this.#waiters.size === 0) this.forget()
        reject(aborted())
      }
      waiter.signal?.addEventListener('abort', stop, { once: true })
    })
    try {
      return await Promise.race([running.value, stopped])
    } finally {
      this.#waiters.delete(waiter)
      if (stop) waiter.signal?.removeEventListener('abort', stop)
    }
  }

  /** Stops a load in progress and drops what was loaded. */
  forget(): void {
    this.#running?.controller.abort()
    this.#running = undefined
  }

  #begin(): { readonly value: Promise<T>; readonly controller: AbortController } {
    const controller = new AbortController()
    const value = this.#start(controller.signal, (loadedBytes, totalBytes) => {
      for (const { onProgress } of this.#waiters) onProgress?.({ loadedBytes, totalBytes })
    })
    const running = { value, controller }
    this.#running = running
    value.catch(() => {
      if (this.#running === running) this.#running = undefined
    })
    return running
  }
}

function aborted(): SkepError {
  return new SkepError('CALL_ABORTED', 'The call was stopped.')
}
