import type { FromWorker, GuestOutcome, ReadyMessage, StartMessage, ToWorker } from './protocol.ts'

/** The worker's side of the wall, for a browser's and for Node's kind of worker alike. */
export interface SandboxPort {
  post(message: FromWorker): void
  listen(listener: (message: ToWorker) => void): void
}

export type GuestRequest = Extract<ToWorker, { readonly type: 'run' }>

export type CheckRequest = Extract<ToWorker, { readonly type: 'check' }>

/** What runs code in a worker. */
export interface WorkerGuest {
  run(request: GuestRequest): Promise<GuestOutcome>
  /** Compiles code and runs none of it. */
  check(request: CheckRequest): Promise<GuestOutcome>
  /** After a run has been answered: makes ready for the next one. */
  rest?(): void
}

/** A guest that can run, and what the host should know of it. */
export interface StartedGuest {
  readonly guest: WorkerGuest
  readonly ready: ReadyMessage
}

/** Answers `start` once and then every `run`, one after the other. Never throws at the port. */
export function serveGuest(port: SandboxPort, start: (message: StartMessage) => Promise<StartedGuest>): void {
  let guest: Promise<WorkerGuest> | null = null

  const begin = async (message: StartMessage): Promise<WorkerGuest> => {
    const started = await start(message)
    try {
      port.post(started.ready)
    } catch {
      // Some hosts do not let modules cross; the next worker compiles its own.
      port.post({ type: 'ready' })
    }
    return started.guest
  }

  port.listen(async (message) => {
    if (message.type === 'start') {
      guest = begin(message)
      guest.catch((error: unknown) => port.post({ type: 'failed-to-start', reason: String(error) }))
      return
    }
    const ready = await guest?.catch(() => null) // it has said so above
    if (!ready) return
    port.post({ type: 'started', id: message.id })
    const work = message.type === 'check' ? ready.check(message) : ready.run(message)
    const outcome = await work.catch((): GuestOutcome => ({ kind: 'crash', reason: 'engine', logs: '[]' }))
    port.post({ type: 'done', id: message.id, outcome })
    // A worker that is spent is about to be ended.
    if (!outcome.isSpent) ready.rest?.()
  })
}
