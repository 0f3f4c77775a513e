import type { App, ErrorCode } from '@skep/schema'
import { SkepError } from '@skep/schema'
import type { CreateService, Service } from './serve-endpoint.ts'

/** What the wire tests ask for. The first argument of `apps.get` says what shall happen. */
export const testService: CreateService = async (options, host) => {
  const gone = (): never => {
    throw new SkepError('INTERNAL', 'not part of these tests')
  }
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
        listener({ type: 'app_removed', appId: 'first' })
        return () => undefined
      },
    },
    runs: {
      async *events(runId: string, { after = 0 }: { after?: number } = {}) {
        const [kind, count] = runId.split(':')
        for (let sequence = after + 1; sequence <= Number(count); sequence++) {
          yield { type: 'text_chunk', runId, sequence, atMs: 0, text: String(sequence) }
        }
        if (kind === 'fail') throw new SkepError('RUN_NOT_FOUND', 'no such run', { runId })
        if (kind === 'open') await new Promise(() => undefined)
        yield {
          type: 'run_succeeded',
          runId,
          sequence: Number(count) + 1,
          atMs: 0,
          outputs: {},
          durationMs: 0,
        }
      },
      start: gone,
    },
    files: {
      upload: async ({ bytes }: { bytes: Blob }) => ({ isBlob: bytes instanceof Blob, size: bytes.size }),
    },
    close: async () => undefined,
  }
  return service as unknown as Service // the few methods that these tests call
}
