import { SkepError } from '@skep/schema'

/** @internal */
export interface OpenCall {
  readonly id: number
  /** Rejects when the call's time is up, its client closed or its host died. Never resolves. */
  readonly failed: Promise<never>
  /** The call has its answer. */
  done(): void
}

interface Entry {
  readonly name: string
  readonly owner: object | undefined
  readonly limitMs: number
  leftMs: number
  readonly reject: (error: Error) => void
}

/**
 * The calls under way. Their time is counted in ticks and not by the clock: a laptop that slept for an hour has not
 * waited for an hour.
 * @internal
 */
export class OpenCalls {
  readonly #entries = new Map<number, Entry>()
  readonly #tickMs: number
  readonly #onTimeout: () => void
  #timer: ReturnType<typeof setInterval> | undefined
  #lastId = 0

  constructor(tickMs: number, onTimeout: () => void) {
    this.#tickMs = tickMs
    this.#onTimeout = onTimeout
  }

  open(name: string, limitMs: number, owner?: object): OpenCall {
    const id = ++this.#lastId
    const failed = new Promise<never>((_, reject) => {
      this.#entries.set(id, { name, owner, limitMs, leftMs: limitMs, reject })
    })
    failed.catch(() => undefined) // whoever opened the call races it with the answer
    this.#timer ??= setInterval(() => this.#tick(), this.#tickMs)
    return { id, failed, done: () => this.#close(id) }
  }

  /** Rejects every call, or those of one owner. */
  reject(error: Error, owner?: object): void {
    for (const [id, entry] of [...this.#entries]) {
      if (owner !== undefined && entry.owner !== owner) continue
      this.#close(id)
      entry.reject(error)
    }
  }

  #close(id: number): void {
    this.#entries.delete(id)
    if (this.#entries.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #tick(): void {
    for (const [id, entry] of [...this.#entries]) {
      entry.leftMs -= this.#tickMs
      if (entry.leftMs > 0) continue
      this.#close(id)
      entry.reject(timeoutError(entry))
      this.#onTimeout()
    }
  }
}

function timeoutError({ name, limitMs }: Entry): SkepError {
  return new SkepError(
    'CALL_TIMEOUT',
    `There was no answer to ${name} within ${Math.round(limitMs / 1000)} seconds. Try again.`,
    { name, limitMs },
  )
}
