import type { ClockPort } from '../ports/ports.ts'
import type { RunState } from './state.ts'

/** The time that a run has used, without that in which it waited for people, and the end of what it may use. @internal */
export class RunTime {
  readonly #state: RunState
  readonly #clock: ClockPort
  readonly #limitMs: number
  readonly #onLimit: () => void
  #timer = new AbortController()

  constructor(state: RunState, clock: ClockPort, limitMs: number, onLimit: () => void) {
    this.#state = state
    this.#clock = clock
    this.#limitMs = limitMs
    this.#onLimit = onLimit
  }

  get usedMs(): number {
    const { startedAtMs, waitedMs, pausedAtMs } = this.#state
    return (pausedAtMs ?? this.#clock.now()) - startedAtMs - waitedMs
  }

  start(): void {
    this.#timer = new AbortController()
    const left = Math.max(0, this.#limitMs - this.usedMs)
    this.#clock.sleep(left, this.#timer.signal).then(this.#onLimit, () => undefined) // else the run ended in time
  }

  stop(): void {
    this.#timer.abort()
  }
}
