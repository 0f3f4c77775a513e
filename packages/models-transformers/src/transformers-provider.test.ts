import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from '@huggingface/transformers'
import type { ModelProvider } from '@skep/models'
import type { JsonObject } from '@skep/schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTinyModel } from '../fixtures/make-tiny-model.mjs'
import { serveFolders, type TestServer } from './test-server.fixture.ts'
import { transformersProvider } from './transformers-provider.ts'

const MODEL = 'tiny/bert-embed'
const TEXTS = ['refund policy for an order', 'cat and dog in the garden']
const folder = mkdtempSync(join(tmpdir(), 'skep-tiny-'))
let server: TestServer
const servers: TestServer[] = []

beforeAll(async () => {
  makeTinyModel(folder)
  server = await serveFolders([['/models/', folder]])
  servers.push(server)
})
afterAll(async () => {
  await Promise.all(servers.map((one) => one.close()))
  rmSync(folder, { recursive: true })
})

function create(settings: JsonObject): ModelProvider {
  return transformersProvider().create(
    { id: 'local', type: 'transformers', settings: { models: [MODEL], dtype: 'fp32', ...settings } },
    { key: async () => undefined, fetch: (input, init) => fetch(input, init) },
  )
}

function embed(settings: JsonObject, texts = TEXTS, options = {}): Promise<readonly Float32Array[]> {
  const embedder = create(settings).embedder?.(MODEL)
  return embedder ? embedder.embed(texts, options) : Promise.reject(new Error('no embedder'))
}

const dot = (a: Float32Array | undefined, b: Float32Array | undefined): number =>
  (a ?? new Float32Array()).reduce((sum, value, index) => sum + value * (b?.[index] ?? Number.NaN), 0)

describe('in Node, with the real library', () => {
  it('embeds from a folder and from a server alike, as unit vectors', async () => {
    const fromFolder = await embed({ modelsUrl: folder })
    const fromServer = await embed({ modelsUrl: `${server.origin}/models` })
    expect(fromFolder.map(({ length }) => length)).toEqual([32, 32])
    expect(fromServer).toEqual(fromFolder)
    for (const vector of fromFolder) expect(dot(vector, vector)).toBeCloseTo(1, 5)
  })

  it('gives each text the same vector whatever the batch', async () => {
    const texts = Array.from(
      { length: 37 },
      (_, index) => `order number ${index} of the customer ${'long '.repeat(index % 5)}`,
    )
    const inBatches = await embed({ modelsUrl: folder, batchSize: 16 }, texts)
    const oneByOne = await embed({ modelsUrl: folder, batchSize: 1 }, texts)
    expect(inBatches).toHaveLength(37)
    for (const [index, vector] of inBatches.entries()) expect(dot(vector, oneByOne[index])).toBeCloseTo(1, 5)
  })

  it('puts prefixes before questions and passages', async () => {
    const withPrefix = {
      modelsUrl: folder,
      models: [{ model: MODEL, queryPrefix: 'query ', passagePrefix: 'page ' }],
    }
    const [query] = await embed(withPrefix, ['order'], { kind: 'query' })
    const [passage] = await embed(withPrefix, ['order'], { kind: 'passage' })
    expect([query, passage]).toEqual(await embed({ modelsUrl: folder }, ['query order', 'page order']))
  })

  it('names in its id everything that changes the vectors', async () => {
    const id = (settings: JsonObject): string | undefined =>
      create({ modelsUrl: folder, ...settings }).embedder?.(MODEL).id
    expect(id({})).toBe('transformers:tiny%2Fbert-embed:fp32:mean::')
    expect(
      new Set([id({}), id({ dtype: 'q8' }), id({ pooling: 'cls' }), id({ queryPrefix: 'q' })]).size,
    ).toBe(4)
    expect(id({ modelsUrl: 'https://example.com/x/' })).toBe(id({}))
  })

  it('reports bytes up to the whole', async () => {
    const seen: { loadedBytes: number; totalBytes: number }[] = []
    await embed({ modelsUrl: `${server.origin}/models/` }, TEXTS, {
      onProgress: (now: (typeof seen)[number]) => seen.push(now),
    })
    const last = seen.at(-1)
    expect(last?.loadedBytes).toBe(last?.totalBytes)
    expect(last?.loadedBytes).toBeGreaterThan(180_000)
    expect(seen.every(({ loadedBytes }, index) => loadedBytes >= (seen[index - 1]?.loadedBytes ?? 0))).toBe(
      true,
    )
  })

  it('loads a model once for many callers', async () => {
    const own = await serveFolders([['/', folder]])
    servers.push(own)
    const provider = create({ modelsUrl: own.origin })
    await Promise.all([1, 2, 3].map(() => provider.embedder?.(MODEL).embed(['order'])))
    expect(own.requests.filter((request) => request.endsWith('.onnx'))).toEqual([
      `GET /${MODEL}/onnx/model.onnx`,
    ])
  })

  it('keeps two connections with different addresses apart', async () => {
    const other = mkdtempSync(join(tmpdir(), 'skep-tiny-'))
    makeTinyModel(other)
    const second = await serveFolders([['/second/', other]])
    servers.push(second)
    const [one, two] = await Promise.all([
      embed({ modelsUrl: `${server.origin}/models/` }),
      embed({ modelsUrl: `${second.origin}/second/` }),
    ])
    expect(one).toEqual(two)
    expect(second.requests).toContain(`GET /second/${MODEL}/onnx/model.onnx`)
    rmSync(other, { recursive: true })
  })

  it('lists its models and tests that they are there', async () => {
    expect(await create({ modelsUrl: folder }).list()).toEqual([
      {
        provider: 'local',
        model: MODEL,
        label: MODEL,
        kind: 'embedding',
        location: 'local',
        isLanguageModel: false,
        description: 'Runs on this device. The texts do not leave it; the model is downloaded once.',
        capabilities: [],
      },
    ])
    const { signal } = new AbortController()
    expect(await create({ modelsUrl: folder }).test?.({ signal })).toEqual([MODEL])
    await expect(create({ modelsUrl: `${server.origin}/nothing/` }).test?.({ signal })).rejects.toMatchObject(
      {
        code: 'MODEL_LOAD_FAILED',
        message: `There is no /nothing/${MODEL}/config.json. Put the files of "${MODEL}" there.`,
      },
    )
  })

  it('frees a model and loads it again when it is needed', async () => {
    const provider = create({ modelsUrl: folder })
    const embedder = provider.embedder?.(MODEL)
    const before = await embedder?.embed(TEXTS)
    await provider.dispose?.()
    expect(await embedder?.embed(TEXTS)).toEqual(before)
  })
})

describe('the fence', () => {
  it('refuses every address that no connection asked for', async () => {
    await embed({ modelsUrl: folder })
    await expect(
      env.fetch('https://huggingface.co/Xenova/all-MiniLM-L6-v2/resolve/main/config.json'),
    ).rejects.toThrow('Blocked')
    await expect(env.fetch(`${server.origin}/models/${MODEL}/config.json`)).rejects.toThrow('Blocked')
  })

  it('does not follow a redirect to another server', async () => {
    const elsewhere = await serveFolders([['/', folder]])
    const sly = await serveFolders([], { redirectTo: elsewhere.origin })
    servers.push(elsewhere, sly)
    await expect(embed({ modelsUrl: sly.origin })).rejects.toMatchObject({ code: 'MODEL_LOAD_FAILED' })
    expect(elsewhere.requests).toEqual([])
  })
})

describe('when it goes wrong', () => {
  it('says which file is missing', async () => {
    await expect(embed({ modelsUrl: `${server.origin}/nowhere/` })).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: `The server answered 404 for /nowhere/${MODEL}/config.json. Put the files of "${MODEL}" there.`,
    })
  })

  it('says which precision is missing', async () => {
    await expect(embed({ modelsUrl: folder, dtype: 'q8' })).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringMatching(
        /^There is no .*model_quantized\.onnx\. Put the model file for the precision "q8" there/,
      ),
    })
  })

  it('says that the server gave a web page', async () => {
    const app = await serveFolders([], { hasFallback: true })
    servers.push(app)
    await expect(embed({ modelsUrl: app.origin })).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: `The server gave a web page instead of /${MODEL}/config.json. Put the files of "${MODEL}" there.`,
    })
  })

  it('says that nobody answers', async () => {
    const gone = await serveFolders([])
    await gone.close()
    await expect(embed({ modelsUrl: gone.origin })).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      data: { reason: 'unreachable' },
    })
  })

  it('says that the file is damaged, and loads once it is whole again', async () => {
    const broken = mkdtempSync(join(tmpdir(), 'skep-tiny-'))
    makeTinyModel(broken)
    writeFileSync(join(broken, MODEL, 'onnx/model.onnx'), 'not a model')
    const embedder = create({ modelsUrl: broken }).embedder?.(MODEL)
    await expect(embedder?.embed(TEXTS)).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: expect.stringContaining('may be damaged'),
    })
    makeTinyModel(broken)
    expect(await embedder?.embed(TEXTS)).toEqual(await embed({ modelsUrl: folder }))
    rmSync(broken, { recursive: true })
  })

  it('stops a load when its last caller aborts, and only then', async () => {
    const slow = await serveFolders([['/', folder]], { delayMs: 50 })
    servers.push(slow)
    const provider = create({ modelsUrl: slow.origin })
    const embedder = provider.embedder?.(MODEL)
    const [first, second] = [new AbortController(), new AbortController()]
    const one = embedder?.embed(TEXTS, { signal: first.signal })
    const two = embedder?.embed(TEXTS, { signal: second.signal })
    setTimeout(() => first.abort(), 20)
    await expect(one).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    expect(await two).toHaveLength(2)
    const alone = create({ modelsUrl: slow.origin }).embedder?.(MODEL)
    const third = new AbortController()
    setTimeout(() => third.abort(), 20)
    await expect(alone?.embed(TEXTS, { signal: third.signal })).rejects.toMatchObject({
      code: 'CALL_ABORTED',
    })
    expect(await alone?.embed(TEXTS)).toHaveLength(2)
  })

  it.each([
    ['no address', { modelsUrl: '' }],
    ['a relative address', { modelsUrl: 'models/' }],
    ['a script as address', { modelsUrl: 'javascript:alert(1)' }],
    ['a name that climbs', { modelsUrl: folder, models: ['../secret'] }],
    ['an unknown precision', { modelsUrl: folder, dtype: 'q99' }],
  ])('refuses %s', (_what, settings) => {
    expect(() => create(settings)).toThrow(expect.objectContaining({ code: 'CALL_INVALID' }))
  })

  it('names its models when another is asked for', () => {
    expect(() => create({ modelsUrl: folder }).embedder?.('other')).toThrow(
      expect.objectContaining({
        code: 'MODEL_NOT_FOUND',
        data: { provider: 'local', model: 'other', known: [MODEL] },
      }),
    )
  })
})
