import type { RunEventBody } from '@skep/client'
import type { ErrorData } from '@skep/schema'
import type { Emitter } from './emitter.ts'
import { closeAll, type Frame } from './frame.ts'
import type { RunTime } from './run-time.ts'
import type { RunState } from './state.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** The run that ends. @internal */
export interface EndingRun {
  readonly state: RunState
  readonly root: Frame
  readonly emitter: Emitter
  readonly time: RunTime
  readonly waiting: WaitingRoom
  stopFrame(frame: Frame): void
}

/** How a run ends: with one last event, after which nothing changes, whatever still runs. @internal */
export class RunEnd {
  readonly #run: EndingRun

  constructor(run: EndingRun) {
    this.#run = run
  }

  get hasCome(): boolean {
    const { state, root } = this.#run
    return (state.status !== 'running' && state.status !== 'paused') || root.isOver
  }

  /** All has run. */
  succeed(): void {
    const { outputs, usage, exceptionsCount } = this.#run.state
    const about = {
      outputs: Object.fromEntries(outputs),
      durationMs: this.#run.time.usedMs,
      ...(usage ? { usage } : {}),
    }
    if (exceptionsCount === 0) this.#tell('succeeded', { type: 'run_succeeded', ...about })
    else this.#tell('partial-succeeded', { type: 'run_partial_succeeded', ...about, exceptionsCount })
  }

  fail(error: ErrorData, nodeId?: string): void {
    if (this.hasCome) return
    this.#run.stopFrame(this.#run.root)
    this.#tell('failed', {
      type: 'run_failed',
      error,
      ...(nodeId === undefined ? {} : { nodeId }),
      durationMs: this.#run.time.usedMs,
    })
  }

  /** Ends the run now: open nodes are stopped, ports get their signal. */
  stop(): void {
    if (this.hasCome) return
    this.#run.stopFrame(this.#run.root)
    this.#tell('stopped', { type: 'run_stopped', durationMs: this.#run.time.usedMs })
  }

  /** The reader has gone: everything stops and nothing is said. A run that waits for a person keeps waiting. */
  abandon(): void {
    if (this.hasCome) return
    this.#run.emitter.end()
    if (this.#run.state.status === 'paused') this.#close('paused')
    else this.stop()
  }

  #tell(status: RunState['status'], event: RunEventBody): void {
    this.#run.emitter.emit(event)
    this.#close(status)
  }

  #close(status: RunState['status']): void {
    const { state, root, emitter, time, waiting } = this.#run
    // Before any signal fires: what is told to stop may answer at once, and nothing more may be said.
    state.status = status
    root.isOver = true
    emitter.end()
    time.stop()
    waiting.close()
    closeAll(root)
  }
}
