import type { JsonObject, JsonValue } from '@skep/schema'
import type { RecordedCall, RecordedDelivery, Recording } from './recording.ts'
import { encodeValue } from './values.ts'

/** What stands for the value of a secret; a replayed run gets it instead. @internal */
export function secretPlaceholder(number: number): string {
  return `[secret ${number} of a recorded run]`
}

/** A delivery, while it may still grow. */
type Growing = RecordedDelivery | { call: number; part: JsonObject; text: string; lengths: number[] }

/** Keeps what comes into a run. @internal */
export class Recorder {
  readonly #calls: RecordedCall[] = []
  readonly #deliveries: Growing[] = []
  readonly #times: number[] = []
  readonly #ids: string[] = []
  readonly #randoms: number[] = []
  readonly #secrets = new Map<string, string>()
  readonly #maxChars: number
  #chars = 0
  #lastTime = 0
  #isTruncated = false
  #isRedacted = false

  constructor(maxChars: number) {
    this.#maxChars = maxChars
  }

  addCall(call: RecordedCall): number {
    if (this.#fits(32)) this.#calls.push(call)
    return this.#calls.length - 1
  }

  addTime(ms: number): number {
    if (this.#fits(2)) this.#times.push(ms - this.#lastTime)
    this.#lastTime = ms
    return ms
  }

  addId(id: string): string {
    if (this.#fits(id.length)) this.#ids.push(id)
    return id
  }

  addRandom(value: number): number {
    if (this.#fits(20)) this.#randoms.push(value)
    return value
  }

  add(delivery: RecordedDelivery): void {
    if (this.#fits(JSON.stringify(delivery).length)) this.#deliveries.push(delivery)
  }

  addValue(call: number, value: unknown): void {
    this.add({ call, value: this.#clean(encodeValue(value)) })
  }

  /** A part of a stream; texts that follow one another become one. */
  addPart(call: number, value: unknown): void {
    const encoded = this.#clean(encodeValue(value))
    if (typeof encoded !== 'object' || encoded === null || Array.isArray(encoded)) {
      this.add({ call, value: encoded })
      return
    }
    const { text, ...part } = encoded as JsonObject // neither null nor a list
    if (typeof text !== 'string') {
      this.add({ call, value: encoded })
      return
    }
    const last = this.#deliveries.at(-1)
    if (last && 'lengths' in last && last.call === call && isSame(last.part, part)) {
      if (!this.#fits(text.length + 2)) return
      const grown = last as { text: string; lengths: number[] } // made below, and nobody else has it yet
      grown.text += text
      grown.lengths.push(text.length)
      return
    }
    if (this.#fits(text.length + JSON.stringify(part).length)) {
      this.#deliveries.push({ call, part, text, lengths: [text.length] })
    }
  }

  /** A secret is not kept: something that stands for it is. */
  addSecret(call: number, secret: string): void {
    const known = this.#secrets.get(secret) ?? secretPlaceholder(this.#secrets.size + 1)
    this.#secrets.set(secret, known)
    this.add({ call, value: known })
  }

  /** All that was kept until now. */
  finish(
    about: Pick<Recording, 'version' | 'appId' | 'start' | 'limits' | 'last'>,
    ports: Recording['ports'],
  ): Recording {
    return structuredClone({
      ...about,
      ports,
      calls: this.#calls,
      deliveries: this.#deliveries as readonly RecordedDelivery[], // they grow no more
      times: this.#times,
      ids: this.#ids,
      randoms: this.#randoms,
      ...(this.#isTruncated ? { isTruncated: true } : {}),
      ...(this.#isRedacted ? { isRedacted: true } : {}),
    })
  }

  #fits(chars: number): boolean {
    this.#chars += chars
    if (this.#chars > this.#maxChars) this.#isTruncated = true
    return !this.#isTruncated
  }

  /** The value without secrets that a port gave back, e.g. a server that repeats its key. */
  #clean(value: JsonValue): JsonValue {
    if (this.#secrets.size === 0) return value
    const before = JSON.stringify(value)
    let after = before
    for (const [secret, placeholder] of this.#secrets) {
      const quoted = JSON.stringify(secret).slice(1, -1)
      if (quoted !== '') after = after.replaceAll(quoted, () => placeholder)
    }
    if (after === before) return value
    this.#isRedacted = true
    return JSON.parse(after)
  }
}

function isSame(left: JsonObject, right: JsonObject): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
