import { LLMock } from '@copilotkit/aimock'
import type { ModelRequest } from '@skep/client'
import type { JsonObject } from '@skep/schema'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ModelProvider } from '../provider.ts'
import { openAiProvider } from './openai-provider.ts'
import { findOpenAiPreset, OPENAI_PRESETS } from './presets.ts'

const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' })
const open = { signal: new AbortController().signal }
beforeAll(async () => void (await mock.start()))
afterAll(() => mock.stop())
beforeEach(() => void mock.reset())

/** The preset's own path on the mock. */
function connect(preset: string, settings: JsonObject = {}): ModelProvider {
  const { pathname } = new URL(findOpenAiPreset(preset, undefined)?.baseUrl.replace('{resource}', 'x') ?? '')
  const baseUrl = `${mock.url}${pathname === '/' ? '' : pathname}`
  return openAiProvider().create(
    { id: preset, type: 'openai', preset, settings: { baseUrl, ...settings } },
    { key: async () => 'sk-key-of-a-test', fetch: globalThis.fetch },
  )
}

async function sentBody(preset: string, more: Partial<ModelRequest>): Promise<Record<string, unknown>> {
  mock.on({}, { content: 'ok' })
  const request: ModelRequest = {
    provider: preset,
    model: 'm',
    messages: [{ role: 'user', content: 'x' }],
    ...more,
  }
  for await (const _part of connect(preset).chat?.(request, open) ?? []);
  const { _endpointType, messages, model, stream, ...rest } = (mock.getLastRequest()?.body ?? {}) as Record<
    string,
    unknown
  > // aimock's journal holds what was sent
  return rest
}

describe('presets', () => {
  it('are found by name and by address', () => {
    expect(OPENAI_PRESETS.map(({ id }) => id)).toEqual([
      'openai',
      'azure',
      'anthropic',
      'gemini',
      'mistral',
      'groq',
      'deepseek',
      'openrouter',
      'together',
      'ollama',
      'lm-studio',
      'vllm',
      'llama-cpp',
    ])
    expect(findOpenAiPreset(undefined, undefined)?.id).toBe('openai')
    expect(findOpenAiPreset(undefined, 'https://api.groq.com/openai/v1')?.id).toBe('groq')
    expect(findOpenAiPreset(undefined, 'https://mine.openai.azure.com')?.id).toBe('azure')
    expect(findOpenAiPreset(undefined, 'http://localhost:11434/v1')).toBe(undefined)
    expect(findOpenAiPreset('unheard of', 'https://api.groq.com/openai/v1')).toBe(undefined)
  })

  it.each(OPENAI_PRESETS.map(({ id }) => id))(
    '%s answers a chat, in its own path and with its key',
    async (id) => {
      mock.on({}, { content: 'Hello.' })
      let text = ''
      const request: ModelRequest = { provider: id, model: 'm', messages: [{ role: 'user', content: 'x' }] }
      for await (const part of connect(id).chat?.(request, open) ?? [])
        if (part.type === 'text') text += part.text
      expect(text).toBe('Hello.')
      const sent = mock.getLastRequest()
      const keys = { authorization: sent?.headers.authorization, 'api-key': sent?.headers['api-key'] }
      expect(JSON.stringify(sent?.headers)).not.toContain('stainless')
      // aimock hides the values of keys in its journal.
      expect(Object.entries(keys).flatMap(([name, value]) => (value === undefined ? [] : [name]))).toEqual([
        id === 'azure' ? 'api-key' : 'authorization',
      ])
      if (id === 'azure') {
        expect(sent?.path).toBe('/openai/deployments/m/chat/completions?api-version=2024-10-21')
      }
    },
  )

  const all: Partial<ModelRequest> = {
    temperature: 1.8,
    topP: 0.5,
    maxTokens: 9,
    stop: ['END'],
    seed: 4,
    presencePenalty: 0.1,
    frequencyPenalty: 0.2,
    reasoningEffort: 'low',
    responseFormat: { type: 'json-schema', name: 'n', schema: { type: 'object' } },
  }
  const every = {
    temperature: 1.8,
    top_p: 0.5,
    stop: ['END'],
    seed: 4,
    presence_penalty: 0.1,
    frequency_penalty: 0.2,
    reasoning_effort: 'low',
    response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } },
    stream_options: { include_usage: true },
  }
  const usual = { temperature: 1.8, top_p: 0.5, stop: ['END'], reasoning_effort: 'low', max_tokens: 9 }
  it.each([
    ['openai', { ...every, max_completion_tokens: 9 }],
    ['vllm', { ...every, max_tokens: 9 }],
    ['anthropic', { ...usual, temperature: 1, stream_options: { include_usage: true } }],
    ['gemini', { ...usual, stream_options: every.stream_options, response_format: every.response_format }],
    [
      'mistral',
      {
        ...usual,
        temperature: 1.5,
        random_seed: 4,
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
        response_format: every.response_format,
      },
    ],
    [
      'deepseek',
      {
        ...usual,
        presence_penalty: 0.1,
        frequency_penalty: 0.2,
        response_format: { type: 'json_object' },
        stream_options: every.stream_options,
      },
    ],
  ])('%s gets only the options that it takes', async (id, expected) => {
    expect(await sentBody(id, all)).toEqual(expected)
  })

  it('say what their models can do for certain, and nothing of a server that nobody knows', () => {
    expect(connect('anthropic').capabilities?.('m')).toEqual(['tools', 'vision', 'stop'])
    expect(connect('deepseek').capabilities?.('m')).toEqual(['tools', 'json', 'penalties', 'stop'])
    const unknown = openAiProvider().create(
      { id: 'x', type: 'openai', settings: { baseUrl: 'http://somewhere.example/v1' } },
      { key: async () => undefined, fetch: globalThis.fetch },
    )
    expect(unknown.capabilities?.('m')).toBe(undefined)
  })
})

describe('kinds beside chat', () => {
  it('ranks documents, best first, from the shape of Cohere and Jina', async () => {
    mock.onRerank('bees', [
      { index: 0, relevance_score: 0.2 },
      { index: 1, relevance_score: 0.9 },
    ])
    const provider = connect('vllm', { baseUrl: `${mock.url}/v2` })
    const request = { provider: 'vllm', model: 'r', query: 'bees', documents: ['a', 'b'] }
    expect(await provider.rerank?.(request, open)).toEqual({
      results: [
        { index: 1, score: 0.9 },
        { index: 0, score: 0.2 },
      ],
    })
    await expect(connect('groq').rerank?.(request, open)).rejects.toMatchObject({ code: 'MODEL_CAPABILITY' })
  })

  it('judges texts, writes down speech and speaks', async () => {
    mock.onModerate('bad', { flagged: true, categories: { violence: true, hate: false } })
    mock.onTranscription({ transcription: { text: 'Buzz.' } })
    mock.onSpeech('Hello', { audio: 'AQID' })
    const provider = connect('openai')
    const moderated = await provider.moderate?.({ provider: 'openai', model: 'm', inputs: ['bad'] }, open)
    expect(moderated?.results).toMatchObject([{ isFlagged: true, categories: ['violence'] }])
    const heard = await provider.transcribe?.(
      { provider: 'openai', model: 'm', audio: new Blob(['RIFF'], { type: 'audio/wav' }), fileName: 'a.wav' },
      open,
    )
    expect(heard).toMatchObject({ text: 'Buzz.' })
    const spoken = await provider.speak?.({ provider: 'openai', model: 'm', text: 'Hello' }, open)
    expect([spoken?.audio.type, [...new Uint8Array((await spoken?.audio.arrayBuffer()) ?? [])]]).toEqual([
      'audio/mpeg',
      [1, 2, 3],
    ])
  })
})
