import type { Parcel, Reply } from './wire.ts'

const FRAME_MS = 16
const MOST_ITEMS = 256

/**
 * Sends stream items in parcels: at most one a frame, or one for every 256 items. The first item after a quiet frame
 * leaves at once, so that a single event is never late.
 * @internal
 */
export class Outbox {
  readonly #post: (parcel: Parcel) => void
  #parcel: ({ id: number; items: unknown[] } | { id: number; end: Reply })[] = []
  #size = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #lastSentAt = Number.NEGATIVE_INFINITY

  constructor(post: (parcel: Parcel) => void) {
    this.#post = post
  }

  push(id: number, item: unknown): void {
    const last = this.#parcel.at(-1)
    if (last && 'items' in last && last.id === id) last.items.push(item)
    else this.#parcel.push({ id, items: [item] })
    this.#size++
    this.#schedule()
  }

  end(id: number, reply: Reply): void {
    this.#parcel.push({ id, end: reply })
    this.#schedule()
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#parcel.length === 0) return
    const parcel = this.#parcel
    this.#parcel = []
    this.#size = 0
    this.#lastSentAt = performance.now()
    try {
      this.#post(parcel)
    } catch {
      // One item cannot be cloned: send the others, and close the stream that it belonged to.
      this.#postOneByOne(parcel)
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#parcel = []
  }

  #schedule(): void {
    if (this.#size >= MOST_ITEMS) this.flush()
    else if (this.#timer === undefined) {
      const wait = Math.max(0, this.#lastSentAt + FRAME_MS - performance.now())
      this.#timer = setTimeout(() => this.flush(), wait)
    }
  }

  #postOneByOne(parcel: Parcel): void {
    for (const part of parcel) {
      for (const single of 'items' in part
        ? part.items.map((item) => ({ id: part.id, items: [item] }))
        : [part]) {
        try {
          this.#post([single])
        } catch {
          this.#post([{ id: part.id, end: uncloneable }])
          break
        }
      }
    }
  }
}

const uncloneable: Reply = {
  ok: false,
  error: {
    code: 'CALL_INVALID',
    message: 'A streamed item cannot be sent between page and worker. Send plain data.',
    data: {},
  },
}
