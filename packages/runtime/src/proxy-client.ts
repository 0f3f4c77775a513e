import {
  type ClientStatus,
  isRunEnd,
  type ModelCallOptions,
  type ModelPart,
  type ModelRequest,
  type RunEvent,
  type SkepClient,
  streamRun,
  type Unsubscribe,
} from '@skep/client'
import { hasErrorCode, SkepError } from '@skep/schema'
import { callListener } from './call-listener.ts'
import type { Connection } from './connection.ts'
import { type GroupName, type Groups, METHODS, type ModelCall, type Topic } from './wire.ts'

/**
 * The client over a connection: each call a message, each watch a stream that survives a restart of the worker.
 * Several clients may share a connection; each closes for itself.
 * @internal
 */
export function createProxyClient(connection: Connection, onClose: () => Promise<void> | void): SkepClient {
  const closed = new AbortController()
  const statusListeners = new Map<object, { tell(status: ClientStatus): void; stop(): void }>()
  let closing: Promise<void> | undefined

  function assertOpen(): void {
    if (closing) throw closedError()
  }

  /** Whether a new worker may go on with what this error interrupted. */
  function mayGoOn(error: unknown): boolean {
    const isPassing = hasErrorCode(error) && (error.code === 'WORKER_LOST' || error.code === 'CALL_TIMEOUT')
    const { state } = connection.status
    return isPassing && state !== 'lost' && state !== 'closed'
  }

  function group<G extends GroupName>(name: G): Groups[G] {
    const methods = Object.fromEntries(
      METHODS[name].map((method) => [
        method,
        async (...args: readonly unknown[]) => {
          assertOpen()
          return connection.call(`${name}.${method}`, args.map(withBlobs), closed)
        },
      ]),
    )
    return methods as unknown as Groups[G] // one function per name in METHODS; the rest is added below
  }

  /** Listens for good: after a restart of the worker it listens again. */
  function watch<Item>(topic: Topic, listener: (item: Item) => void): Unsubscribe {
    assertOpen()
    const left = new AbortController()
    const signal = AbortSignal.any([left.signal, closed.signal])
    const listen = async (): Promise<void> => {
      for (;;) {
        try {
          for await (const item of connection.listen(topic, [], signal)) {
            if (signal.aborted) return
            callListener(listener, item as Item) // the service sends items of this topic only
          }
          return
        } catch (error) {
          // Where nothing goes on, the status and every call say so.
          if (signal.aborted || !mayGoOn(error)) return
        }
      }
    }
    void listen()
    return () => left.abort()
  }

  async function* readEvents(
    runId: string,
    from: number,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent, void, void> {
    let after = from
    for (;;) {
      try {
        assertOpen()
        for await (const item of connection.listen('runs.events', [runId, after], signal)) {
          const event = item as RunEvent // the service sends run events on this topic
          after = event.sequence
          yield event
          if (isRunEnd(event)) return
        }
        return
      } catch (error) {
        if (closing) throw closedError()
        if (signal.aborted) return
        if (!mayGoOn(error)) throw error
        // The new worker knows the stored events and ends the run that died with the old one.
      }
    }
  }

  function events(
    runId: string,
    { after = 0, signal: stop }: { readonly after?: number; readonly signal?: AbortSignal } = {},
  ): AsyncIterable<RunEvent> {
    return whileRead(stop, (signal) => readEvents(runId, after, signal))
  }

  async function* readAnswer(
    request: ModelRequest,
    signal: AbortSignal,
  ): AsyncGenerator<ModelPart, void, void> {
    try {
      assertOpen()
      // An answer cannot be taken up by the next worker: its end is told.
      for await (const item of connection.listen('models.chat', [request], signal)) {
        yield item as ModelPart // the service sends parts on this topic
      }
    } catch (error) {
      throw closing ? closedError() : error
    }
  }

  /** A question to a model that has one answer. */
  async function askOnce<Answer>(
    method: ModelCall,
    request: object,
    { signal }: ModelCallOptions = {},
  ): Promise<Answer> {
    try {
      assertOpen()
      const stop = AbortSignal.any([closed.signal, ...(signal ? [signal] : [])])
      for await (const item of connection.listen('models.once', [method, withBlobs(request)], stop)) {
        return item as Answer // the service answers with what the method gives
      }
      throw new SkepError('INTERNAL', 'The model gave no answer. Try again.')
    } catch (error) {
      throw closing ? closedError() : error
    }
  }

  async function* readReplay(runId: string, signal: AbortSignal): AsyncGenerator<RunEvent, void, void> {
    try {
      assertOpen()
      for await (const item of connection.listen('runs.replay', [runId], signal)) {
        yield item as RunEvent // the service sends run events on this topic
      }
    } catch (error) {
      throw closing ? closedError() : error
    }
  }

  /** A stream that ends when its reader leaves, its own signal fires or the client closes. */
  function whileRead<Item>(
    stop: AbortSignal | undefined,
    read: (signal: AbortSignal) => AsyncGenerator<Item, void, void>,
  ): AsyncIterable<Item> {
    return {
      [Symbol.asyncIterator]() {
        const left = new AbortController()
        const items = read(AbortSignal.any([left.signal, closed.signal, ...(stop ? [stop] : [])]))
        return {
          next: () => items.next(),
          return() {
            // Before the generator is told: it may be waiting for an item that never comes.
            left.abort()
            return items.return()
          },
        }
      },
    }
  }

  const runs: SkepClient['runs'] = {
    ...group('runs'),
    events,
    replay: (runId, { signal } = {}) => whileRead(signal, (inner) => readReplay(runId, inner)),
  }
  return {
    apps: { ...group('apps'), watch: (listener) => watch('apps.watch', listener) },
    runs,
    conversations: group('conversations'),
    annotations: group('annotations'),
    files: group('files'),
    knowledge: { ...group('knowledge'), watch: (listener) => watch('knowledge.watch', listener) },
    models: {
      ...group('models'),
      chat: (request, { signal } = {}) => whileRead(signal, (inner) => readAnswer(request, inner)),
      rerank: (request, options) => askOnce('rerank', request, options),
      moderate: (request, options) => askOnce('moderate', request, options),
      transcribe: (request, options) => askOnce('transcribe', request, options),
      speak: (request, options) => askOnce('speak', request, options),
      watchDownloads: (listener) => watch('models.watchDownloads', listener),
    },
    secrets: group('secrets'),
    storage: group('storage'),
    tools: group('tools'),
    run: (request, options) => streamRun(runs, request, options),
    status: (): ClientStatus => (closing ? { ...connection.status, state: 'closed' } : connection.status),
    watchStatus(listener) {
      if (closing) return () => undefined // nothing will change any more
      const key = {}
      const stop = connection.watchStatus((status) => {
        // The last status of a client is its own `closed`, told below.
        if (!closing) listener(status)
      })
      statusListeners.set(key, { tell: listener, stop })
      return () => {
        statusListeners.delete(key)
        stop()
      }
    },
    close() {
      closing ??= (async () => {
        closed.abort()
        connection.rejectCalls(closed)
        for (const { stop, tell } of statusListeners.values()) {
          stop()
          callListener(tell, { ...connection.status, state: 'closed' })
        }
        statusListeners.clear()
        await onClose()
      })()
      return closing
    },
  }
}

function closedError(): SkepError {
  return new SkepError('CLIENT_CLOSED', 'This client is closed.')
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
