import {
  type ClientStatus,
  isRunEnd,
  type RunEvent,
  type SkepClient,
  streamRun,
  type Unsubscribe,
} from '@skep/client'
import { hasErrorCode, SkepError } from '@skep/schema'
import type { Connection } from './connection.ts'
import { type GroupName, type Groups, METHODS, type Topic } from './wire.ts'

/** The client over a connection: each call a message, each watch a stream that survives a restart of the worker. @internal */
export function createProxyClient(connection: Connection, onClose: () => void): SkepClient {
  const listeners = new Set<Unsubscribe>()
  let isClosed = false

  function assertOpen(): void {
    if (isClosed) throw new SkepError('CLIENT_CLOSED', 'This client is closed.')
  }

  function group<G extends GroupName>(name: G): Groups[G] {
    const methods = Object.fromEntries(
      METHODS[name].map((method) => [
        method,
        async (...args: readonly unknown[]) => {
          assertOpen()
          return connection.call(`${name}.${method}`, args.map(withBlobs))
        },
      ]),
    )
    return methods as unknown as Groups[G] // one function per name in METHODS; the rest is added below
  }

  /** Listens for good: after a restart of the worker it listens again. */
  function watch<Item>(topic: Topic, listener: (item: Item) => void): Unsubscribe {
    assertOpen()
    const controller = new AbortController()
    const listen = async (): Promise<void> => {
      try {
        for await (const item of connection.listen(topic, [], controller.signal)) {
          if (controller.signal.aborted) return
          listener(item as Item) // the service sends items of this topic only
        }
      } catch (error) {
        if (!hasErrorCode(error)) throw error // a listener's own mistake is its own
      }
    }
    void listen()
    const stopRestarts = connection.onRestart(() => void listen())
    const unsubscribe = (): void => {
      controller.abort()
      stopRestarts()
      listeners.delete(unsubscribe)
    }
    listeners.add(unsubscribe)
    return unsubscribe
  }

  async function* events(
    runId: string,
    options: { readonly after?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<RunEvent, void, void> {
    assertOpen()
    let after = options.after ?? 0
    const left = new AbortController()
    const signal = options.signal ? AbortSignal.any([left.signal, options.signal]) : left.signal
    try {
      for (;;) {
        try {
          for await (const item of connection.listen('runs.events', [runId, after], signal)) {
            const event = item as RunEvent // the service sends run events on this topic
            after = event.sequence
            yield event
            if (isRunEnd(event)) return
          }
          return
        } catch (error) {
          if (signal.aborted) return
          const isLost = hasErrorCode(error) && error.code === 'WORKER_LOST'
          if (!isLost || isClosed || connection.status.state === 'lost') throw error
          // The new worker knows the stored events and ends the run that died with the old one.
        }
      }
    } finally {
      left.abort()
    }
  }

  const runs: SkepClient['runs'] = { ...group('runs'), events }
  return {
    apps: { ...group('apps'), watch: (listener) => watch('apps.watch', listener) },
    runs,
    conversations: group('conversations'),
    files: group('files'),
    knowledge: { ...group('knowledge'), watch: (listener) => watch('knowledge.watch', listener) },
    models: group('models'),
    secrets: group('secrets'),
    storage: group('storage'),
    run: (request, options) => streamRun(runs, request, options),
    status: (): ClientStatus => (isClosed ? { ...connection.status, state: 'closed' } : connection.status),
    watchStatus: (listener) => connection.watchStatus(listener),
    async close() {
      if (isClosed) return
      isClosed = true
      for (const unsubscribe of [...listeners]) unsubscribe()
      onClose()
    },
  }
}

/** Bytes travel as Blobs: those are shared, not copied, and the caller keeps its own. */
function withBlobs(argument: unknown): unknown {
  if (typeof argument !== 'object' || argument === null || !('bytes' in argument)) return argument
  const { bytes } = argument
  if (bytes instanceof ArrayBuffer || bytes instanceof Uint8Array) {
    return { ...argument, bytes: new Blob([bytes as BlobPart]) } // a Uint8Array over a SharedArrayBuffer is refused by Blob itself
  }
  return argument
}
