import type { ProviderConfig } from '@skep/client'
import type { ClockPort, ModelPart, ModelRequest } from '@skep/engine'
import { type ErrorCode, SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { hostProvider } from '../host/host-provider.ts'
import type { ModelProvider, ProviderFactory } from '../provider.ts'
import { createModelRuntime } from './model-runtime.ts'
import { memoryProviderStore } from './provider-store.ts'

const open = { signal: new AbortController().signal }
const done: ModelPart = { type: 'finish', reason: 'stop', usage: {} }

function request(more: Partial<ModelRequest> = {}): ModelRequest {
  return { provider: 'ours', model: 'm', messages: [{ role: 'user', content: 'hi' }], ...more }
}

async function collect(parts: AsyncIterable<ModelPart>): Promise<ModelPart[]> {
  const all: ModelPart[] = []
  for await (const part of parts) all.push(part)
  return all
}

/** A factory over a function, so that each test says what its provider does. */
function factory(make: (config: ProviderConfig) => ModelProvider): ProviderFactory {
  return { type: 'test', create: make }
}

/** Waits end at once and are noted. */
function fastClock(): ClockPort & { readonly waits: number[] } {
  const waits: number[] = []
  return {
    waits,
    now: () => 0,
    sleep: (ms, signal) =>
      ms >= 30_000
        ? new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
        : new Promise((resolve) => {
            waits.push(ms)
            queueMicrotask(resolve)
          }),
  }
}

const config = (id: string, settings = {}): ProviderConfig => ({ id, type: 'test', settings })
const echo = factory(({ id }) => ({
  list: async () => [],
  chat: async function* () {
    yield { type: 'text', text: id }
    yield done
  },
}))

describe('which connection answers', () => {
  it.each([
    ['openai', 'openai'],
    ['langgenius/openai/openai', 'openai'],
    ['a/b', 'a/b'],
  ])('an app that names "%s" gets "%s"', async (wanted, id) => {
    const runtime = createModelRuntime({
      providers: [config('openai'), config('a/b'), config('b')],
      factories: [echo],
    })
    expect((await collect(runtime.chat(request({ provider: wanted }), open)))[0]).toEqual({
      type: 'text',
      text: id,
    })
  })

  it('an unknown one fails and names those there are', async () => {
    const runtime = createModelRuntime({ providers: [config('a')], factories: [echo] })
    await expect(collect(runtime.chat(request({ provider: 'x/y' }), open))).rejects.toMatchObject({
      code: 'MODEL_PROVIDER_NOT_FOUND',
      message:
        'There is no model connection "x/y". There are: a, extractive. Add it in the model settings or choose another.',
      data: { provider: 'x/y', known: ['a', 'extractive'] },
    })
  })

  it('a change of a stored connection counts at the next call, and the old one is ended', async () => {
    const ended: string[] = []
    const store = memoryProviderStore([config('ours', { say: 'one' })])
    const runtime = createModelRuntime({
      providers: store,
      factories: [
        factory(({ settings }) => ({
          list: async () => [],
          chat: async function* () {
            yield { type: 'text', text: String(settings.say) }
          },
          dispose: async () => void ended.push(String(settings.say)),
        })),
      ],
    })
    const say = async (): Promise<unknown> => (await collect(runtime.chat(request(), open)))[0]
    expect(await say()).toEqual({ type: 'text', text: 'one' })
    await store.put(config('ours', { say: 'two' }))
    expect(await say()).toEqual({ type: 'text', text: 'two' })
    expect(ended).toEqual(['one'])
    await runtime.removeProvider('ours')
    await expect(say()).rejects.toMatchObject({ code: 'MODEL_PROVIDER_NOT_FOUND' })
    expect(ended).toEqual(['one', 'two'])
  })

  it('extractive is always there', async () => {
    expect(
      (await createModelRuntime().list()).map(({ model, isLanguageModel }) => [model, isLanguageModel]),
    ).toEqual([['extractive', false]])
  })

  it('one connection that fails does not hide the others', async () => {
    const broken = factory(({ id }) => {
      if (id === 'broken') throw new Error('no')
      return { list: () => Promise.reject(new Error('no')) }
    })
    const runtime = createModelRuntime({ providers: [config('broken'), config('off')], factories: [broken] })
    expect((await runtime.list()).map(({ provider }) => provider)).toEqual(['extractive'])
  })
})

describe('what a stream is held to', () => {
  const runtimeOf = (chat: NonNullable<ModelProvider['chat']>, clock?: ClockPort) =>
    createModelRuntime({
      providers: [config('ours')],
      factories: [factory(() => ({ list: async () => [], chat }))],
      ...(clock ? { clock } : {}),
      random: () => 0,
    })

  it('finish comes last and once, also from a provider that forgets it or goes on', async () => {
    const forgets = runtimeOf(async function* () {
      yield { type: 'text', text: 'abcd' }
    }, fastClock())
    expect(await collect(forgets.chat(request(), open))).toEqual([
      { type: 'text', text: 'abcd' },
      {
        type: 'finish',
        reason: 'stop',
        usage: {
          inputTokens: 1,
          outputTokens: 1,
          totalTokens: 2,
          isEstimate: true,
          latencyMs: 0,
          provider: 'ours',
          model: 'm',
        },
        answeredBy: { provider: 'ours', model: 'm', reason: 'asked' },
      },
    ])
    const goesOn = runtimeOf(async function* () {
      yield done
      yield { type: 'text', text: 'more' }
    })
    expect((await collect(goesOn.chat(request(), open))).map(({ type }) => type)).toEqual(['finish'])
  })

  it('an abort ends it at once, even when the provider does not listen', async () => {
    const controller = new AbortController()
    const deaf = runtimeOf(async function* () {
      yield { type: 'text', text: 'a' }
      await new Promise(() => undefined)
    })
    const reading = collect(deaf.chat(request(), { signal: controller.signal }))
    setTimeout(() => controller.abort(), 20)
    await expect(reading).rejects.toMatchObject({ code: 'CALL_ABORTED' })
  })

  it('a silence in the middle ends with MODEL_TIMEOUT and stops the provider', async () => {
    let stopped = false
    const runtime = createModelRuntime({
      providers: [config('ours', { idleTimeoutMs: 30 })],
      factories: [
        factory(() => ({
          list: async () => [],
          chat: async function* (_request, { signal }) {
            signal.addEventListener('abort', () => {
              stopped = true
            })
            yield { type: 'text', text: 'a' }
            await new Promise(() => undefined)
          },
        })),
      ],
    })
    await expect(collect(runtime.chat(request(), open))).rejects.toMatchObject({
      code: 'MODEL_TIMEOUT',
      data: { provider: 'ours', model: 'm', limitMs: 30 },
    })
    expect(stopped).toBe(true)
  })

  it('a slow reader is not mistaken for a silent model', async () => {
    const runtime = createModelRuntime({
      providers: [config('ours', { idleTimeoutMs: 30 })],
      factories: [echo],
    })
    const seen: string[] = []
    for await (const part of runtime.chat(request(), open)) {
      seen.push(part.type)
      await new Promise((resolve) => setTimeout(resolve, 80))
    }
    expect(seen).toEqual(['text', 'finish'])
  })

  it('a reader that leaves early ends the provider', async () => {
    let ended = false
    const runtime = runtimeOf(async function* () {
      try {
        yield { type: 'text', text: 'a' }
        yield { type: 'text', text: 'b' }
      } finally {
        ended = true
      }
    })
    for await (const _part of runtime.chat(request(), open)) break
    await Promise.resolve()
    expect(ended).toBe(true)
  })

  it('passages go only to providers that read them', async () => {
    const seen: boolean[] = []
    const make = (readsContext: boolean): ProviderFactory =>
      factory(() => ({
        readsContext,
        list: async () => [],
        chat: async function* (got) {
          seen.push('context' in got)
          yield done
        },
      }))
    for (const reads of [true, false]) {
      const runtime = createModelRuntime({ providers: [config('ours')], factories: [make(reads)] })
      await collect(runtime.chat(request({ context: { query: 'q', passages: [] } }), open))
    }
    expect(seen).toEqual([true, false])
  })
})

describe('trying again', () => {
  const failing = (
    codes: readonly (readonly [ErrorCode, Record<string, number | boolean>?])[],
    textFirst = false,
  ) => {
    let calls = 0
    const clock = fastClock()
    const runtime = createModelRuntime({
      providers: [config('ours')],
      clock,
      random: () => 0,
      factories: [
        factory(() => ({
          list: async () => [],
          chat: async function* () {
            const next = codes[calls++]
            if (textFirst) yield { type: 'text', text: 'so far' }
            if (next) throw new SkepError(next[0], 'It failed.', next[1])
            yield { type: 'text', text: 'ok' }
          },
        })),
      ],
    })
    return { run: () => collect(runtime.chat(request(), open)), clock, calls: () => calls }
  }

  it('waits twice as long each time, then succeeds', async () => {
    const { run, clock } = failing([['MODEL_SERVER'], ['MODEL_NETWORK']])
    expect((await run())[0]).toEqual({ type: 'text', text: 'ok' })
    expect(clock.waits).toEqual([500, 1000])
  })

  it('waits as long as the server asks', async () => {
    const { run, clock } = failing([['MODEL_RATE_LIMIT', { retryAfterMs: 1234 }]])
    await run()
    expect(clock.waits).toEqual([1234])
  })

  it.each([
    ['three failures', [['MODEL_SERVER'], ['MODEL_SERVER'], ['MODEL_SERVER']], false, 3],
    ['a wait of minutes', [['MODEL_RATE_LIMIT', { retryAfterMs: 120_000 }]], false, 1],
    ['a wrong key', [['MODEL_AUTH']], false, 1],
    ['a used-up quota', [['MODEL_RATE_LIMIT', { isFinal: true }]], false, 1],
    ['a failure after the first token', [['MODEL_SERVER']], true, 1],
  ] as const)('does not go on after %s', async (_what, codes, textFirst, calls) => {
    const { run, calls: made } = failing(codes, textFirst)
    await expect(run()).rejects.toMatchObject({ code: codes[0][0] })
    expect(made()).toBe(calls)
  })
})

describe('saving a connection', () => {
  function withSecrets() {
    const secrets = new Map<string, string>()
    const runtime = createModelRuntime({
      factories: [echo],
      secrets: async (name) => secrets.get(name),
      saveSecret: async (name, value) => void secrets.set(name, value),
      removeSecret: async (name) => void secrets.delete(name),
    })
    return { runtime, secrets }
  }

  it('puts the key into the secret store and only its name into the config; removing takes both', async () => {
    const { runtime, secrets } = withSecrets()
    await runtime.saveProvider(config('ours'), 'sk-1')
    expect(await runtime.providers()).toEqual([{ ...config('ours'), secretName: 'model_key:ours' }])
    expect([...secrets]).toEqual([['model_key:ours', 'sk-1']])
    await runtime.removeProvider('ours')
    expect([await runtime.providers(), [...secrets]]).toEqual([[], []])
  })

  it.each([
    ['a key among the settings', config('ours', { headers: { Authorization: 'Bearer x' } })],
    ['no name', config(' ')],
    ['the name of the built-in one', config('extractive')],
  ])('refuses %s', async (_what, bad) => {
    await expect(withSecrets().runtime.saveProvider(bad)).rejects.toMatchObject({ code: 'CALL_INVALID' })
  })

  it('refuses a type that nobody set up', async () => {
    const { runtime } = withSecrets()
    await expect(runtime.saveProvider({ id: 'a', type: 'webllm', settings: {} })).rejects.toMatchObject({
      code: 'MODEL_PROVIDER_NOT_FOUND',
    })
  })
})

describe('a function of the host', () => {
  const of = (chat: Parameters<typeof hostProvider>[0]['chat']) =>
    createModelRuntime({ hostModels: [hostProvider({ id: 'ours', models: ['m'], chat })] })

  it.each([
    ['a whole text', async () => 'Hello'],
    [
      'pieces of text',
      async function* () {
        yield 'Hel'
        yield 'lo'
      },
    ],
    [
      'parts',
      async function* () {
        yield { type: 'text', text: 'Hello' } as const
        yield done
      },
    ],
  ])('may give %s', async (_what, chat) => {
    const parts = await collect(of(chat).chat(request(), open))
    expect(parts.map((part) => (part.type === 'text' ? part.text : '')).join('')).toBe('Hello')
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'stop', usage: { isEstimate: true } })
  })

  it('is listed as a model', async () => {
    expect(await of(async () => '').list()).toContainEqual({
      provider: 'ours',
      model: 'm',
      label: 'm',
      kind: 'chat',
      location: 'remote',
      isLanguageModel: true,
      capabilities: [],
    })
  })

  it('that throws becomes HOST_FUNCTION_FAILED without its message', async () => {
    const failing = of(async () => Promise.reject(new Error('token abc')))
    await expect(collect(failing.chat(request(), open))).rejects.toMatchObject({
      code: 'HOST_FUNCTION_FAILED',
      message: 'The model function "ours" of this site failed. Its author can see why in the console.',
    })
  })

  it('that gives no text is refused, and so is a model that it does not have', async () => {
    const wrong = of((async () => 42) as never) // what an untyped host may do
    await expect(collect(wrong.chat(request(), open))).rejects.toMatchObject({ code: 'HOST_FUNCTION_FAILED' })
    await expect(collect(wrong.chat(request({ model: 'other' }), open))).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
    })
  })
})

it('a model with a download says whether it is here', async () => {
  const info = { kind: 'chat', location: 'local', isLanguageModel: true, capabilities: [] } as const
  const runtime = createModelRuntime({
    providers: [config('ours')],
    factories: [
      factory(({ id }) => ({
        list: async () =>
          ['here', 'away', 'small'].map((model) => ({
            ...info,
            provider: id,
            model,
            label: model,
            ...(model === 'small' ? {} : { downloadBytes: 1_000 }),
          })),
        downloads: {
          list: async () =>
            (['here', 'away'] as const).map((model) => ({
              model,
              label: model,
              state: model === 'here' ? ('ready' as const) : ('paused' as const),
              loadedBytes: 500,
              canResume: true,
            })),
          start: async () => undefined,
          pause: async () => undefined,
          cancel: async () => undefined,
          remove: async () => undefined,
          watch: () => () => undefined,
        },
      })),
    ],
    clock: fastClock(),
  })
  const own = (await runtime.list()).filter(({ provider }) => provider === 'ours')
  expect(own.map(({ model, isDownloaded }) => [model, isDownloaded])).toEqual([
    ['here', true],
    ['away', false],
    ['small', undefined],
  ])
})
