import { SkepError } from '@skep/schema'
import type { SpawnSandboxWorker, WasmSource } from './protocol.ts'
import { type RunMessage, type SlotEnding, startSlot, type WorkerSlot } from './worker-slot.ts'

export interface PoolOptions {
  readonly spawn: SpawnSandboxWorker
  readonly wasm: WasmSource | undefined
  readonly maxWorkers: number
  readonly startTimeoutMs: number
}

interface Job {
  readonly message: RunMessage
  readonly timeoutMs: number
  readonly resolve: (ending: SlotEnding) => void
  readonly reject: (error: SkepError) => void
  slot: WorkerSlot | null
}

/** Hands runs to workers, one at a time each, makes workers when they are needed and replaces the dead. */
export interface WorkerPool {
  run(message: RunMessage, timeoutMs: number, signal: AbortSignal): Promise<SlotEnding>
  close(): void
}

export function createWorkerPool(options: PoolOptions): WorkerPool {
  const slots = new Set<WorkerSlot>()
  const queue: Job[] = []
  let wasm = options.wasm
  let isClosed = false

  const spawn = (): void => {
    let slot: WorkerSlot | null = null
    try {
      slot = startSlot(options.spawn(), wasm, options.startTimeoutMs, {
        ready(module) {
          wasm = module ?? wasm
          assign()
        },
        startFailed(reason) {
          if (slot) slots.delete(slot)
          giveUp(reason)
        },
      })
      slots.add(slot)
    } catch (error) {
      giveUp(String(error))
    }
  }

  /** No worker can be had: whoever waits hears why. The next run tries again. */
  const giveUp = (reason: string): void => {
    if (slots.size > 0) return
    for (const job of queue.splice(0)) job.reject(unavailable(reason))
  }

  const assign = (): void => {
    // A worker may die while it waits.
    for (const slot of [...slots]) if (slot.state === 'dead') slots.delete(slot)
    for (const slot of slots) {
      if (slot.state !== 'idle') continue
      const job = queue.shift()
      if (!job) return
      void execute(slot, job)
    }
    const starting = [...slots].filter((slot) => slot.state === 'starting').length
    const wanted = Math.min(queue.length - starting, options.maxWorkers - slots.size)
    for (let made = 0; made < wanted; made++) spawn()
  }

  const execute = async (slot: WorkerSlot, job: Job): Promise<void> => {
    job.slot = slot
    const ending = await slot.run(job.message, job.timeoutMs)
    if (slot.state === 'dead') slots.delete(slot)
    job.resolve(ending)
    if (isClosed) return
    // One worker is kept ready: who has just waited for a hanging node should not wait for a worker too.
    if (slots.size === 0) spawn()
    assign()
  }

  return {
    run: (message, timeoutMs, signal) =>
      new Promise((resolve, reject) => {
        if (isClosed) return reject(unavailable('It was closed.'))
        if (signal.aborted) return reject(aborted())
        const job: Job = { message, timeoutMs, slot: null, resolve, reject }
        const stop = (): void => {
          const at = queue.indexOf(job)
          if (at >= 0) queue.splice(at, 1)
          reject(aborted())
          job.slot?.kill()
        }
        const settle =
          <Value>(next: (value: Value) => void) =>
          (value: Value): void => {
            signal.removeEventListener('abort', stop)
            next(value)
          }
        queue.push(Object.assign(job, { resolve: settle(resolve), reject: settle(reject) }))
        signal.addEventListener('abort', stop, { once: true })
        assign()
      }),
    close() {
      isClosed = true
      for (const slot of [...slots]) slot.kill()
      slots.clear()
      for (const job of queue.splice(0)) job.reject(unavailable('It was closed.'))
    },
  }
}

function unavailable(reason: string): SkepError {
  return new SkepError(
    'CODE_LANGUAGE_UNAVAILABLE',
    'The sandbox for JavaScript code could not be started. Check that its worker and wasm files are served.',
    { reason },
  )
}

function aborted(): SkepError {
  return new SkepError('CALL_ABORTED', 'The call was stopped.')
}
