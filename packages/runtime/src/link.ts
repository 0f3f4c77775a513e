import { SkepError } from '@skep/schema'
import * as Comlink from 'comlink'
import { createHostApi, type HostFunction } from './host-functions.ts'
import { Inbox } from './inbox.ts'
import { Outbox } from './outbox.ts'
import type { HostOptions, Reply, WorkerApi } from './wire.ts'

/** One living worker (or its stand-in on the main thread). @internal */
export interface Host {
  readonly kind: 'worker' | 'main'
  /** Why it is not what was wished for, as an error code. */
  readonly reason?: string
  readonly endpoint: Comlink.Endpoint
  /** Resolves when the host is dead, whatever killed it. */
  readonly died: Promise<string>
  terminate(): void
}

/** The ports to one host. Wrapped, because a Comlink proxy must not be what a promise resolves to: it answers to `then`. @internal */
export interface Link {
  readonly host: Host
  readonly remote: Comlink.Remote<WorkerApi>
  readonly inbox: Inbox
  /** Starts the service on the other side. */
  init(options: HostOptions): Promise<Reply>
  /** Frees the ports of a host that is dead. */
  close(): void
}

/** @internal */
export function openLink(host: Host, functions: ReadonlyMap<string, HostFunction>): Link {
  const remote = Comlink.wrap<WorkerApi>(host.endpoint)
  const events = new MessageChannel()
  const calls = new MessageChannel()
  const outbox = new Outbox((parcel) => events.port1.postMessage(parcel))
  const inbox = new Inbox()
  const hostApi = createHostApi(functions, outbox)
  events.port1.onmessage = (message) => inbox.receive(message.data)
  Comlink.expose(hostApi, calls.port1)
  return {
    host,
    remote,
    inbox,
    init: (options) =>
      remote.init(
        options,
        Comlink.transfer(events.port2, [events.port2]),
        Comlink.transfer(calls.port2, [calls.port2]),
      ),
    close() {
      hostApi.abortAll()
      outbox.close()
      for (const port of [events.port1, calls.port1]) port.close()
    },
  }
}

/** @internal */
export function lostError(reason: string): SkepError {
  return new SkepError('WORKER_LOST', 'The worker ended unexpectedly. Try again.', { reason })
}
