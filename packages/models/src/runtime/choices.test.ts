import type {
  ModelCapability,
  ModelInfo,
  ModelPart,
  ModelRequest,
  ModelSettings,
  ProviderConfig,
} from '@skep/client'
import { type JsonValue, SkepError } from '@skep/schema'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ModelProvider, ProviderFactory } from '../provider.ts'
import { createGate } from './gate.ts'
import { createModelRuntime, type ModelRuntimeOptions } from './model-runtime.ts'
import type { ModelStateStore } from './settings.ts'

const KEY = 'sk-CANARY-never-show-0123456789'

type Say = (request: ModelRequest) => readonly (string | ModelPart | SkepError)[]

/** One connection for each name, whose models say what the test wants. */
function runtimeOf(
  says: Readonly<Record<string, Say>>,
  {
    infos = {},
    capabilities,
    configs = {},
    ...options
  }: ModelRuntimeOptions & {
    readonly infos?: Readonly<Record<string, Partial<ModelInfo>>>
    readonly capabilities?: readonly ModelCapability[]
    readonly configs?: Readonly<Record<string, Partial<ProviderConfig>>>
  } = {},
) {
  const asked: ModelRequest[] = []
  const factory: ProviderFactory = {
    type: 'test',
    create: ({ id }, context): ModelProvider => ({
      list: async () => [
        {
          provider: id,
          model: 'm',
          label: id,
          kind: 'chat',
          location: 'remote',
          isLanguageModel: true,
          capabilities: [],
          ...infos[id],
        },
      ],
      capabilities: () => capabilities,
      async *chat(request) {
        asked.push(request)
        await context.key()
        for (const part of says[id]?.(request) ?? []) {
          if (part instanceof SkepError) throw part
          yield typeof part === 'string' ? { type: 'text', text: part } : part
        }
        yield { type: 'finish', reason: 'stop', usage: { inputTokens: 100, outputTokens: 10 } }
      },
    }),
  }
  const runtime = createModelRuntime({
    ...options,
    retries: 0,
    factories: [factory],
    providers: Object.keys(says).map((id) => ({ id, type: 'test', settings: {}, ...configs[id] })),
  })
  return { runtime, asked }
}

const ask = (more: Partial<ModelRequest> = {}): ModelRequest => ({
  provider: 'a',
  model: 'm',
  messages: [{ role: 'user', content: 'hi' }],
  ...more,
})

async function collect(parts: AsyncIterable<ModelPart>): Promise<ModelPart[]> {
  const all: ModelPart[] = []
  for await (const part of parts) all.push(part)
  return all
}

const textOf = (parts: readonly ModelPart[]): string =>
  parts.map((part) => (part.type === 'text' ? part.text : '')).join('')

const down = () => [new SkepError('MODEL_SERVER', 'It is down.')]

describe('models that take over', () => {
  const fallback: ModelSettings['fallback'] = [
    {
      models: [
        { provider: 'b', model: 'm' },
        { provider: 'c', model: 'm' },
      ],
    },
  ]

  it('answer when those before them fail, and the end says who did', async () => {
    const { runtime } = runtimeOf({ a: down, b: down, c: () => ['hello'] }, { settings: { fallback } })
    const parts = await collect(runtime.chat(ask()))
    expect(textOf(parts)).toBe('hello')
    expect(parts.at(-1)).toMatchObject({
      usage: { provider: 'c', model: 'm' },
      answeredBy: {
        provider: 'c',
        model: 'm',
        reason: 'fallback',
        failed: [
          { provider: 'a', model: 'm', code: 'MODEL_SERVER' },
          { provider: 'b', model: 'm', code: 'MODEL_SERVER' },
        ],
      },
    })
  })

  it('stay away once the first has begun to answer', async () => {
    const { runtime, asked } = runtimeOf(
      { a: () => ['half', ...down()], b: () => ['other'] },
      { settings: { fallback } },
    )
    await expect(collect(runtime.chat(ask()))).rejects.toMatchObject({ code: 'MODEL_SERVER' })
    expect(asked.map(({ provider }) => provider)).toEqual(['a'])
  })

  it('that all fail leave the error of the first, with everyone in it', async () => {
    const { runtime } = runtimeOf({ a: down, b: down, c: down }, { settings: { fallback } })
    await expect(collect(runtime.chat(ask()))).rejects.toMatchObject({
      code: 'MODEL_SERVER',
      message: 'It is down. The models after it failed too: b/m, c/m.',
      data: { failed: [{ provider: 'a' }, { provider: 'b' }, { provider: 'c' }] },
    })
  })
})

describe('routes', () => {
  const infos = {
    a: {
      capabilities: ['tools'],
      contextTokens: 128_000,
      price: { currency: 'USD', inputPerMillion: 5, outputPerMillion: 15 },
    },
    b: {
      capabilities: ['tools'],
      contextTokens: 32_000,
      price: { currency: 'USD', inputPerMillion: 1, outputPerMillion: 2 },
    },
    c: { contextTokens: 8_000, price: { currency: 'USD', inputPerMillion: 0.1, outputPerMillion: 0.1 } },
  } as const
  const says = { a: () => ['A'], b: () => ['B'], c: () => ['C'] }
  const routes = [
    { id: 'agent', prefer: 'cheapest', needs: { capabilities: ['tools'], minContextTokens: 32_000 } },
  ] as const

  it('choose the cheapest with tools and 32k context, and say why', async () => {
    const { runtime } = runtimeOf(says, { infos, settings: { routes } })
    const parts = await collect(runtime.chat(ask({ provider: 'auto', model: 'agent' })))
    expect(textOf(parts)).toBe('B')
    expect(parts.at(-1)).toMatchObject({
      answeredBy: {
        provider: 'b',
        reason: 'route',
        message: 'It is the cheapest of 2 models with tools, 32000 tokens of context.',
      },
    })
    expect(await runtime.choose('agent')).toMatchObject({
      provider: 'b',
      rejected: [{ provider: 'c', message: 'It lacks tools.' }, { provider: 'extractive' }],
    })
  })

  it('have defaults for tasks, and say MODEL_NO_CHOICE when nothing fits', async () => {
    const { runtime } = runtimeOf(says, {
      infos,
      settings: { defaults: { classification: { provider: 'c', model: 'm' } } },
    })
    const parts = await collect(runtime.chat(ask({ provider: 'auto', model: 'classification' })))
    expect(parts.at(-1)).toMatchObject({ answeredBy: { provider: 'c', reason: 'default' } })
    await expect(runtime.choose({ capabilities: ['vision'] })).rejects.toMatchObject({
      code: 'MODEL_NO_CHOICE',
    })
  })
})

describe('budgets', () => {
  const prices = [
    { model: 'm', price: { currency: 'USD', inputPerMillion: 1_000, outputPerMillion: 10_000 } },
  ]

  it('count money and tokens by model, and stop the day at its limit', async () => {
    const { runtime } = runtimeOf(
      { a: () => ['ok'] },
      { prices, settings: { budget: { perDay: { money: { amount: 0.4, currency: 'USD' } } } } },
    )
    expect((await collect(runtime.chat(ask()))).at(-1)).toMatchObject({
      usage: { cost: { amount: 0.2, currency: 'USD' } },
    })
    await collect(runtime.chat(ask()))
    await expect(collect(runtime.chat(ask()))).rejects.toMatchObject({
      code: 'MODEL_BUDGET',
      data: { of: 'day' },
    })
    expect(await runtime.budget()).toMatchObject({
      spent: { requests: 2, inputTokens: 200, outputTokens: 20, costs: [{ amount: 0.4, currency: 'USD' }] },
      isReached: true,
    })
  })

  it('of a run stop that run and no other, and shorten its last answer', async () => {
    const { runtime, asked } = runtimeOf(
      { a: () => ['ok'] },
      { settings: { budget: { perRun: { tokens: 150 } } } },
    )
    await collect(runtime.chat(ask(), { runId: 'one' }))
    await collect(runtime.chat(ask(), { runId: 'one' }))
    expect(asked.map(({ maxTokens }) => maxTokens)).toEqual([149, 39])
    await expect(collect(runtime.chat(ask(), { runId: 'one' }))).rejects.toMatchObject({
      code: 'MODEL_BUDGET',
    })
    await collect(runtime.chat(ask(), { runId: 'two' }))
  })

  it('of a run go on counting in another worker, until the run has ended', async () => {
    const values = new Map<string, JsonValue>()
    const state: ModelStateStore = {
      get: async (name) => values.get(name) ?? null,
      set: async (name, value) => void values.set(name, value),
      remove: async (name) => void values.delete(name),
    }
    const settings = { budget: { perRun: { tokens: 150 } } }
    const first = runtimeOf({ a: () => ['ok'] }, { settings, state })
    await collect(first.runtime.chat(ask(), { runId: 'one' }))
    await first.runtime.budget() // what was spent is written
    const next = runtimeOf({ a: () => ['ok'] }, { settings, state })
    await collect(next.runtime.chat(ask(), { runId: 'one' }))
    expect([first.asked[0]?.maxTokens, next.asked[0]?.maxTokens]).toEqual([149, 39])
    await next.runtime.forgetRun('one')
    expect([...values.keys()]).toEqual(['model-spend'])
    await collect(next.runtime.chat(ask(), { runId: 'one' }))
    expect(next.asked.at(-1)?.maxTokens).toBe(149)
  })
})

describe('kept answers', () => {
  it('come back for an equal request alone, at no cost, until they are deleted', async () => {
    const { runtime, asked } = runtimeOf(
      { a: () => ['he', 'llo'] },
      { settings: { cache: { isOn: true, maxBytes: 10_000, maxAgeMs: 60_000 } } },
    )
    await collect(runtime.chat(ask()))
    const again = await collect(runtime.chat(ask()))
    expect([textOf(again), asked.length]).toEqual(['hello', 1])
    expect(again.at(-1)).toMatchObject({ answeredBy: { isCached: true } })
    await collect(runtime.chat(ask({ temperature: 1 })))
    expect(asked).toHaveLength(2)
    await runtime.clearCache()
    await collect(runtime.chat(ask()))
    expect(asked).toHaveLength(3)
  })
})

describe('what a model cannot do', () => {
  const tools = [{ name: 'weather', description: 'Weather.', parameters: { type: 'object' } }]
  const schema = { type: 'object', properties: { n: { type: 'number' } }, required: ['n'] }

  it('tools are asked for in words and come back as calls', async () => {
    const { runtime, asked } = runtimeOf(
      { a: () => ['```json\n{"tool": "wea', 'ther", "arguments": {"city": "Rome"}}\n```'] },
      { capabilities: [] },
    )
    const parts = await collect(runtime.chat(ask({ tools, seed: 3 })))
    expect(parts).toMatchObject([
      { type: 'tool-call', index: 0, id: 'call_1', name: 'weather', argumentsDelta: '{"city":"Rome"}' },
      { type: 'finish', reason: 'tool-calls', answeredBy: { adapted: ['seed-dropped', 'tools-by-prompt'] } },
    ])
    expect(asked[0]).not.toHaveProperty('tools')
    expect(asked[0]).not.toHaveProperty('seed')
    expect(JSON.stringify(asked[0]?.messages)).toContain('weather: Weather.')
  })

  it('JSON is asked for in words, mended, checked and asked for once more', async () => {
    const answers = ['Sure: {"n": "one"}', 'Here: {"n": 1,}']
    const { runtime, asked } = runtimeOf({ a: () => [answers.shift() ?? ''] }, { capabilities: [] })
    const responseFormat = { type: 'json-schema', name: 'n', schema } as const
    const parts = await collect(runtime.chat(ask({ responseFormat })))
    expect(JSON.parse(textOf(parts))).toEqual({ n: 1 })
    expect(parts.at(-1)).toMatchObject({ usage: { inputTokens: 200 } })
    expect(asked).toHaveLength(2)
    await expect(collect(runtime.chat(ask({ responseFormat })))).rejects.toMatchObject({
      code: 'MODEL_OUTPUT_INVALID',
    })
  })

  it('pictures are refused in the last message and told of in earlier ones', async () => {
    const image = [{ type: 'image', url: 'data:image/png;base64,AA==' }] as const
    const { runtime, asked } = runtimeOf({ a: () => ['ok'] }, { capabilities: [] })
    await expect(
      collect(runtime.chat(ask({ messages: [{ role: 'user', content: image }] }))),
    ).rejects.toMatchObject({ code: 'MODEL_CAPABILITY', data: { capability: 'vision' } })
    await collect(
      runtime.chat(
        ask({
          messages: [
            { role: 'user', content: image },
            { role: 'user', content: 'and now?' },
          ],
        }),
      ),
    )
    expect(JSON.stringify(asked)).not.toContain('base64')
  })

  it('files reach a model that reads them; another gets their text, or the question is refused', async () => {
    const note = {
      type: 'file',
      name: 'n.txt',
      mimeType: 'text/plain',
      url: `data:text/plain;base64,${btoa('Due.')}`,
    }
    const scan = {
      type: 'file',
      name: 's.pdf',
      mimeType: 'application/pdf',
      url: 'data:application/pdf;base64,AA==',
    }
    const withFile = (file: typeof note): ModelRequest =>
      ask({ messages: [{ role: 'user', content: [{ ...file, type: 'file' }] }] })
    const reader = runtimeOf({ a: () => ['ok'] }, { capabilities: ['files'] })
    await collect(reader.runtime.chat(withFile(scan)))
    expect(reader.asked[0]?.messages[0]?.content).toEqual([scan])
    const plain = runtimeOf({ a: () => ['ok'] }, { capabilities: [] })
    await collect(plain.runtime.chat(withFile(note)))
    expect(plain.asked[0]?.messages[0]?.content).toEqual([{ type: 'text', text: 'File "n.txt":\nDue.' }])
    await expect(collect(plain.runtime.chat(withFile(scan)))).rejects.toMatchObject({
      code: 'MODEL_CAPABILITY',
      data: { capability: 'files' },
    })
  })
})

describe('keys', () => {
  it('are in no error, whatever a provider writes into it, and in no list', async () => {
    const { runtime } = runtimeOf(
      { a: () => [new SkepError('MODEL_AUTH', `The key ${KEY} is bad.`, { header: `Bearer ${KEY}` })] },
      { configs: { a: { secretName: 'k' } }, secrets: async () => KEY },
    )
    const error = await collect(runtime.chat(ask())).catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      code: 'MODEL_AUTH',
      message: 'The key *** is bad.',
      data: { header: 'Bearer ***' },
    })
    const seen = [
      JSON.stringify(error),
      String(error instanceof Error ? error.cause : ''),
      JSON.stringify([
        await runtime.list(),
        await runtime.providers(),
        await runtime.settings(),
        await runtime.budget(),
      ]),
    ]
    expect(seen.join()).not.toContain('CANARY')
    expect(await runtime.hasKey('a')).toBe(true)
  })
})

describe('a gate', () => {
  it('never lets more through than its limits, in order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 20 }),
        async (maxConcurrent, requestsPerMinute, durations) => {
          let now = 0
          const timers: { at: number; wake: () => void }[] = []
          const sleep = (ms: number): Promise<void> =>
            new Promise((wake) => {
              timers.push({ at: now + ms, wake })
            })
          const gate = createGate({ maxConcurrent, requestsPerMinute }, { now: () => now, sleep })
          const begun: { readonly place: number; readonly at: number }[] = []
          let running = 0
          let most = 0
          const calls = durations.map(async (ms, place) => {
            const leave = await gate.enter(1, new AbortController().signal)
            begun.push({ place, at: now })
            most = Math.max(most, ++running)
            await sleep(ms)
            running--
            leave()
          })
          let isDone = false
          void Promise.all(calls).then(() => {
            isDone = true
          })
          for (let turn = 0; !isDone && turn < 10_000; turn++) {
            for (let tick = 0; tick < 8; tick++) await Promise.resolve()
            timers.sort((left, right) => left.at - right.at)
            const next = timers.shift()
            if (!next) continue
            now = Math.max(now, next.at)
            next.wake()
          }
          expect(isDone).toBe(true)
          expect(begun.map(({ place }) => place)).toEqual(durations.map((_, place) => place))
          expect(most).toBeLessThanOrEqual(maxConcurrent)
          for (const { at } of begun) {
            const within = begun.filter((other) => other.at >= at && other.at < at + 60_000)
            expect(within.length).toBeLessThanOrEqual(requestsPerMinute)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
