import { LLMock } from '@copilotkit/aimock'
import type { JsonObject } from '@skep/schema'
import { type ContractAnswer, modelProviderContract } from '@skep/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { extractiveProvider } from './extractive/extractive-provider.ts'
import { hostProvider } from './host/host-provider.ts'
import { builtInAi } from './in-browser/built-in-ai.ts'
import { ScriptedModel } from './in-browser/scripted-model.fixture.ts'
import { openAiProvider } from './openai/openai-provider.ts'
import { steer } from './steer-mock.fixture.ts'

const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' })
beforeAll(async () => void (await mock.start()))
afterAll(() => mock.stop())

const surfaces: readonly (readonly [preset: string, path: string, embeds: boolean])[] = [
  ['openai', '/v1', true],
  ['azure', '', true],
  ['anthropic', '/v1', false],
  ['gemini', '/v1beta/openai', true],
  ['ollama', '/v1', true],
]
for (const [preset, path, embeds] of surfaces) {
  modelProviderContract({
    name: `openai, the ${preset} surface of aimock`,
    create: async () => {
      const settings: JsonObject = { baseUrl: `${mock.url}${path}` }
      return openAiProvider().create(
        { id: 'ours', type: 'openai', preset, settings },
        { key: async () => 'sk-contract-key', fetch: globalThis.fetch },
      )
    },
    request: { model: 'small' },
    answer: (wanted) => steer(mock, wanted),
    answers: ['text', 'tool', 'json', 'endless', 'cut', 'refusal'],
    countsTokens: true,
    ...(embeds ? { embeddingModel: 'embed-small' } : {}),
  })
}

// aimock's own faults, on every surface that it imitates.
describe.each(surfaces)('the %s surface of a server with faults', (preset, path) => {
  it.each([
    ['drops every request', { dropRate: 1 }, /^MODEL_SERVER$/],
    ['answers with broken JSON', { malformedRate: 1 }, /^MODEL_/],
    ['hangs up', { disconnectRate: 1 }, /^MODEL_/],
    ['limits every request', { rateLimitRate: 1 }, /^MODEL_RATE_LIMIT$/],
  ])('that %s ends in one of our errors', async (_what, faults, code) => {
    mock.reset()
    mock.on({}, { content: 'fine' })
    mock.setChaos(faults)
    const provider = openAiProvider().create(
      { id: 'ours', type: 'openai', preset, settings: { baseUrl: `${mock.url}${path}` } },
      { key: async () => 'sk-contract-key', fetch: globalThis.fetch },
    )
    const request = { provider: 'ours', model: 'small', messages: [{ role: 'user', content: 'x' }] } as const
    const answer = (async () => {
      for await (const part of provider.chat?.(request, { signal: new AbortController().signal }) ?? [])
        if (part.type === 'finish') return 'finished'
      return 'ended'
    })()
    await expect(answer.finally(() => mock.clearChaos())).rejects.toMatchObject({
      code: expect.stringMatching(code),
    })
  })
})

let hostAnswer: ContractAnswer = { type: 'text', text: '' }
modelProviderContract({
  name: 'host function',
  create: async () =>
    hostProvider({
      id: 'ours',
      models: ['small'],
      chat: async function* () {
        const text = hostAnswer.type === 'text' || hostAnswer.type === 'json' ? hostAnswer.text : 'a'
        for (const piece of text.match(/.{1,3}/gsu) ?? []) yield piece
        while (hostAnswer.type === 'endless') {
          await new Promise((resolve) => setTimeout(resolve, 5))
          yield 'a '
        }
        yield { type: 'finish', reason: 'stop', usage: {} } as const
      },
    }).provider,
  request: { model: 'small' },
  answer: (wanted) => {
    hostAnswer = wanted
  },
  answers: ['text', 'json', 'endless'],
})

const api = new ScriptedModel()
modelProviderContract({
  name: 'the model of the browser, by its documented interface',
  create: async () => hostProvider(builtInAi({ id: 'ours', api: () => api })).provider,
  request: { model: 'built-in' },
  answer: (wanted) => api.steer(wanted),
  answers: ['text', 'json', 'endless'],
})

modelProviderContract({
  name: 'extractive',
  create: async () =>
    extractiveProvider().create(
      { id: 'extractive', type: 'extractive', settings: {} },
      { key: async () => undefined, fetch: globalThis.fetch },
    ),
  request: {
    model: 'extractive',
    context: {
      query: 'How many bees live in a hive?',
      passages: [{ number: 1, title: 'Bees', text: 'A hive holds about 30,000 bees. Rain falls in spring.' }],
    },
  },
})
