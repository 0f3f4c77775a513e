import type { JsonObject, JsonValue } from '@skep/schema'
import { secretForms } from '../run/secret-forms.ts'
import type { RecordedCall, RecordedDelivery, Recording } from './recording.ts'
import { encodeError, encodeValue } from './values.ts'

/** What stands for the value of a secret; a replayed run gets it instead. @internal */
export function secretPlaceholder(number: number): string {
  return `[secret ${number} of a recorded run]`
}

/** Shorter secrets would be found in ordinary text; the engine takes only longer ones out of what a run tells, too. */
const SHORTEST_SECRET = 4

/** A delivery, while it may still grow. */
type Growing = RecordedDelivery | { call: number; part: JsonObject; text: string; lengths: number[] }

/** Keeps what comes into a run. @internal */
export class Recorder {
  readonly #calls: RecordedCall[] = []
  readonly #deliveries: Growing[] = []
  readonly #times: number[] = []
  readonly #ids: string[] = []
  readonly #randoms: number[] = []
  readonly #placeholders = new Map<string, string>()
  /** Every form in which a secret may come back, with what stands for it. */
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
    this.add({ call, value: this.#clean(value) })
  }

  /** The port called a function that it was given. */
  addCallback(call: number, callback: string, args: readonly unknown[]): void {
    this.add({ call, callback, args: args.map((arg) => this.#clean(arg)) })
  }

  addError(call: number, error: unknown): void {
    this.add({ call, error: this.#cleanJson(encodeError(error)) })
  }

  /** A part of a stream; texts that follow one another become one. */
  addPart(call: number, value: unknown): void {
    const encoded = this.#clean(value)
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
    const known = this.#placeholders.get(secret) ?? secretPlaceholder(this.#placeholders.size + 1)
    this.#placeholders.set(secret, known)
    if (secret.length < SHORTEST_SECRET) this.#isRedacted ||= secret !== ''
    else for (const form of secretForms(secret)) this.#secrets.set(form, known)
    this.add({ call, value: known })
  }

  /** All that was kept until now. */
  finish(
    about: Pick<Recording, 'version' | 'appId' | 'start' | 'limits' | 'last'>,
    ports: Recording['ports'],
  ): Recording {
    // A stream may have told a secret in pieces, or somebody before it was known to be one.
    const deliveries = this.#cleanJson(this.#deliveries) as readonly RecordedDelivery[] // they grow no more
    const calls = this.#cleanJson(this.#calls)
    const start = this.#cleanJson(about.start)
    return structuredClone({
      ...about,
      start,
      ports,
      calls,
      deliveries,
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

  /** The value as JSON without secrets that a port gave back, e.g. a server that repeats its key. */
  #clean(value: unknown): JsonValue {
    const encoded = encodeValue(value)
    if (this.#secrets.size === 0) return encoded
    if (this.#holdsSecretBytes(value)) {
      this.#isRedacted = true
      return null
    }
    return this.#cleanJson(encoded)
  }

  #cleanJson<T>(value: T): T {
    if (this.#secrets.size === 0) return value
    const before = JSON.stringify(value)
    let after = before
    for (const [secret, placeholder] of this.#secrets) {
      const quoted = JSON.stringify(secret).slice(1, -1)
      after = after.replaceAll(quoted, () => placeholder)
    }
    if (after === before) return value
    this.#isRedacted = true
    return JSON.parse(after) as T // texts inside it have changed, nothing else
  }

  /** Bytes become Base64, in which no secret would be found. */
  #holdsSecretBytes(value: unknown): boolean {
    if (value instanceof Uint8Array) {
      const text = new TextDecoder().decode(value)
      return [...this.#secrets.keys()].some((secret) => text.includes(secret))
    }
    if (typeof value !== 'object' || value === null) return false
    return Object.values(value).some((item) => this.#holdsSecretBytes(item))
  }
}

function isSame(left: JsonObject, right: JsonObject): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}
