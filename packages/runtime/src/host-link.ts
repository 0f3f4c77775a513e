import { SkepError } from '@skep/schema'
import * as Comlink from 'comlink'
import { Inbox } from './inbox.ts'
import { OpenCalls } from './open-calls.ts'
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

const CALL_MS = 60_000
/** Bytes of a large file may have to travel to a server of the host's. */
const BYTES_CALL_MS = 10 * 60_000

/** @internal */
export function openHostLink(
  port: MessagePort,
  names: readonly string[],
  limitMs: (name: string) => number = hostCallMs,
): HostLinkEnd {
  const remote = Comlink.wrap<HostApi>(port)
  const inbox = new Inbox()
  const calls = new OpenCalls(1000, () => undefined)
  let lastStreamId = 0
  let isClosed = false
  return {
    has: (name) => names.includes(name),
    async call(name, args) {
      const call = calls.open(`the page's function ${name}`, limitMs(name))
      try {
        return unwrap(await Promise.race([remote.call(call.id, name, args), call.failed]))
      } finally {
        call.done()
      }
    },
    stream(name, args, signal) {
      const id = ++lastStreamId
      const tellAbort = (): void => {
        if (!isClosed) void remote.abort(id)
      }
      const abort = (): void => {
        tellAbort()
        inbox.fail(id, new SkepError('CALL_ABORTED', 'The call was stopped.'))
      }
      const { items } = inbox.open(id, () => {
        signal.removeEventListener('abort', abort)
        tellAbort()
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
      isClosed = true
      const closed = new SkepError('CLIENT_CLOSED', 'The page closed its client.')
      inbox.failAll(closed)
      calls.reject(closed)
      remote[Comlink.releaseProxy]()
    },
  }
}

function hostCallMs(name: string): number {
  return /^stores\.(files|knowledge)\./.test(name) ? BYTES_CALL_MS : CALL_MS
}
