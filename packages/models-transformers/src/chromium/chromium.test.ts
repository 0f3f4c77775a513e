import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '@skep/schema'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHROMIUM_ARGS, findChromium } from '../../../../.ci/chromium.mjs'
import { makeTinyChat, makeTinyModel, makeTinyReranker } from '../../fixtures/make-tiny-model.mjs'
import { ortFolder, serveFolders, type TestServer } from '../test-server.fixture.ts'
import { transformersProvider } from '../transformers-provider.ts'
import type { EmbedReply, LanguageReply, ManyReply, ManyTask } from './worker.fixture.ts'

const MODEL = 'tiny/bert-embed'
const TEXTS = [
  'refund policy for an order',
  'return policy and refund of a customer order',
  'cat and dog in the garden',
]
const QUERY = 'refund of an order'
const DOCUMENTS = ['cat and dog', 'refund policy', 'the order of a customer']
const MANY = Array.from(
  { length: 240 },
  (_, at) => `order number ${at} of the customer ${'in the garden '.repeat(at % 7)}`,
)
const LANGUAGE_MODELS = [
  { model: 'tiny/llama-chat', kind: 'chat' },
  { model: 'tiny/endless', kind: 'chat' },
  { model: 'tiny/bert-rerank', kind: 'rerank' },
]
// The strict policy that DESIGN promises to run under.
const CSP =
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; connect-src 'self'"

const executablePath = findChromium()
// Loud where it is missing: the suite of the repository provides a browser.
if (!executablePath) console.warn('No Chromium was found: embeddings are tested in Node only.')

describe.skipIf(!executablePath)('in Chromium, in a worker, under the strict CSP', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skep-chromium-'))
  const foreign: string[] = []
  let server: TestServer
  let browser: Browser
  let page: Page
  let expected: readonly Float32Array[] = []
  let ranked: readonly { readonly index: number; readonly score: number }[] = []

  beforeAll(async () => {
    const models = join(folder, 'models')
    makeTinyModel(models)
    makeTinyReranker(models)
    makeTinyChat(models)
    makeTinyChat(models, 'tiny/endless', { isEndless: true })
    await build({
      root: import.meta.dirname,
      configFile: false,
      logLevel: 'error',
      worker: { format: 'es' },
      build: {
        outDir: join(folder, 'page'),
        emptyOutDir: true,
        target: 'es2022',
        minify: false,
        chunkSizeWarningLimit: 99_999,
      },
    })
    const folders = [
      ['/models/', join(folder, 'models')],
      ['/ort/', ortFolder()],
      ['/', join(folder, 'page')],
    ] as const
    server = await serveFolders(folders, { headers: { 'content-security-policy': CSP } })
    const provider = transformersProvider().create(
      {
        id: 'node',
        type: 'transformers',
        settings: { modelsUrl: models, models: [MODEL, ...LANGUAGE_MODELS], dtype: 'fp32' },
      },
      { key: async () => undefined, fetch },
    )
    expected = (await provider.embedder?.(MODEL).embed(TEXTS)) ?? []
    const rerank = { provider: 'node', model: 'tiny/bert-rerank', query: QUERY, documents: DOCUMENTS }
    ranked = (await provider.rerank?.(rerank, { signal: new AbortController().signal }))?.results ?? []
    // Software WebGPU, so that both devices run on any machine.
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: [...CHROMIUM_ARGS, '--enable-unsafe-webgpu'],
    })
    const context = await browser.newContext()
    await context.route('**/*', (route) => {
      const url = route.request().url()
      if (url.startsWith(server.origin)) return route.continue()
      foreign.push(url)
      return route.abort()
    })
    page = await context.newPage()
    await page.goto(server.origin)
    await page.waitForFunction('window.embedInWorker')
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await server?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function run(
    settings: JsonObject,
    more: { isDownloadedFirst?: boolean } = {},
  ): Promise<{ reply: EmbedReply; requests: string[] }> {
    server.requests.length = 0
    const task = {
      ...more,
      model: MODEL,
      texts: TEXTS,
      settings: {
        modelsUrl: `${server.origin}/models/`,
        models: [MODEL],
        dtype: 'fp32',
        cache: false,
        ...settings,
      },
    }
    const reply = await page.evaluate((given) => window.embedInWorker?.(given), task)
    if (!reply) throw new Error('The page did not start.')
    return { reply, requests: [...server.requests] }
  }

  async function speak(device: 'wasm' | 'webgpu'): Promise<LanguageReply> {
    const settings = {
      modelsUrl: `${server.origin}/models/`,
      wasmUrl: `${server.origin}/ort/`,
      models: LANGUAGE_MODELS,
      dtype: 'fp32',
      cache: false,
      device,
    }
    const task = {
      ...{ settings, chat: 'tiny/llama-chat', rerank: 'tiny/bert-rerank' },
      ...{ query: QUERY, documents: DOCUMENTS },
    }
    const reply = await page.evaluate((given) => window.speakInWorker?.(given), task)
    if (!reply) throw new Error('The page did not start.')
    return reply
  }

  async function embedMany(then: ManyTask['then']): Promise<Extract<ManyReply, { vectors: unknown }>> {
    const settings = {
      modelsUrl: `${server.origin}/models/`,
      wasmUrl: `${server.origin}/ort/`,
      models: [MODEL],
      dtype: 'fp32',
      device: 'wasm',
      batchSize: 4,
    }
    const task = { model: MODEL, settings, many: MANY, then }
    const reply = await page.evaluate((given) => window.embedManyInWorker?.(given), task)
    if (!reply) throw new Error('The page did not start.')
    if (!('vectors' in reply)) throw new Error(`${reply.error.code}: ${reply.error.message}`)
    return reply
  }

  const ofOrt = (requests: readonly string[]): string[] =>
    requests.filter((request) => request.startsWith('GET') && /ort-wasm/.test(request))

  it('gives the vectors that Node gives, on WASM, from the plain runtime files', async () => {
    const { reply, requests } = await run({ device: 'wasm', wasmUrl: `${server.origin}/ort/` })
    expectVectors(reply, expected)
    expect(ofOrt(requests).toSorted()).toEqual([
      'GET /ort/ort-wasm-simd-threaded.mjs',
      'GET /ort/ort-wasm-simd-threaded.wasm',
    ])
    expect(requests.filter((request) => request.endsWith('model.onnx'))).toEqual([
      `GET /models/${MODEL}/onnx/model.onnx`,
    ])
    expect(reply.bytes.at(-1)).toBeGreaterThan(180_000)
    expect(reply.violations).toEqual([])
  })

  it('takes WASM by itself where only a software adapter answers', async () => {
    const { reply, requests } = await run({ device: 'auto', wasmUrl: `${server.origin}/ort/` })
    expectVectors(reply, expected)
    expect(ofOrt(requests)).toContain('GET /ort/ort-wasm-simd-threaded.wasm')
  })

  it('gives the same vectors on WebGPU', async () => {
    const { reply, requests } = await run({ device: 'webgpu', wasmUrl: `${server.origin}/ort/` })
    expectVectors(reply, expected)
    expect(ofOrt(requests)).toContain('GET /ort/ort-wasm-simd-threaded.asyncify.wasm')
    expect(reply.violations).toEqual([])
  }, 60_000)

  it('without wasmUrl takes the files that the bundler emitted, never a CDN', async () => {
    const { reply, requests } = await run({ device: 'wasm' })
    expectVectors(reply, expected)
    expect(ofOrt(requests).every((request) => request.startsWith('GET /assets/'))).toBe(true)
    expect(reply.violations).toEqual([])
  })

  it('uses what was downloaded before', async () => {
    const settings = { device: 'wasm', wasmUrl: `${server.origin}/ort/`, cache: true }
    const { reply, requests } = await run(settings, { isDownloadedFirst: true })
    expectVectors(reply, expected)
    expect(requests.filter((request) => /^GET .*model\.onnx$/.test(request))).toEqual([
      `GET /models/${MODEL}/onnx/model.onnx`,
    ])
    expect(reply.bytes.at(-1)).toBeGreaterThan(180_000)
  })

  it('keeps the model in the browser, so that a second worker asks the server for nothing but the runtime', async () => {
    const settings = { device: 'wasm', wasmUrl: `${server.origin}/ort/`, cache: true }
    await run(settings)
    const { reply, requests } = await run(settings)
    expectVectors(reply, expected)
    expect(
      requests.filter((request) => request.includes('model.onnx') || request.includes('tokenizer.json')),
    ).toEqual([])
    expect(reply.bytes.at(-1)).toBeGreaterThan(180_000)
  })

  it('embeds many passages in workers that read the model from the browser, with the same vectors in the same order', async () => {
    server.requests.length = 0
    const reply = await embedMany('nothing')
    expect(reply).toMatchObject({ started: 2, stoppedBy: 'nobody', violations: [] })
    expect(reply.batchesThere).toBeGreaterThanOrEqual(20)
    expect(reply.difference).toBeLessThan(1e-6)
    // Once for this realm, if at all; the workers read what it had kept.
    const fetched = server.requests.filter((request) => request.endsWith('model.onnx'))
    expect(fetched.length).toBeLessThanOrEqual(1)
  }, 60_000)

  it('loses no vector when its workers die without a word, and goes on without them', async () => {
    const reply = await embedMany('death')
    expect(reply).toMatchObject({ started: 2, violations: [] })
    expect(reply.vectors).toHaveLength(MANY.length)
    expect(reply.difference).toBeLessThan(1e-6)
  }, 60_000)

  it('stops what workers are at, and embeds again afterwards', async () => {
    const reply = await embedMany('stop')
    expect(reply).toMatchObject({ stoppedBy: 'CALL_ABORTED', violations: [] })
    expect(reply.difference).toBeLessThan(1e-6)
  }, 60_000)

  it('says where the runtime files are missing', async () => {
    const { reply } = await run({ device: 'wasm', wasmUrl: `${server.origin}/nowhere/` })
    expect(reply).toMatchObject({
      error: {
        code: 'MODEL_LOAD_FAILED',
        message: expect.stringContaining('not at /nowhere/ort-wasm-simd-threaded.mjs'),
      },
    })
  })

  it.each(['wasm', 'webgpu'] as const)(
    'talks and ranks as Node does on %s, and hears a stop in the middle of an answer',
    async (device) => {
      const reply = await speak(device)
      if (!('parts' in reply)) throw new Error(`${reply.error.code}: ${reply.error.message}`)
      const text = reply.parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
      expect(text.trim()).toBe('hello from a tiny local model inside your browser')
      expect(reply.parts.at(-1)).toMatchObject({
        type: 'finish',
        reason: 'stop',
        usage: { outputTokens: 10 },
      })
      expect(reply.results.map(({ index }) => index)).toEqual(ranked.map(({ index }) => index))
      for (const [at, { score }] of reply.results.entries())
        expect(score).toBeCloseTo(ranked[at]?.score ?? Number.NaN, 4)
      expect(reply.stoppedBy).toBe('CALL_ABORTED')
      expect(reply.untilStopped).toBeLessThan(400)
      expect(reply.violations).toEqual([])
    },
    60_000,
  )

  it('asked no other origin for anything', () => {
    expect(foreign).toEqual([])
  })
})

function expectVectors(reply: EmbedReply, expected: readonly Float32Array[]): void {
  if (!('vectors' in reply)) throw new Error(`${reply.error.code}: ${reply.error.message}`)
  expect(reply.vectors).toHaveLength(expected.length)
  for (const [index, vector] of reply.vectors.entries()) {
    for (const [at, value] of vector.entries())
      expect(value).toBeCloseTo(expected[index]?.[at] ?? Number.NaN, 4)
  }
}
