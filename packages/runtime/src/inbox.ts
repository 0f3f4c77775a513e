import { fromErrorData } from '@skep/schema'
import type { Parcel } from './wire.ts'

interface Stream {
  queue: unknown[]
  wake: () => void
  end?: { readonly error?: Error }
}

/** One open stream. Whoever opened it reads `items` or calls `close`; doing both is fine. @internal */
export interface InboxStream {
  readonly items: AsyncGenerator<unknown, void, void>
  close(): void
}

/** Takes parcels apart and hands their items to whoever listens to the stream. @internal */
export class Inbox {
  readonly #streams = new Map<number, Stream>()

  /** How many streams are open. */
  get size(): number {
    return this.#streams.size
  }

  receive(parcel: Parcel): void {
    for (const part of parcel) {
      const stream = this.#streams.get(part.id)
      if (!stream) continue // its listener left; what was under way is dropped
      if ('items' in part) stream.queue.push(...part.items)
      else stream.end = part.end.ok ? {} : { error: fromErrorData(part.end.error) }
      stream.wake()
    }
  }

  /** Opens a stream before its first item can arrive. `onClose` runs once, when the reader leaves or the stream ends. */
  open(id: number, onClose: () => void): InboxStream {
    const stream: Stream = { queue: [], wake: () => undefined }
    this.#streams.set(id, stream)
    // A generator that was never started runs no `finally`, so closing stands apart from it.
    const close = (): void => {
      if (this.#streams.get(id) !== stream) return
      this.#streams.delete(id)
      stream.end ??= {}
      stream.wake()
      onClose()
    }
    return { items: this.#read(stream, close), close }
  }

  /** Ends every stream with an error: the other side is gone. */
  failAll(error: Error): void {
    for (const id of this.#streams.keys()) this.fail(id, error)
  }

  fail(id: number, error: Error): void {
    const stream = this.#streams.get(id)
    if (!stream) return
    stream.end = { error }
    stream.wake()
  }

  async *#read(stream: Stream, close: () => void): AsyncGenerator<unknown, void, void> {
    try {
      for (;;) {
        while (stream.queue.length > 0) {
          const items = stream.queue
          stream.queue = []
          yield* items
        }
        if (stream.end?.error) throw stream.end.error
        if (stream.end) return
        await new Promise<void>((resolve) => {
          stream.wake = resolve
        })
      }
    } finally {
      close()
    }
  }
}
