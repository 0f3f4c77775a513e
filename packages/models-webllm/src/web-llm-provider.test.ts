import type { ModelPart, ModelProvider, ModelRequest } from '@skep/models'
import type { JsonObject } from '@skep/schema'
import { afterEach, describe, expect, it } from 'vitest'
import { honestWorker, ScriptedEngine } from './honest-worker.fixture.ts'
import { webLlmProvider } from './web-llm-provider.ts'

const model = (name: string): JsonObject => ({
  model: name,
  url: `https://models.example/${name}/`,
  libUrl: `https://models.example/${name}.wasm`,
})
const providers: ModelProvider[] = []
afterEach(() => Promise.all(providers.splice(0).map((provider) => provider.dispose?.())))

function setUp(settings: JsonObject = { models: [model('small'), model('large')] }): {
  provider: ModelProvider
  engine: ScriptedEngine
  workers: ReturnType<typeof honestWorker>[]
} {
  const engine = new ScriptedEngine()
  const workers: ReturnType<typeof honestWorker>[] = []
  const createWorker = (): (typeof workers)[number] => {
    const worker = honestWorker(engine)
    workers.push(worker)
    return worker
  }
  const provider = webLlmProvider({ createWorker }).create(
    { id: 'card', type: 'web-llm', settings },
    { key: async () => undefined, fetch: async () => new Response(null, { status: 404 }) },
  )
  providers.push(provider)
  return { provider, engine, workers }
}

function open(
  provider: ModelProvider,
  request: Partial<ModelRequest> = {},
  signal = new AbortController().signal,
): AsyncIterable<ModelPart> {
  const messages = [{ role: 'user', content: 'hello' }] as const
  const asked = { provider: 'card', model: 'small', messages, ...request }
  return provider.chat?.(asked, { signal }) ?? (async function* () {})()
}

async function ask(provider: ModelProvider, request: Partial<ModelRequest> = {}): Promise<ModelPart[]> {
  const parts: ModelPart[] = []
  for await (const part of open(provider, request)) parts.push(part)
  return parts
}

const FINISH = {
  type: 'finish',
  reason: 'stop',
  usage: { inputTokens: 3, outputTokens: 4, totalTokens: 7 },
}

describe('web-llm: the real client and the real handler of its worker', () => {
  it('streams the answer with its usage, and loads the model once', async () => {
    const { provider, engine, workers } = setUp()
    expect(workers).toHaveLength(0)
    const words = engine.words.map((text) => ({ type: 'text', text }))
    expect(await ask(provider)).toEqual([...words, FINISH])
    expect(await ask(provider)).toEqual([...words, FINISH])
    expect(engine.log).toEqual(['load small', 'answer', 'answer'])
    expect(workers).toHaveLength(1)
  })

  it('passes on all that the request says, system messages as one', async () => {
    const { provider, engine } = setUp()
    engine.finish = 'length'
    const schema = { type: 'object', properties: { a: { type: 'string' } } }
    const parts = await ask(provider, {
      messages: [
        { role: 'system', content: 'a' },
        { role: 'user', content: 'b' },
        { role: 'system', content: 'c' },
      ],
      temperature: 0.5,
      topP: 0.9,
      maxTokens: 4,
      stop: ['x'],
      seed: 1,
      presencePenalty: 0.1,
      frequencyPenalty: 0.2,
      responseFormat: { type: 'json-schema', name: 'a', schema },
    })
    expect(parts.at(-1)).toEqual({ ...FINISH, reason: 'length' })
    expect(engine.requests).toEqual([
      {
        stream: true,
        stream_options: { include_usage: true },
        messages: [
          { role: 'system', content: 'a\n\nc' },
          { role: 'user', content: 'b' },
        ],
        temperature: 0.5,
        top_p: 0.9,
        max_tokens: 4,
        stop: ['x'],
        seed: 1,
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
        response_format: { type: 'json_object', schema: JSON.stringify(schema) },
      },
    ])
  })

  it('interrupts the engine on abort and when the reader leaves, and answers the next question', async () => {
    const { provider, engine } = setUp()
    engine.isEndless = true
    const controller = new AbortController()
    let count = 0
    const reading = (async () => {
      for await (const _ of open(provider, {}, controller.signal)) if (++count === 3) controller.abort()
    })()
    await expect(reading).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    for await (const _ of open(provider)) break
    engine.isEndless = false
    expect((await ask(provider)).at(-1)).toEqual(FINISH)
    expect(engine.log).toEqual(['load small', 'answer', 'interrupted', 'answer', 'interrupted', 'answer'])
  })

  it('lets callers take turns, and another model takes the place of the one before', async () => {
    const { provider, engine } = setUp()
    await Promise.all([ask(provider), ask(provider, { model: 'large' }), ask(provider, { model: 'large' })])
    expect(engine.log).toEqual(['load small', 'answer', 'load large', 'answer', 'answer'])
  })

  it('a caller who gives up while waiting does not hold the others', async () => {
    const { provider, engine } = setUp()
    let go = (): void => undefined
    engine.loading = new Promise((resolve) => {
      go = resolve
    })
    const first = ask(provider)
    const controller = new AbortController()
    const second = (async () => {
      for await (const _ of open(provider, {}, controller.signal));
    })()
    const third = ask(provider)
    controller.abort()
    await expect(second).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    go()
    expect((await first).at(-1)).toEqual(FINISH)
    expect((await third).at(-1)).toEqual(FINISH)
  })

  it('stops a load by ending its worker, and starts another for the next question', async () => {
    const { provider, engine, workers } = setUp()
    engine.loading = new Promise(() => undefined)
    const controller = new AbortController()
    const reading = (async () => {
      for await (const _ of open(provider, {}, controller.signal));
    })()
    await expect.poll(() => engine.log).toEqual(['load small'])
    controller.abort()
    await expect(reading).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    engine.loading = Promise.resolve()
    expect((await ask(provider)).at(-1)).toEqual(FINISH)
    expect(engine.log).toEqual(['load small', 'terminate', 'load small', 'answer'])
    expect(workers).toHaveLength(2)
  })

  it('a dead worker fails the answer and a new one takes over', async () => {
    const { provider, engine, workers } = setUp()
    engine.isEndless = true
    let count = 0
    const reading = (async () => {
      for await (const _ of open(provider)) if (++count === 2) workers[0]?.fail('out of memory')
    })()
    await expect(reading).rejects.toMatchObject({ code: 'MODEL_STREAM_INTERRUPTED' })
    engine.isEndless = false
    expect((await ask(provider)).at(-1)).toEqual(FINISH)
    expect(workers).toHaveLength(2)
  })

  it.each([
    ['WebGPUNotAvailableError: WebGPU is not supported', 'MODEL_CAPABILITY'],
    ['ShaderF16SupportError: this model requires shader-f16', 'MODEL_CAPABILITY'],
    ['QuotaExceededError', 'STORAGE_QUOTA'],
    ['Cannot fetch https://models.example/small/x err=404', 'MODEL_LOAD_FAILED'],
  ])('tells a load that failed with "%s" apart', async (text, code) => {
    const { provider, engine } = setUp()
    engine.loadError = text
    await expect(ask(provider)).rejects.toMatchObject({ code, data: { model: 'small' } })
    engine.loadError = undefined
    expect((await ask(provider)).at(-1)).toEqual(FINISH)
  })

  it('tells a conversation that is too long from a failure', async () => {
    const { provider, engine } = setUp()
    engine.chatError = 'ContextWindowSizeExceededError: Prompt tokens exceed context window size'
    await expect(ask(provider)).rejects.toMatchObject({ code: 'MODEL_BAD_REQUEST' })
    engine.chatError = 'boom'
    await expect(ask(provider)).rejects.toMatchObject({ code: 'MODEL_SERVER' })
  })

  it('knows its own models only, from full addresses', async () => {
    const { provider } = setUp()
    await expect(ask(provider, { model: 'other' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      data: { known: ['small', 'large'] },
    })
    for (const models of [
      ['small'],
      [{ model: 'a', url: '/x', libUrl: '/y' }],
      [{ url: 'https://a.example' }],
    ])
      expect(() => setUp({ models })).toThrow(expect.objectContaining({ code: 'CALL_INVALID' }))
    await expect(provider.test?.({ signal: new AbortController().signal })).rejects.toMatchObject({
      code: 'MODEL_LOAD_FAILED',
      message: 'There is no /small.wasm. Put the library file of "small" there.',
    })
  })
})
