import { fromErrorData } from '@skep/schema'
import type { Parcel } from './wire.ts'

interface Stream {
  queue: unknown[]
  wake: () => void
  end?: { readonly error?: Error }
}

/** Takes parcels apart and hands their items to whoever listens to the stream. @internal */
export class Inbox {
  readonly #streams = new Map<number, Stream>()

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
  open(id: number, onClose: () => void): AsyncGenerator<unknown, void, void> {
    const stream: Stream = { queue: [], wake: () => undefined }
    this.#streams.set(id, stream)
    return this.#read(id, stream, onClose)
  }

  /** Ends every stream with an error: the other side is gone. */
  failAll(error: Error): void {
    for (const stream of this.#streams.values()) {
      stream.end = { error }
      stream.wake()
    }
  }

  fail(id: number, error: Error): void {
    const stream = this.#streams.get(id)
    if (!stream) return
    stream.end = { error }
    stream.wake()
  }

  async *#read(id: number, stream: Stream, onClose: () => void): AsyncGenerator<unknown, void, void> {
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
      this.#streams.delete(id)
      onClose()
    }
  }
}
