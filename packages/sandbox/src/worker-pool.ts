import type { CodeProgress } from '@skep/engine'
import { SkepError } from '@skep/schema'
import type { ReadyMessage, SpawnSandboxWorker, StartMessage } from './protocol.ts'
import {
  type CheckMessage,
  type RunMessage,
  type SlotEnding,
  startSlot,
  type WorkerSlot,
} from './worker-slot.ts'

export interface PoolOptions {
  /** For people: what is missing when no worker can be had. */
  readonly language: string
  readonly spawn: SpawnSandboxWorker
  /** What the next worker begins with. */
  start(): StartMessage
  /** What a worker that is ready hands out for those after it. */
  ready(message: ReadyMessage): void
  readonly maxWorkers: number
  readonly startTimeoutMs: number
}

/** A run of this length may well end at its deadline: the worker that takes over is started beside it. */
const STANDBY_MS = 1_000

/** A run that is to be done. */
export interface PoolJob {
  readonly message: RunMessage | CheckMessage
  readonly timeoutMs: number
  readonly signal: AbortSignal
  /** Whose code it is: a worker runs that of one owner only. */
  readonly owner?: string | undefined
  /** While the run waits for a worker that loads. */
  readonly onProgress?: ((progress: CodeProgress) => void) | undefined
}

interface WaitingJob extends PoolJob {
  readonly resolve: (ending: SlotEnding) => void
  readonly reject: (error: SkepError) => void
  slot: OwnedSlot | null
}

interface OwnedSlot {
  readonly slot: WorkerSlot
  /** Set by its first run. */
  owner: string | undefined
  isUsed: boolean
}

/** Hands runs to workers, one at a time each, makes workers when they are needed and replaces the dead. */
export interface WorkerPool {
  run(job: PoolJob): Promise<SlotEnding>
  close(): void
}

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const slots = new Set<OwnedSlot>()
  const queue: WaitingJob[] = []
  let isClosed = false

  const spawn = (): void => {
    let owned: OwnedSlot | null = null
    try {
      const slot = startSlot(options.spawn(), options.start(), options.startTimeoutMs, {
        ready(message) {
          options.ready(message)
          assign()
        },
        progress(loadedBytes, totalBytes) {
          for (const job of queue) job.onProgress?.({ loadedBytes, totalBytes })
        },
        startFailed(reason) {
          if (owned) slots.delete(owned)
          giveUp(reason)
        },
      })
      owned = { slot, owner: undefined, isUsed: false }
      slots.add(owned)
    } catch (error) {
      giveUp(String(error))
    }
  }

  const unavailable = (reason: string): SkepError =>
    new SkepError(
      'CODE_LANGUAGE_UNAVAILABLE',
      `The sandbox for ${options.language} code could not be started. Check that its worker and wasm files are served.`,
      { reason },
    )

  /** No worker can be had: whoever waits hears why. The next run tries again. */
  const giveUp = (reason: string): void => {
    if (slots.size > 0) return
    for (const job of queue.splice(0)) job.reject(unavailable(reason))
  }

  const retire = (owned: OwnedSlot): void => {
    slots.delete(owned)
    owned.slot.kill()
  }

  const assign = (): void => {
    // A worker may die while it waits.
    for (const owned of [...slots]) if (owned.slot.state === 'dead') slots.delete(owned)
    for (const owned of [...slots]) {
      if (owned.slot.state !== 'idle') continue
      const at = queue.findIndex((job) => isCheck(job) || !owned.isUsed || job.owner === owned.owner)
      const [job] = at < 0 ? [] : queue.splice(at, 1)
      if (job) void execute(owned, job)
    }
    // Whoever still waits needs a new worker; where there are enough, one that served somebody else makes room.
    const starting = [...slots].filter(({ slot }) => slot.state === 'starting').length
    for (let missing = queue.length - starting; missing > 0; missing--) {
      if (slots.size >= options.maxWorkers) {
        const idle = [...slots].find(({ slot }) => slot.state === 'idle')
        if (!idle) return
        retire(idle)
      }
      spawn()
    }
  }

  const spawnStandby = (): void => {
    const isOneFree = [...slots].some(({ slot }) => slot.state === 'idle' || slot.state === 'starting')
    if (!isClosed && !isOneFree && slots.size < options.maxWorkers) spawn()
  }

  const execute = async (owned: OwnedSlot, job: WaitingJob): Promise<void> => {
    job.slot = owned
    if (!isCheck(job)) {
      owned.owner = job.owner
      owned.isUsed = true
    }
    const standby = setTimeout(spawnStandby, STANDBY_MS)
    const ending = await owned.slot.run(job.message, job.timeoutMs)
    clearTimeout(standby)
    if (owned.slot.state === 'dead') slots.delete(owned)
    job.resolve(ending)
    if (isClosed) return
    // One worker is kept ready: who has just waited for a hanging node should not wait for a worker too.
    if (slots.size === 0) spawn()
    assign()
  }

  /** Nobody waits any more for what a first worker downloads. */
  const stopLoading = (): void => {
    if (queue.length > 0) return
    for (const owned of [...slots]) if (owned.slot.state === 'starting') retire(owned)
  }

  return {
    run: (given) =>
      new Promise((resolve, reject) => {
        const { signal } = given
        if (isClosed) return reject(unavailable('It was closed.'))
        if (signal.aborted) return reject(aborted())
        const stop = (): void => {
          const at = queue.indexOf(job)
          if (at >= 0) queue.splice(at, 1)
          job.reject(aborted())
          if (job.slot) job.slot.slot.kill()
          else stopLoading()
        }
        const settle =
          <Value>(next: (value: Value) => void) =>
          (value: Value): void => {
            signal.removeEventListener('abort', stop)
            next(value)
          }
        const job: WaitingJob = { ...given, slot: null, resolve: settle(resolve), reject: settle(reject) }
        queue.push(job)
        signal.addEventListener('abort', stop, { once: true })
        assign()
      }),
    close() {
      isClosed = true
      for (const owned of [...slots]) retire(owned)
      for (const job of queue.splice(0)) job.reject(unavailable('It was closed.'))
    },
  }
}

/** Code that is only read meets nobody's code. */
function isCheck({ message }: PoolJob): boolean {
  return message.type === 'check'
}

function aborted(): SkepError {
  return new SkepError('CALL_ABORTED', 'The call was stopped.')
}
