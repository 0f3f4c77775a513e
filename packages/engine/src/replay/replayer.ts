import { type JsonObject, SkepError } from '@skep/schema'
import type { RecordedCall, RecordedDelivery, Recording } from './recording.ts'
import { createDeferred, type Deferred, type Turn } from './turns.ts'
import { decodeError, decodeValue } from './values.ts'

/** Turns in which a call that is to be answered may still be made. A library that loads lazily takes some. */
const PATIENCE = 200

/** A call that waits for what was recorded. */
interface OpenCall {
  /** What the next `next()` of a stream, or the one promise, gets. */
  waiting: Deferred<unknown> | undefined
  readonly callbacks: Readonly<Record<string, unknown>>
}

/** Gives what a recording holds, in its order. @internal */
export class Replayer {
  readonly #recording: Recording
  readonly #open: OpenCall[] = []
  #time = 0
  #lastTime = 0
  #id = 0
  #random = 0
  #diverged: string | undefined

  constructor(recording: Recording) {
    this.#recording = recording
  }

  /** What the run did that was not recorded; then it is another run. */
  get divergence(): string | undefined {
    return this.#diverged
  }

  now(): number {
    const step = this.#recording.times[this.#time]
    this.#time += 1
    if (step === undefined) this.diverge('the time was asked for more often')
    this.#lastTime += step ?? 0
    return this.#lastTime
  }

  id(): string {
    const id = this.#recording.ids[this.#id]
    this.#id += 1
    if (id === undefined) this.diverge('more ids were asked for')
    return id ?? `unrecorded-${this.#id}`
  }

  random(): number {
    const value = this.#recording.randoms[this.#random]
    this.#random += 1
    if (value === undefined) this.diverge('more random numbers were asked for')
    return value ?? 0
  }

  call(port: string, method: string, args: readonly unknown[]): unknown {
    const number = this.#open.length
    const recorded = this.#recording.calls[number]
    const open: OpenCall = { waiting: undefined, callbacks: callbacksOf(args) }
    this.#open.push(open)
    if (!recorded || recorded.port !== port || recorded.method !== method) {
      this.diverge(`${port}.${method} was called in place of ${nameOf(recorded)}`)
      return new Promise(() => undefined)
    }
    switch (recorded.kind) {
      case 'value':
        return recorded.value === undefined ? undefined : decodeValue(recorded.value)
      case 'promise':
        open.waiting = createDeferred()
        return open.waiting.promise
      case 'stream':
        return {
          [Symbol.asyncIterator]: () => ({
            next: () => {
              open.waiting = createDeferred()
              return open.waiting.promise
            },
            return: async () => ({ done: true, value: undefined }),
          }),
        }
      default:
        return recorded.kind satisfies never
    }
  }

  /** Delivers everything, each in a turn of its own. Stops early when the run is another one. */
  async deliver(turn: Turn, outside: Outside): Promise<void> {
    for (const delivery of this.#recording.deliveries) {
      for (const step of stepsOf(delivery)) {
        await turn()
        for (let left = PATIENCE; left > 0 && !this.#isDue(step, outside); left -= 1) await turn()
        if (outside.isOver()) return
        if (this.#diverged === undefined) this.#give(step, outside)
        if (this.#diverged !== undefined) return
      }
    }
  }

  diverge(why: string): void {
    this.#diverged ??= why
  }

  #isDue(step: Step, outside: Outside): boolean {
    if (this.#diverged !== undefined) return true
    if ('form' in step) return outside.hasForm(step.form.executionId)
    if (!('call' in step)) return true
    const open = this.#open[step.call]
    return open !== undefined && ('callback' in step || open.waiting !== undefined)
  }

  #give(step: Step, outside: Outside): void {
    if ('isStop' in step) {
      outside.stop()
      return
    }
    if ('form' in step) {
      outside.submitForm(step.form)
      return
    }
    const open = this.#open[step.call]
    if ('callback' in step) {
      const work = open?.callbacks[step.callback]
      if (typeof work === 'function') work(...step.args.map(decodeValue))
      else this.diverge(`a call has no function ${step.callback}`)
      return
    }
    const waiting = open?.waiting
    if (!open || !waiting) {
      this.diverge(`${nameOf(this.#recording.calls[step.call])} was not called`)
      return
    }
    open.waiting = undefined
    if ('error' in step) {
      waiting.reject(decodeError(step.error))
      return
    }
    const isStream = this.#recording.calls[step.call]?.kind === 'stream'
    if ('isEnd' in step) waiting.resolve({ done: true, value: undefined })
    else waiting.resolve(isStream ? { done: false, value: decodeValue(step.value) } : decodeValue(step.value))
  }
}

/** The run, as what comes from outside reaches it. @internal */
export interface Outside {
  isOver(): boolean
  stop(): void
  /** Whether an execution has shown its form. */
  hasForm(executionId: string): boolean
  submitForm(form: Extract<RecordedDelivery, { readonly form: unknown }>['form']): void
}

type Step = Exclude<RecordedDelivery, { readonly lengths: unknown }>

/** A delivery as it came: texts that were stored as one are cut again. */
function stepsOf(delivery: RecordedDelivery): readonly Step[] {
  if (!('lengths' in delivery)) return [delivery]
  const { call, part, text, lengths } = delivery
  let from = 0
  return lengths.map((length) => {
    const value: JsonObject = { ...part, text: text.slice(from, from + length) }
    from += length
    return { call, value }
  })
}

function callbacksOf(args: readonly unknown[]): OpenCall['callbacks'] {
  const options = args.at(-1)
  return typeof options === 'object' && options !== null ? (options as OpenCall['callbacks']) : {} // read by name
}

function nameOf(call: RecordedCall | undefined): string {
  return call ? `${call.port}.${call.method}` : 'nothing'
}

/** @internal */
export function notReplayable(message: string, data: JsonObject = {}): SkepError {
  return new SkepError('RUN_NOT_REPLAYABLE', `This run cannot be replayed: ${message}.`, data)
}
