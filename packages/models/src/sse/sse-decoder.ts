import { SkepError } from '@skep/schema'

/** One event of a server-sent stream. @internal */
export interface SseEvent {
  readonly event: string
  readonly data: string
  /** Of this event itself; an id of an earlier event is not carried over. */
  readonly id: string | undefined
}

const LONGEST_LINE = 8_000_000

/**
 * Bytes of a server-sent stream to events, cut anywhere: inside a character, a field, a line end. Synchronous, so that
 * a network chunk with many events costs one step.
 * @internal
 */
export class SseDecoder {
  // Fatal: a character that was cut or damaged must not turn into a replacement character in an answer.
  readonly #text = new TextDecoder('utf-8', { fatal: true })
  /** The start of a line whose end has not come, in pieces: joined once, however many chunks it takes. */
  #started: string[] = []
  #startedLength = 0
  #endedWithReturn = false
  #event = ''
  #data: string | undefined
  #id: string | undefined

  /**
   * @throws `MODEL_STREAM_INTERRUPTED` for bytes that are no UTF-8 and for lines beyond all reason
   */
  push(bytes: Uint8Array): SseEvent[] {
    return this.#read(this.#decode(bytes))
  }

  /** What is left when the stream ends. Some servers leave out the last empty line. */
  end(): SseEvent[] {
    return this.#read(`${this.#decode()}\n\n`)
  }

  #decode(bytes?: Uint8Array): string {
    try {
      return bytes ? this.#text.decode(bytes, { stream: true }) : this.#text.decode()
    } catch (cause) {
      throw damagedError(cause)
    }
  }

  #read(fresh: string): SseEvent[] {
    if (fresh === '') return []
    let text = fresh
    if (this.#endedWithReturn && text.startsWith('\n')) text = text.slice(1)
    this.#endedWithReturn = fresh.endsWith('\r')
    if (text.includes('\r')) text = text.replaceAll(/\r\n?/g, '\n')
    const events: SseEvent[] = []
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      let line = text.slice(start, end)
      start = end + 1
      if (this.#started.length > 0) {
        line = this.#started.join('') + line
        this.#started = []
        this.#startedLength = 0
      }
      this.#line(line, events)
    }
    if (start < text.length) {
      this.#started.push(start === 0 ? text : text.slice(start))
      this.#startedLength += text.length - start
      if (this.#startedLength > LONGEST_LINE) throw damagedError()
    }
    return events
  }

  #line(line: string, events: SseEvent[]): void {
    if (line === '') {
      if (this.#data !== undefined) events.push({ event: this.#event, data: this.#data, id: this.#id })
      this.#event = ''
      this.#data = undefined
      this.#id = undefined
      return
    }
    if (line.startsWith('data:')) {
      const value = line.charCodeAt(5) === 32 ? line.slice(6) : line.slice(5)
      this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`
      return
    }
    const colon = line.indexOf(':')
    if (colon === 0) return // a comment, which servers send to keep the connection open
    const field = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(line.charCodeAt(colon + 1) === 32 ? colon + 2 : colon + 1)
    if (field === 'event') this.#event = value
    else if (field === 'id') this.#id = value
    else if (field === 'data') this.#data = this.#data === undefined ? value : `${this.#data}\n${value}`
  }
}

/** @internal */
export function interruptedError(cause?: unknown): SkepError {
  return new SkepError(
    'MODEL_STREAM_INTERRUPTED',
    'The connection to the model broke off in the middle of its answer. Try again.',
    {},
    cause === undefined ? {} : { cause },
  )
}

function damagedError(cause?: unknown): SkepError {
  return new SkepError(
    'MODEL_STREAM_INTERRUPTED',
    'The answer of the model arrived damaged. Try again.',
    {},
    cause === undefined ? {} : { cause },
  )
}
