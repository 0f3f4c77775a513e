import type { ClientStatus } from '@skep/client'
import { hasErrorCode, SkepError } from '@skep/schema'
import { callListener } from './call-listener.ts'
import type { HostFunction } from './host-functions.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { type Host, type Link, lostError, openLink } from './link.ts'
import { OpenCalls } from './open-calls.ts'
import { unwrap } from './reply.ts'
import type { HostOptions, Topic } from './wire.ts'
import { within } from './within.ts'

/** @internal */
export type StartHost = () => Promise<Host>

const MOST_RESTARTS = 3
const CALM_MS = 60_000

/**
 * Keeps one host alive and talks to it. When it dies or hangs, every open call rejects with `WORKER_LOST` and a new one
 * starts. After four deaths within a minute of one another, or when a start fails, it is lost: every call then rejects
 * with the cause.
 * @internal
 */
export class Connection {
  readonly #start: StartHost
  readonly #options: HostOptions
  readonly #functions: ReadonlyMap<string, HostFunction>
  readonly #limits: Limits
  readonly #calls: OpenCalls
  readonly #statusListeners = new Set<{ readonly tell: (status: ClientStatus) => void }>()
  #status: ClientStatus = { host: 'worker', state: 'starting' }
  /** The host that lives now; it may still be starting. */
  #live: Link | undefined
  #link: Promise<Link>
  #closing: Promise<void> | undefined
  #isPinging = false
  #deaths = 0
  #lastDeathAtMs = 0

  constructor(
    start: StartHost,
    options: HostOptions,
    functions: ReadonlyMap<string, HostFunction>,
    limits: Partial<Limits> = {},
  ) {
    this.#start = start
    this.#options = options
    this.#functions = functions
    this.#limits = { ...DEFAULT_LIMITS, ...limits }
    this.#calls = new OpenCalls(this.#limits.tickMs, () => void this.#ping())
    this.#link = this.#begin(0)
  }

  get status(): ClientStatus {
    return this.#status
  }

  /** How many streams are open on this side. */
  get streamCount(): number {
    return this.#live?.inbox.size ?? 0
  }

  /** Tells of each change from now on. */
  watchStatus(listener: (status: ClientStatus) => void): () => void {
    const entry = { tell: listener } // the same function may listen twice
    this.#statusListeners.add(entry)
    return () => this.#statusListeners.delete(entry)
  }

  /** `owner` names the client that calls, for `rejectCalls`. */
  async call(method: string, args: readonly unknown[], owner?: object): Promise<unknown> {
    this.#assertOpen()
    const call = this.#calls.open(method, this.#limits.callMs(method), owner)
    try {
      const { remote } = await Promise.race([this.#link, call.failed])
      return unwrap(await Promise.race([remote.call(call.id, method, args), call.failed]))
    } catch (error) {
      throw hasErrorCode(error) ? error : sendError(error, method)
    } finally {
      call.done()
    }
  }

  /** Ends the calls of one client with `CLIENT_CLOSED`. */
  rejectCalls(owner: object): void {
    this.#calls.reject(closedError(), owner)
  }

  /** Items of a topic until the reader leaves or `signal` fires (`CALL_ABORTED`). `WORKER_LOST` when the host dies. */
  async *listen(
    topic: Topic,
    args: readonly unknown[],
    signal: AbortSignal,
  ): AsyncGenerator<unknown, void, void> {
    this.#assertOpen()
    const call = this.#calls.open(topic, this.#limits.callMs(topic))
    let stop = (_error: Error): void => undefined
    const stopped = new Promise<never>((_, reject) => {
      stop = reject
    })
    stopped.catch(() => undefined) // raced below, and told to the stream
    const onAbort = (): void => stop(new SkepError('CALL_ABORTED', 'The listening was stopped.'))
    signal.addEventListener('abort', onAbort, { once: true })
    let close = (): void => undefined
    try {
      if (signal.aborted) onAbort()
      const { inbox, remote } = await Promise.race([this.#link, call.failed, stopped])
      const stream = inbox.open(call.id, () => void remote.unsubscribe(call.id))
      close = stream.close
      // A generator that waits for its next item cannot be told to return: it is woken with an error instead.
      stopped.catch((error: Error) => inbox.fail(call.id, error))
      unwrap(await Promise.race([remote.subscribe(call.id, topic, args), call.failed, stopped]))
      call.done()
      yield* stream.items
    } finally {
      signal.removeEventListener('abort', onAbort)
      close()
      call.done()
    }
  }

  /** Kills the host as a crash would. For tests and for hosts that want a fresh worker. */
  kill(): void {
    this.#live?.host.terminate()
  }

  /** Lets the host end its work and write what it has, for a few seconds at most, then ends it. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    this.#setStatus({ ...this.#status, state: 'closed' })
    this.#rejectAll(closedError())
    const live = this.#live
    if (!live) return // one that is still starting is ended when it comes
    await within(
      Promise.race([live.remote.close(), live.host.died]).then(() => undefined),
      this.#limits.closeMs,
    )
    live.host.terminate()
    live.close()
  }

  #begin(waitMs: number): Promise<Link> {
    const link = this.#open(waitMs)
    // Told to every caller by `call`; a death while starting has seen to what comes next.
    link.catch((error: SkepError) => {
      if (error.code !== 'WORKER_LOST' && !this.#isClosed) this.#giveUp(error)
    })
    return link
  }

  async #open(waitMs: number): Promise<Link> {
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
    this.#assertOpen()
    const host = await this.#start().catch((error: unknown) => {
      throw hasErrorCode(error) ? error : startError(error)
    })
    if (this.#isClosed) {
      host.terminate()
      throw closedError()
    }
    const link = openLink(host, this.#functions)
    this.#live = link
    const died = host.died.then((reason) => {
      link.close()
      const lost = lostError(reason)
      if (this.#live === link) this.#afterDeath(lost)
      throw lost
    })
    died.catch(() => undefined) // raced below; afterwards every open call is told by #afterDeath
    const call = this.#calls.open('the start', this.#limits.startMs)
    try {
      unwrap(await Promise.race([link.init(this.#options), died, call.failed]))
      this.#assertOpen()
    } catch (error) {
      if (this.#live === link && !this.#isClosed) {
        this.#live = undefined
        host.terminate()
      }
      throw hasErrorCode(error) ? error : startError(error)
    } finally {
      call.done()
    }
    const { kind, reason } = host
    this.#setStatus({ host: kind, state: 'ready', ...(reason === undefined ? {} : { reason }) })
    return link
  }

  #afterDeath(lost: SkepError): void {
    this.#live?.inbox.failAll(lost)
    this.#live = undefined
    if (this.#isClosed) return
    const now = Date.now()
    this.#deaths = now - this.#lastDeathAtMs > CALM_MS ? 1 : this.#deaths + 1
    this.#lastDeathAtMs = now
    if (this.#deaths > MOST_RESTARTS) {
      this.#giveUp(lost)
      return
    }
    this.#link = this.#begin(this.#deaths > 1 ? this.#limits.restartMs * 2 ** (this.#deaths - 2) : 0)
    this.#rejectAll(lost)
    this.#setStatus({ host: this.#status.host, state: 'restarting', reason: 'WORKER_LOST' })
  }

  /** Nothing will come any more: whoever calls hears why. */
  #giveUp(error: SkepError): void {
    this.#link = Promise.reject(error)
    this.#link.catch(() => undefined) // told to every caller by `call`
    this.#rejectAll(error)
    this.#setStatus({ host: this.#status.host, state: 'lost', reason: error.code })
  }

  /** A call took too long: either it does, or the host hangs in an endless loop and must be replaced. */
  async #ping(): Promise<void> {
    const live = this.#live
    if (!live || this.#isPinging || this.#status.state !== 'ready') return
    this.#isPinging = true
    const isAlive = await within(live.remote.ping(), this.#limits.pingMs)
    this.#isPinging = false
    if (!isAlive && this.#live === live) live.host.terminate()
  }

  #rejectAll(error: Error): void {
    this.#live?.inbox.failAll(error)
    this.#calls.reject(error)
  }

  get #isClosed(): boolean {
    return this.#status.state === 'closed'
  }

  #assertOpen(): void {
    if (this.#isClosed) throw closedError()
  }

  #setStatus(status: ClientStatus): void {
    this.#status = status
    for (const { tell } of [...this.#statusListeners]) callListener(tell, status)
  }
}

function closedError(): SkepError {
  return new SkepError('CLIENT_CLOSED', 'This client is closed.')
}

function startError(cause: unknown): SkepError {
  return new SkepError(
    'WORKER_UNAVAILABLE',
    'The engine could not be loaded. Reload the page.',
    {},
    { cause },
  )
}

function sendError(cause: unknown, method: string): SkepError {
  return cause instanceof Error && cause.name === 'DataCloneError'
    ? new SkepError(
        'CALL_INVALID',
        `The arguments of ${method} cannot be sent to the worker. Pass plain data.`,
        {},
        { cause },
      )
    : new SkepError('INTERNAL', `The answer to ${method} could not be read. Reload the page.`, {}, { cause })
}
