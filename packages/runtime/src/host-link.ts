import { SkepError } from '@skep/schema'
import * as Comlink from 'comlink'
import { Inbox } from './inbox.ts'
import { unwrap } from './reply.ts'
import type { HostApi, Parcel } from './wire.ts'

/** The worker's way to functions that the host page passed: stores, models. @internal */
export interface HostLink {
  has(name: string): boolean
  call(name: string, args: readonly unknown[]): Promise<unknown>
  stream(name: string, args: readonly unknown[], signal: AbortSignal): AsyncGenerator<unknown, void, void>
}

/** @internal */
export interface HostLinkEnd extends HostLink {
  receive(parcel: Parcel): void
  close(): void
}

/** @internal */
export function openHostLink(port: MessagePort, names: readonly string[]): HostLinkEnd {
  const remote = Comlink.wrap<HostApi>(port)
  const inbox = new Inbox()
  let lastId = 0
  return {
    has: (name) => names.includes(name),
    async call(name, args) {
      return unwrap(await remote.call(++lastId, name, args))
    },
    stream(name, args, signal) {
      const id = ++lastId
      const abort = (): void => {
        void remote.abort(id)
        inbox.fail(id, new SkepError('CALL_ABORTED', 'The call was stopped.'))
      }
      const items = inbox.open(id, () => {
        signal.removeEventListener('abort', abort)
        void remote.abort(id)
      })
      signal.addEventListener('abort', abort, { once: true })
      remote.stream(id, name, args).then(
        (reply) => {
          if (!reply.ok)
            inbox.fail(id, new SkepError(reply.error.code, reply.error.message, reply.error.data))
        },
        (error) => inbox.fail(id, new SkepError('HOST_FUNCTION_FAILED', String(error))),
      )
      if (signal.aborted) abort()
      return items
    },
    receive: (parcel) => inbox.receive(parcel),
    close: () => {
      inbox.failAll(new SkepError('CLIENT_CLOSED', 'The page closed its client.'))
      remote[Comlink.releaseProxy]()
    },
  }
}
