import type { RunEvent, RunEventBody } from '@skep/client'
import type { CheckpointPort, ClockPort } from '../ports/ports.ts'
import { createEventQueue, type EventQueue } from './event-queue.ts'
import { NO_SECRETS, type RunSecrets } from './secrets.ts'
import type { RunState } from './state.ts'

const NOW = Promise.resolve()

/** Events that a heap goes with, whatever follows: somebody waits for them. */
const HEAP_SIZE = 64

/** Numbers events, takes secrets out of them, and hands them to the reader and to the checkpoints. @internal */
export class Emitter {
  readonly queue: EventQueue<RunEvent> = createEventQueue<RunEvent>()
  secrets: RunSecrets = NO_SECRETS
  readonly #state: RunState
  readonly #clock: ClockPort
  readonly #checkpoints: CheckpointPort | undefined
  /** What was told since the last heap. */
  #told: RunEvent[] = []
  /** How many there were a turn ago. */
  #seen = 0
  #isEnded = false
  #keeping: Promise<void> | undefined

  constructor(state: RunState, clock: ClockPort, checkpoints: CheckpointPort | undefined) {
    this.#state = state
    this.#clock = clock
    this.#checkpoints = checkpoints
  }

  get runId(): string {
    return this.#state.runId
  }

  emit(body: RunEventBody): void {
    this.tell({ ...body, runId: this.runId, sequence: this.takeNumber(), atMs: this.takeTime() })
  }

  /** The number of the next event, which must be told next. */
  takeNumber(): number {
    this.#state.sequence += 1
    return this.#state.sequence
  }

  /** The time of the next event. */
  takeTime(): number {
    const atMs = this.#clock.now()
    this.#state.toldAtMs = atMs
    return atMs
  }

  /** Tells an event that was made with its number and time. */
  tell(made: RunEvent): void {
    const event = this.secrets === NO_SECRETS ? made : this.#redacted(made)
    if (this.#told.length === 0) NOW.then(this.#look)
    this.#told.push(event)
  }

  /** Nobody reads on. */
  end(): void {
    this.#isEnded = true
    if (this.#told.length === 0) this.queue.end()
  }

  /** Resolves when everything that was told is kept. @throws what the checkpoints throw */
  async kept(): Promise<void> {
    this.#deliver()
    await this.#keeping
  }

  /** A heap goes when a turn brought nothing: quick rounds of a loop come together, and nobody waits for slow ones. */
  readonly #look = (): void => {
    const { length } = this.#told
    if (length === this.#seen || length >= HEAP_SIZE) {
      this.#deliver()
      return
    }
    this.#seen = length
    NOW.then(this.#look)
  }

  #deliver(): void {
    if (this.#told.length === 0) return
    const events = this.#told
    this.#told = []
    this.#seen = 0
    this.queue.push(events)
    if (this.#isEnded) this.queue.end()
    const work = this.#checkpoints?.append(this.#state.runId, events)
    if (!work) return
    const keeping = this.#keeping ? Promise.all([this.#keeping, work]).then(() => undefined) : work
    keeping.catch(() => undefined) // told to whoever must be sure; for others the run goes on
    this.#keeping = keeping
  }

  /** An event whose fields are named that lost a secret: what is resumed from it must not take them for values. */
  #redacted(event: RunEvent): RunEvent {
    const redacted = this.secrets.redact(event)
    if (redacted === event) return event
    const changed = Object.keys(event).filter((key) => Reflect.get(redacted, key) !== Reflect.get(event, key))
    return { ...redacted, redacted: changed }
  }
}
