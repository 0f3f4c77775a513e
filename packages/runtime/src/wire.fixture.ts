import type { App, ErrorCode } from '@skep/schema'
import { SkepError } from '@skep/schema'
import type { CreateService, Service } from './serve-endpoint.ts'

/**
 * What the wire tests ask for. The first argument of `apps.get` says what shall happen, and the namespace how the
 * service starts: `start-fails`, `start-hangs`, `start-slow`.
 */
export const testService: CreateService = async (options, host) => {
  const gone = (): never => {
    throw new SkepError('INTERNAL', 'not part of these tests')
  }
  if (options.namespace === 'start-fails') throw new SkepError('STORAGE_VERSION', 'too new', { found: 9 })
  if (options.namespace === 'start-hangs') await new Promise(() => undefined)
  if (options.namespace === 'start-slow') await new Promise((resolve) => setTimeout(resolve, 100))
  let listening = 0
  const service = {
    apps: {
      list: async () => [],
      async get(wish: string) {
        const [kind, value = ''] = wish.split(':')
        if (kind === 'throw')
          throw new SkepError(value as ErrorCode, `about ${value}`, { value, deep: { list: [1, null] } })
        if (kind === 'foreign') throw new TypeError('a foreign mistake')
        if (kind === 'abort') throw new DOMException('stopped', 'AbortError')
        if (kind === 'hang') return new Promise(() => undefined)
        if (kind === 'loop') for (;;); // as a regular expression that does not end
        if (kind === 'function') return () => undefined
        if (kind === 'listening') return listening
        if (kind === 'late') {
          await new Promise((resolve) => setTimeout(resolve, Number(value)))
          return value
        }
        if (kind === 'host') return host.call(value, ['an argument'])
        if (kind === 'host-stream') {
          const items: unknown[] = []
          for await (const item of host.stream(value, ['an argument'], new AbortController().signal))
            items.push(item)
          return items
        }
        if (kind === 'namespace') return options.namespace
        return { app: { id: wish } as App, revision: 1, createdAtMs: 0, updatedAtMs: 0 }
      },
      watch(listener: (event: unknown) => void) {
        listening++
        listener({ type: 'app_removed', appId: 'first' })
        listener({ type: 'app_removed', appId: 'second' })
        return () => {
          listening--
        }
      },
    },
    runs: {
      async *events(runId: string, { after = 0, signal }: { after?: number; signal?: AbortSignal } = {}) {
        const [kind, count] = runId.split(':')
        listening++
        try {
          for (let sequence = after + 1; sequence <= Number(count); sequence++) {
            const text = kind === 'function' && sequence === 2 ? () => undefined : String(sequence)
            yield { type: 'text_chunk', runId, sequence, atMs: 0, text }
          }
          if (kind === 'fail') throw new SkepError('RUN_NOT_FOUND', 'no such run', { runId })
          if (kind === 'open') {
            await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
            return
          }
          yield {
            type: 'run_succeeded',
            runId,
            sequence: Number(count) + 1,
            atMs: 0,
            outputs: {},
            durationMs: 0,
          }
        } finally {
          listening--
        }
      },
      start: gone,
    },
    models: {
      async *chat({ model }: { model: string }, { signal }: { signal?: AbortSignal } = {}) {
        listening++
        try {
          yield { type: 'text', text: model }
          if (model === 'fails') throw new SkepError('MODEL_AUTH', 'no key', {})
          if (model === 'waits')
            await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()))
          yield { type: 'finish', reason: 'stop', usage: {} }
        } finally {
          listening--
        }
      },
      watchDownloads(listener: (download: unknown) => void) {
        listener({ provider: 'local', model: 'tiny', state: 'ready' })
        return () => undefined
      },
    },
    files: {
      upload: async ({ bytes }: { bytes: Blob }) => ({ isBlob: bytes instanceof Blob, size: bytes.size }),
    },
    close: async () => {
      if (host.has('last-words')) await host.call('last-words', [])
    },
  }
  return service as unknown as Service // the few methods that these tests call
}
