import type { ClientStatus } from '@skep/client'
import { hasErrorCode, SkepError } from '@skep/schema'
import * as Comlink from 'comlink'
import type { HostFunction } from './host-functions.ts'
import { createHostApi } from './host-functions.ts'
import { Inbox } from './inbox.ts'
import { Outbox } from './outbox.ts'
import { unwrap } from './reply.ts'
import type { HostOptions, Reply, Topic, WorkerApi } from './wire.ts'

/** One living worker (or its stand-in on the main thread). @internal */
export interface Host {
  readonly kind: 'worker' | 'main'
  readonly endpoint: Comlink.Endpoint
  /** Resolves when the host is dead, whatever killed it. */
  readonly died: Promise<string>
  terminate(): void
}

/** @internal */
export type StartHost = () => Promise<Host>

/** Wrapped, because a Comlink proxy must not be what a promise resolves to: it answers to `then`. */
interface Link {
  readonly remote: Comlink.Remote<WorkerApi>
}

interface Call {
  readonly reject: (error: Error) => void
}

const MOST_RESTARTS = 3
const RESTART_WAIT_MS = 250
const CALM_MS = 60_000

/**
 * Keeps one host alive and talks to it. When it dies, every open call rejects with `WORKER_LOST`, a new one starts,
 * and whoever listened is told to listen again. After three deaths within a minute of one another it gives up.
 * @internal
 */
export class Connection {
  readonly #start: StartHost
  readonly #options: HostOptions
  readonly #functions: ReadonlyMap<string, HostFunction>
  readonly #calls = new Map<number, Call>()
  readonly #statusListeners = new Set<(status: ClientStatus) => void>()
  readonly #restartListeners = new Set<() => void>()
  #inbox = new Inbox()
  #status: ClientStatus = { host: 'worker', state: 'starting' }
  #host: Host | undefined
  #link: Promise<Link>
  #lastId = 0
  #deaths = 0
  #lastDeathAtMs = 0

  constructor(start: StartHost, options: HostOptions, functions: ReadonlyMap<string, HostFunction>) {
    this.#start = start
    this.#options = options
    this.#functions = functions
    this.#link = this.#open()
    this.#link.catch(() => undefined) // told to every caller by `call`
  }

  get status(): ClientStatus {
    return this.#status
  }

  watchStatus(listener: (status: ClientStatus) => void): () => void {
    this.#statusListeners.add(listener)
    return () => this.#statusListeners.delete(listener)
  }

  async call(method: string, args: readonly unknown[]): Promise<unknown> {
    const id = ++this.#lastId
    const lost = new Promise<never>((_, reject) => this.#calls.set(id, { reject }))
    try {
      return unwrap(await Promise.race([this.#send(id, method, args), lost]))
    } catch (error) {
      if (hasErrorCode(error)) throw error
      throw new SkepError(
        'CALL_INVALID',
        `The arguments of ${method} cannot be sent to the worker. Pass plain data.`,
      )
    } finally {
      this.#calls.delete(id)
    }
  }

  async #send(id: number, method: string, args: readonly unknown[]): Promise<Reply> {
    const { remote } = await this.#link
    return await remote.call(id, method, args)
  }

  /** Items of a topic until the reader leaves or `signal` fires (`CALL_ABORTED`). `WORKER_LOST` when the host dies. */
  async *listen(
    topic: Topic,
    args: readonly unknown[],
    signal: AbortSignal,
  ): AsyncGenerator<unknown, void, void> {
    this.#assertOpen()
    const id = ++this.#lastId
    const lost = new Promise<never>((_, reject) => this.#calls.set(id, { reject }))
    lost.catch(() => undefined) // the stream itself ends with the same error
    try {
      const { remote } = await Promise.race([this.#link, lost])
      const inbox = this.#inbox
      const items = inbox.open(id, () => void remote.unsubscribe(id))
      // A generator that waits for its next item cannot be told to return: it is woken with an error instead.
      const stop = (): void => inbox.fail(id, new SkepError('CALL_ABORTED', 'The listening was stopped.'))
      signal.addEventListener('abort', stop, { once: true })
      if (signal.aborted) stop()
      unwrap(await Promise.race([remote.subscribe(id, topic, args), lost]))
      yield* items
    } finally {
      this.#calls.delete(id)
    }
  }

  /** Calls back after each restart, so that listeners can begin again. */
  onRestart(listener: () => void): () => void {
    this.#restartListeners.add(listener)
    return () => this.#restartListeners.delete(listener)
  }

  /** Kills the host as a crash would. For tests and for hosts that want a fresh worker. */
  kill(): void {
    this.#host?.terminate()
  }

  close(): void {
    if (this.#status.state === 'closed') return
    this.#setStatus({ ...this.#status, state: 'closed' })
    this.#rejectAll(new SkepError('CLIENT_CLOSED', 'This client is closed.'))
    this.#host?.terminate()
  }

  async #open(): Promise<Link> {
    const host = await this.#start()
    if (this.#status.state === 'closed') {
      host.terminate()
      this.#assertOpen()
    }
    this.#host = host
    const remote = Comlink.wrap<WorkerApi>(host.endpoint)
    const events = new MessageChannel()
    const functions = new MessageChannel()
    const outbox = new Outbox((parcel) => events.port1.postMessage(parcel))
    const inbox = new Inbox()
    this.#inbox = inbox
    events.port1.onmessage = (message) => inbox.receive(message.data)
    Comlink.expose(createHostApi(this.#functions, outbox), functions.port1)
    const died = host.died.then((reason) => {
      for (const port of [events.port1, functions.port1]) port.close()
      outbox.close()
      if (this.#host === host) this.#afterDeath(reason)
      throw new SkepError('WORKER_LOST', 'The worker ended unexpectedly. Try again.', { reason })
    })
    died.catch(() => undefined) // raced below; afterwards every open call is told by #afterDeath
    const started = remote.init(
      this.#options,
      Comlink.transfer(events.port2, [events.port2]),
      Comlink.transfer(functions.port2, [functions.port2]),
    )
    unwrap(await Promise.race([started, died]))
    this.#setStatus({ host: host.kind, state: 'ready' })
    return { remote }
  }

  #afterDeath(reason: string): void {
    this.#host = undefined
    if (this.#status.state === 'closed') return
    const lost = new SkepError('WORKER_LOST', 'The worker ended unexpectedly. Try again.', { reason })
    const now = Date.now()
    this.#deaths = now - this.#lastDeathAtMs > CALM_MS ? 1 : this.#deaths + 1
    this.#lastDeathAtMs = now
    this.#rejectAll(lost)
    if (this.#deaths > MOST_RESTARTS) {
      this.#setStatus({ ...this.#status, state: 'lost', reason: 'WORKER_LOST' })
      return
    }
    this.#setStatus({ ...this.#status, state: 'restarting', reason: 'WORKER_LOST' })
    this.#link = this.#restart()
    this.#link.catch(() => undefined) // told to every caller by `call`
  }

  async #restart(): Promise<Link> {
    await new Promise((resolve) =>
      setTimeout(resolve, this.#deaths > 1 ? RESTART_WAIT_MS * 2 ** this.#deaths : 0),
    )
    this.#assertOpen()
    const link = await this.#open()
    for (const listener of [...this.#restartListeners]) listener()
    return link
  }

  #rejectAll(error: Error): void {
    this.#inbox.failAll(error)
    for (const call of [...this.#calls.values()]) call.reject(error)
    this.#calls.clear()
  }

  #assertOpen(): void {
    if (this.#status.state === 'closed') throw new SkepError('CLIENT_CLOSED', 'This client is closed.')
  }

  #setStatus(status: ClientStatus): void {
    this.#status = status
    for (const listener of [...this.#statusListeners]) listener(status)
  }
}
