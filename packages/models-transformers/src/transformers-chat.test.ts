import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelPart, ModelProvider, ModelRequest } from '@skep/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTinyChat, makeTinyModel } from '../fixtures/make-tiny-model.mjs'
import { transformersProvider } from './transformers-provider.ts'

const folder = mkdtempSync(join(tmpdir(), 'skep-tiny-chat-'))
beforeAll(() => {
  makeTinyChat(folder)
  makeTinyChat(folder, 'tiny/endless', { isEndless: true })
  makeTinyModel(folder)
})
afterAll(async () => {
  await provider.dispose?.()
  rmSync(folder, { recursive: true })
})

const provider: ModelProvider = transformersProvider().create(
  {
    id: 'local',
    type: 'transformers',
    settings: {
      models: [
        { model: 'tiny/llama-chat', kind: 'chat' },
        { model: 'tiny/endless', kind: 'chat', maxTokens: 40 },
        'tiny/bert-embed',
      ],
      dtype: 'fp32',
      modelsUrl: folder,
    },
  },
  { key: async () => undefined, fetch },
)

function open(
  request: Partial<ModelRequest>,
  signal = new AbortController().signal,
): AsyncIterable<ModelPart> {
  const asked: ModelRequest = {
    provider: 'local',
    model: 'tiny/llama-chat',
    messages: [{ role: 'user', content: 'hello' }],
    temperature: 0,
    ...request,
  }
  return provider.chat?.(asked, { signal }) ?? (async function* () {})()
}

async function ask(request: Partial<ModelRequest> = {}): Promise<{ text: string; parts: ModelPart[] }> {
  const parts: ModelPart[] = []
  for await (const part of open(request)) parts.push(part)
  return { text: parts.map((part) => (part.type === 'text' ? part.text : '')).join(''), parts }
}

const SENTENCE = 'hello from a tiny local model inside your browser'

describe('chat in Node, with the real library', () => {
  it('streams the answer word by word and counts its tokens', async () => {
    const { text, parts } = await ask()
    expect(text.trim()).toBe(SENTENCE)
    expect(parts.filter(({ type }) => type === 'text').length).toBeGreaterThan(5)
    // "<|user|> hello <|end|> <|assistant|>" before it; the end mark is a token too.
    expect(parts.at(-1)).toEqual({
      type: 'finish',
      reason: 'stop',
      usage: { inputTokens: 4, outputTokens: 10, totalTokens: 14 },
    })
  })

  it('reads the conversation through the chat template of the model', async () => {
    const { parts } = await ask({
      messages: [
        { role: 'system', content: 'be fast' },
        { role: 'user', content: [{ type: 'text', text: 'price' }] },
      ],
    })
    // "<|system|> be fast <|end|> <|user|> price <|end|> <|assistant|>"
    expect(parts.at(-1)).toMatchObject({ type: 'finish', usage: { inputTokens: 8 } })
  })

  it('ends at a stop text, which is not shown, and says that it stopped', async () => {
    const { text, parts } = await ask({ stop: ['model inside'] })
    expect(text.trim()).toBe('hello from a tiny local')
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'stop' })
  })

  it('ends at the limit of tokens and says so', async () => {
    const { text, parts } = await ask({ maxTokens: 3 })
    expect(text.trim()).toBe('hello from a')
    expect(parts.at(-1)).toMatchObject({ type: 'finish', reason: 'length', usage: { outputTokens: 3 } })
    expect((await ask({ model: 'tiny/endless' })).parts.at(-1)).toMatchObject({
      reason: 'length',
      usage: { outputTokens: 40 },
    })
  })

  it('writes no more than the context has room for, and refuses a prompt that has none', async () => {
    const long = (words: number): Partial<ModelRequest> => ({
      model: 'tiny/endless',
      messages: [{ role: 'user', content: 'hello '.repeat(words) }],
      maxTokens: 400,
    })
    expect((await ask(long(497))).parts.at(-1)).toMatchObject({
      reason: 'length',
      usage: { inputTokens: 500, outputTokens: 12, totalTokens: 512 },
    })
    await expect(ask(long(600))).rejects.toMatchObject({
      code: 'MODEL_BAD_REQUEST',
      data: { promptTokens: 603 },
    })
  })

  it('draws the same words from the same seed and others without one', async () => {
    const hot = { temperature: 50, maxTokens: 12 }
    const first = await ask({ ...hot, seed: 7 })
    expect(first.text.trim()).not.toBe(SENTENCE)
    expect((await ask({ ...hot, seed: 7 })).text).toBe(first.text)
    expect((await ask({ ...hot, seed: 8 })).text).not.toBe(first.text)
  })

  it('stops when it is aborted in the middle, and the model answers the next question', async () => {
    const controller = new AbortController()
    let count = 0
    const reading = (async () => {
      for await (const part of open({ model: 'tiny/endless', maxTokens: 400 }, controller.signal)) {
        if (part.type === 'text' && ++count === 5) controller.abort()
      }
    })()
    await expect(reading).rejects.toMatchObject({ code: 'CALL_ABORTED' })
    expect(count).toBe(5)
    expect((await ask({ model: 'tiny/endless', maxTokens: 3 })).text.trim()).toBe('hello from a')
  })

  it('stops generating when the reader leaves', async () => {
    for await (const part of open({ model: 'tiny/endless', maxTokens: 400 })) if (part.type === 'text') break
    expect((await ask({ maxTokens: 3 })).text.trim()).toBe('hello from a')
  })

  it('answers two conversations at once', async () => {
    const answers = await Promise.all([ask(), ask(), ask({ model: 'tiny/endless', maxTokens: 9 })])
    expect(answers.map(({ text }) => text.trim())).toEqual([SENTENCE, SENTENCE, SENTENCE])
  })

  it('refuses images and models of another kind', async () => {
    const image = { type: 'image', url: 'data:image/png;base64,AA==' } as const
    await expect(ask({ messages: [{ role: 'user', content: [image] }] })).rejects.toMatchObject({
      code: 'MODEL_CAPABILITY',
    })
    await expect(ask({ model: 'tiny/bert-embed' })).rejects.toMatchObject({
      code: 'MODEL_NOT_FOUND',
      data: { known: ['tiny/llama-chat', 'tiny/endless'] },
    })
  })
})
