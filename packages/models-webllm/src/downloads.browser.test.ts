import { type AppConfig, hasModelInCache } from '@mlc-ai/web-llm'
import type { ModelDownload } from '@skep/client'
import type { ModelProvider } from '@skep/models'
import { afterEach, expect, it } from 'vitest'
import { webLlmProvider } from './web-llm-provider.ts'

const FOLDER = 'https://models.example/small/resolve/main/'
const LIBRARY = 'https://models.example/small.wasm'
const FILES: ReadonlyMap<string, string> = new Map([
  [`${FOLDER}mlc-chat-config.json`, JSON.stringify({ tokenizer_files: ['tokenizer.json'] })],
  [
    `${FOLDER}tensor-cache.json`,
    JSON.stringify({
      records: [
        { dataPath: 'params_shard_0.bin', nbytes: 4_000 },
        { dataPath: 'params_shard_1.bin', nbytes: 6_000 },
      ],
    }),
  ],
  [`${FOLDER}tokenizer.json`, '{"model":{}}'],
  [LIBRARY, 'wasm'.repeat(100)],
  [`${FOLDER}params_shard_0.bin`, 'a'.repeat(4_000)],
  [`${FOLDER}params_shard_1.bin`, 'b'.repeat(6_000)],
])
const SIZE = [...FILES.values()].reduce((sum, { length }) => sum + length, 0)
// What the library itself looks for.
const APP_CONFIG: AppConfig = {
  model_list: [{ model: 'https://models.example/small', model_id: 'small', model_lib: LIBRARY }],
  cacheBackend: 'cache',
}

/** A server of models; `hold` lets it stop in the middle of the last file. */
function setUp(): {
  readonly downloads: NonNullable<ModelProvider['downloads']>
  readonly seen: Omit<ModelDownload, 'provider'>[]
  readonly requests: string[]
  hold(): () => void
} {
  const requests: string[] = []
  let gate: Promise<void> = Promise.resolve()
  const answer: typeof fetch = async (input, init) => {
    const url = String(input)
    const range = new Headers(init?.headers).get('range')
    requests.push([init?.method ?? 'GET', new URL(url).pathname, range].filter(Boolean).join(' '))
    const whole = FILES.get(url)
    if (whole === undefined) return new Response(null, { status: 404 })
    const text = whole.slice(range ? Number(/\d+/.exec(range)?.[0]) : 0)
    const headers = { 'content-length': String(text.length) }
    if (init?.method === 'HEAD') return new Response(null, { headers })
    const pieces = text.match(/[\s\S]{1,1000}/g) ?? []
    const isLast = url.endsWith('1.bin')
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
      async pull(controller) {
        if (isLast && pieces.length === 3) await gate
        const piece = pieces.shift()
        if (piece === undefined) controller.close()
        else controller.enqueue(new TextEncoder().encode(piece))
      },
    })
    return new Response(body, { status: range ? 206 : 200, headers })
  }
  const settings = {
    models: [{ model: 'small', label: 'Small', url: 'https://models.example/small', libUrl: LIBRARY }],
  }
  const { downloads } = webLlmProvider().create(
    { id: 'card', type: 'web-llm', settings },
    { key: async () => undefined, fetch: answer },
  )
  if (!downloads) throw new Error('There are no downloads here.')
  const seen: Omit<ModelDownload, 'provider'>[] = []
  downloads.watch((download) => seen.push(download))
  return {
    downloads,
    seen,
    requests,
    hold() {
      let go = (): void => undefined
      gate = new Promise((resolve) => {
        go = resolve
      })
      return go
    },
  }
}

afterEach(async () => {
  for (const name of await caches.keys()) await caches.delete(name)
})

const SMALL = { model: 'small', label: 'Small', canResume: true }

it('knows the size before it starts, tells its bytes, and the library finds what was downloaded', async () => {
  const { downloads, seen } = setUp()
  expect(await downloads.list()).toEqual([{ ...SMALL, state: 'absent', loadedBytes: 0, totalBytes: SIZE }])
  expect(await hasModelInCache('small', APP_CONFIG)).toBe(false)
  await downloads.start('small')
  await expect.poll(() => seen.at(-1)?.state).toBe('ready')
  const bytes = seen.map(({ loadedBytes }) => loadedBytes)
  expect(bytes).toEqual(bytes.toSorted((a, b) => a - b))
  expect(new Set(bytes).size).toBeGreaterThan(8)
  expect(await hasModelInCache('small', APP_CONFIG)).toBe(true)
  // Another visit, without the network.
  expect(await setUp().downloads.list()).toEqual([
    { ...SMALL, state: 'ready', loadedBytes: SIZE, totalBytes: SIZE },
  ])
})

it('goes on after a pause where it was, and leaves nothing behind when it is cancelled or deleted', async () => {
  const { downloads, seen, requests, hold } = setUp()
  const go = hold()
  await downloads.start('small')
  await expect.poll(() => seen.at(-1)?.loadedBytes).toBe(SIZE - 3_000)
  await downloads.pause('small')
  expect((await downloads.list())[0]).toMatchObject({ state: 'paused', loadedBytes: SIZE - 3_000 })
  go()
  requests.length = 0
  await downloads.start('small')
  await expect.poll(() => seen.at(-1)?.state).toBe('ready')
  expect(requests.filter((request) => request.includes('.bin'))).toEqual([
    'GET /small/resolve/main/params_shard_1.bin bytes=3000-',
  ])
  await downloads.remove('small')
  expect(await hasModelInCache('small', APP_CONFIG)).toBe(false)
  const left = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))
  expect(left.flat()).toEqual([])
  expect((await downloads.list())[0]).toMatchObject({ state: 'absent', loadedBytes: 0, totalBytes: SIZE })

  const held = hold()
  await downloads.start('small')
  await expect.poll(() => seen.at(-1)?.loadedBytes).toBe(SIZE - 3_000)
  await downloads.cancel('small')
  held()
  expect(seen.at(-1)).toMatchObject({ state: 'absent', loadedBytes: 0 })
  expect(await hasModelInCache('small', APP_CONFIG)).toBe(false)
})
