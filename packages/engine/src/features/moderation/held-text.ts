import type { RunEvent } from '@skep/client'

type Chunk = Extract<RunEvent, { readonly type: 'text_chunk' }>

/**
 * Events of a run behind text that may not be shown yet, in their order. Text is let go by the character; an event
 * goes when all text before it has gone.
 * @internal
 */
export class HeldText {
  #events: RunEvent[] = []
  #text = ''

  /** The text that waits. */
  get text(): string {
    return this.#text
  }

  get isEmpty(): boolean {
    return this.#events.length === 0
  }

  push(event: RunEvent): void {
    this.#events.push(event)
    if (event.type === 'text_chunk') this.#text += event.text
  }

  /** Whether something waits that must not wait for more text: the end of what speaks, a pause, the end. */
  get isUrgent(): boolean {
    let speaker: Chunk | undefined
    for (const event of this.#events) {
      if (event.type === 'text_chunk') {
        if (event.text !== '') speaker = event
      } else if (speaker && isEndOf(event, speaker)) return true
    }
    return false
  }

  /** Lets `chars` characters go, and the events behind them that have no text before them any more. */
  release(chars: number): readonly RunEvent[] {
    let left = chars
    this.#text = this.#text.slice(chars)
    const free: RunEvent[] = []
    for (;;) {
      const [event] = this.#events
      if (!event) return free
      if (event.type === 'text_chunk' && event.text.length > left) {
        if (left > 0) {
          free.push({ ...event, text: event.text.slice(0, left), isFinal: false })
          this.#events[0] = { ...event, text: event.text.slice(left) }
        }
        return free
      }
      if (event.type === 'text_chunk') left -= event.text.length
      free.push(event)
      this.#events.shift()
    }
  }

  /** Takes away `chars` characters that nobody shall see; what has no text before it any more comes back. */
  drop(chars: number): readonly RunEvent[] {
    return this.release(chars).filter((event) => event.type !== 'text_chunk')
  }

  /** Takes away all text and hands out the rest. */
  dropAll(): readonly RunEvent[] {
    return this.drop(this.#text.length)
  }
}

function isEndOf(event: RunEvent, { nodeId, selector }: Chunk): boolean {
  switch (event.type) {
    case 'run_succeeded':
    case 'run_partial_succeeded':
    case 'run_failed':
    case 'run_stopped':
    case 'run_paused':
      return true
    case 'node_succeeded':
    case 'node_exception':
    case 'node_failed':
      return event.nodeId === nodeId || event.nodeId === selector[0]
    default:
      return false
  }
}
