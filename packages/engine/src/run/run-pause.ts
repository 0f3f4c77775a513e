import type { EnginePorts } from '../ports/ports.ts'
import type { Emitter } from './emitter.ts'
import { type Frame, isBusy } from './frame.ts'
import type { RunTime } from './run-time.ts'
import type { RunState } from './state.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** The run that pauses. @internal */
export interface PausingRun {
  readonly state: RunState
  readonly root: Frame
  readonly ports: EnginePorts
  readonly emitter: Emitter
  readonly time: RunTime
  readonly waiting: WaitingRoom
  /** Nothing runs and nothing is about to. */
  readonly isIdle: boolean
  isOver(): boolean
  break(error: unknown): void
}

/** How a run pauses when it only waits for people, and goes on when one of them answers. @internal */
export class RunPause {
  readonly #run: PausingRun
  #isLooking = false
  #hasWoken = false

  constructor(run: PausingRun) {
    this.#run = run
  }

  /** A form was answered before the run went on, which has told that it does. */
  get hasWoken(): boolean {
    return this.#hasWoken
  }

  /**
   * Pauses if the run only waits for people now. A container that has just heard of the end of a round may be about to
   * begin the next; it has gone on after a few turns of the promises that lie between.
   */
  look(): void {
    const run = this.#run
    if (this.#isLooking || run.state.status === 'paused') return
    this.#isLooking = true
    const look = async (): Promise<void> => {
      for (let turn = 0; turn < 10; turn += 1) await null
      this.#isLooking = false
      if (run.isOver() || !run.isIdle || run.waiting.isEmpty || isBusy(run.root)) return
      this.#begin()
    }
    look().catch((error: unknown) => run.break(error))
  }

  #begin(): void {
    const { state, ports, time, waiting, emitter } = this.#run
    state.status = 'paused'
    state.pausedAtMs = ports.clock.now()
    time.stop()
    emitter.emit({ type: 'run_paused', executionIds: waiting.executionIds, durationMs: time.usedMs })
  }

  /** Lets a paused run go on. */
  end(): void {
    const { state, ports, time, emitter } = this.#run
    if (state.status !== 'paused') return
    state.waitedMs += ports.clock.now() - (state.pausedAtMs ?? 0)
    state.pausedAtMs = undefined
    state.status = 'running'
    this.#hasWoken = true
    emitter.emit({ type: 'run_resumed' })
    time.start()
  }
}
