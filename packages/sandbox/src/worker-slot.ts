import type { GuestOutcome, ReadyMessage, SandboxWorker, StartMessage, ToWorker } from './protocol.ts'
import { readMessage } from './read-message.ts'

export type RunMessage = Extract<ToWorker, { readonly type: 'run' }>

export type CheckMessage = Extract<ToWorker, { readonly type: 'check' }>

/** How a run ended, seen from outside the worker. */
export type SlotEnding =
  | { readonly type: 'outcome'; readonly outcome: GuestOutcome }
  | { readonly type: 'timeout' }
  | { readonly type: 'lost' }

export interface SlotListener {
  ready(message: ReadyMessage): void
  progress(loadedBytes: number, totalBytes: number): void
  /** The worker never got ready; the slot is dead. */
  startFailed(reason: string): void
}

/** One worker with the watchdog that ends it. After anything but an orderly end it is dead and must be replaced. */
export interface WorkerSlot {
  readonly state: 'starting' | 'idle' | 'busy' | 'dead'
  /** Only while idle. */
  run(message: RunMessage | CheckMessage, timeoutMs: number): Promise<SlotEnding>
  kill(): void
}

export function startSlot(
  worker: SandboxWorker,
  start: StartMessage,
  startTimeoutMs: number,
  listener: SlotListener,
): WorkerSlot {
  let state: WorkerSlot['state'] = 'starting'
  let job: {
    readonly id: number
    readonly timeoutMs: number
    readonly end: (ending: SlotEnding) => void
  } | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const watch = (ms: number, onTime: () => void): void => {
    clearTimeout(timer)
    timer = setTimeout(onTime, ms)
  }

  const waitForStart = (): void =>
    watch(startTimeoutMs, () => die({ type: 'lost' }, 'The worker did not answer.'))

  const die = (ending: SlotEnding, reason: string): void => {
    if (state === 'dead') return
    const wasStarting = state === 'starting'
    state = 'dead'
    clearTimeout(timer)
    worker.terminate()
    const { end } = job ?? {}
    job = null
    end?.(ending)
    if (wasStarting) listener.startFailed(reason)
  }

  const finish = (outcome: GuestOutcome): void => {
    clearTimeout(timer)
    // Memory that grew stays with the worker, and an engine that broke down is not trusted again.
    if (outcome.isSpent || outcome.kind === 'memory' || outcome.kind === 'crash') {
      die({ type: 'outcome', outcome }, '')
    } else {
      const { end } = job ?? {}
      job = null
      state = 'idle'
      end?.({ type: 'outcome', outcome })
    }
  }

  worker.listen(
    (raw) => {
      const message = readMessage(raw)
      if (state === 'dead') return
      if (message?.type === 'ready' && state === 'starting') {
        clearTimeout(timer)
        state = 'idle'
        listener.ready(message)
      } else if (message?.type === 'progress' && state === 'starting') {
        // Slow is not dead: what still comes gets its time.
        waitForStart()
        listener.progress(message.loadedBytes, message.totalBytes)
      } else if (message?.type === 'started' && message.id === job?.id) {
        watch(job.timeoutMs, () => die({ type: 'timeout' }, ''))
      } else if (message?.type === 'done' && message.id === job?.id) finish(message.outcome)
      else
        die(
          { type: 'lost' },
          message?.type === 'failed-to-start' ? message.reason : 'An unknown message came.',
        )
    },
    (reason) => die({ type: 'lost' }, reason),
  )
  waitForStart()
  worker.postMessage(start)

  return {
    get state() {
      return state
    },
    run(message, timeoutMs) {
      return new Promise((end) => {
        state = 'busy'
        job = { id: message.id, timeoutMs, end }
        // Until it says that it has started, only a worker that is gone altogether can be the cause of a silence.
        watch(startTimeoutMs, () => die({ type: 'lost' }, ''))
        worker.postMessage(message)
      })
    },
    kill: () => die({ type: 'lost' }, 'The sandbox was closed.'),
  }
}
