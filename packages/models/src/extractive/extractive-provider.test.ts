import type { ModelPart, ModelRequest } from '@skep/engine'
import { describe, expect, it } from 'vitest'
import type { ModelProvider } from '../provider.ts'
import { type ExtractiveOptions, extractiveProvider } from './extractive-provider.ts'
import { SHOP } from './shop-passages.fixture.ts'

function create(options?: ExtractiveOptions): ModelProvider {
  return extractiveProvider(options).create(
    { id: 'extractive', type: 'extractive', settings: {} },
    { key: async () => undefined, fetch: () => Promise.reject(new Error('no network')) },
  )
}

async function ask(
  request: Partial<ModelRequest>,
  { provider = create(), signal = new AbortController().signal } = {},
): Promise<ModelPart[]> {
  const parts: ModelPart[] = []
  const whole: ModelRequest = { provider: 'extractive', model: 'extractive', messages: [], ...request }
  for await (const part of provider.chat?.(whole, { signal }) ?? []) parts.push(part)
  return parts
}

function textOf(parts: readonly ModelPart[]): string {
  return parts.map((part) => (part.type === 'text' ? part.text : '')).join('')
}

const FINISH = {
  type: 'finish',
  reason: 'stop',
  usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
  isQuoted: true,
}

it('is a local model that says it is no language model', async () => {
  expect(await create().list()).toEqual([
    {
      provider: 'extractive',
      model: 'extractive',
      label: 'Quotes from documents',
      kind: 'chat',
      location: 'local',
      isLanguageModel: false,
      description:
        'Quotes the best sentences of your documents. Not a language model: it writes nothing of its own.',
      capabilities: [],
    },
  ])
})

it('starts with the quote, follows each quote with its number and its range in the passage', async () => {
  const parts = await ask({ context: { query: 'How much does express delivery cost?', passages: SHOP } })
  const quote = 'Express delivery arrives the next day if you order before 2 p.m. and costs €12.50. [2]'
  expect(textOf(parts).startsWith(quote)).toBe(true)
  const source = parts.find((part) => part.type === 'source')
  expect(source && SHOP[1]?.text.slice(source.start, source.end).replace('\n', ' ')).toBe(quote.slice(0, -4))
  expect(source?.number).toBe(2)
  expect(parts.at(-1)).toEqual(FINISH)
  expect(parts.filter(({ type }) => type === 'finish')).toHaveLength(1)
})

it('streams word by word', async () => {
  const parts = await ask({ context: { query: 'Can custom-made products be returned?', passages: SHOP } })
  expect(parts.slice(0, 4)).toEqual([
    { type: 'text', text: 'Custom-made' },
    { type: 'text', text: ' products' },
    { type: 'text', text: ' cannot' },
    { type: 'text', text: ' be' },
  ])
})

describe('without an answer it says one sentence', () => {
  it.each([
    ['passages that do not fit', { query: 'What is the capital of Australia?', passages: SHOP }],
    ['no passages', { query: 'How long is the warranty?', passages: [] }],
  ])('for %s: no passage found', async (_case, context) => {
    const parts = await ask({ context })
    expect(textOf(parts)).toBe('No passage found in the documents that answers this question.')
    expect(parts.filter(({ type }) => type !== 'text')).toEqual([FINISH])
  })

  it('for a request without context: that it is not a language model', async () => {
    expect(textOf(await ask({ messages: [{ role: 'user', content: 'Write a poem' }] }))).toBe(
      'This is not a language model: it can only quote documents, and this step gave it none to quote from.',
    )
  })

  it('in the language of the host', async () => {
    const provider = create({ texts: { noPassage: 'Keine passende Stelle gefunden.' } })
    expect(textOf(await ask({ context: { query: 'x', passages: [] } }, { provider }))).toBe(
      'Keine passende Stelle gefunden.',
    )
  })
})

it('leaves room for other events while it streams', async () => {
  const turns: string[] = []
  const text = `The garden rules are: ${Array.from({ length: 60 }, (_, index) => `rule${index}`).join(' ')}.`
  const asking = ask({
    context: { query: 'What are the garden rules?', passages: [{ number: 1, title: '', text }] },
  }).then(() => turns.push('answer'))
  setImmediate(() => turns.push('other'))
  await asking
  expect(turns).toEqual(['other', 'answer'])
})

it('stops in the middle when aborted', async () => {
  const controller = new AbortController()
  const provider = create()
  const request: ModelRequest = {
    provider: 'extractive',
    model: 'extractive',
    messages: [],
    context: { query: 'Can I cancel an order?', passages: SHOP },
  }
  const seen: ModelPart[] = []
  await expect(async () => {
    for await (const part of provider.chat?.(request, { signal: controller.signal }) ?? []) {
      seen.push(part)
      if (seen.length === 3) controller.abort()
    }
  }).rejects.toMatchObject({ code: 'CALL_ABORTED' })
  expect(seen).toHaveLength(3)
})

it('names its model when another is asked for, and refuses to answer in JSON', async () => {
  await expect(ask({ model: 'gpt-4o' })).rejects.toMatchObject({
    code: 'MODEL_NOT_FOUND',
    message: 'The connection "extractive" has no model "gpt-4o". It has: extractive. Choose another model.',
  })
  await expect(ask({ responseFormat: { type: 'json-schema', name: 'x', schema: {} } })).rejects.toMatchObject(
    {
      code: 'MODEL_CAPABILITY',
    },
  )
})
