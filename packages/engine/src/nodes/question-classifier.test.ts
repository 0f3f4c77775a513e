import type { JsonObject } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { createScriptedModels, FINISH } from '../test-support.ts'
import { fileValue, runNode, variable } from './run-node.fixture.ts'

const config: JsonObject = {
  query: variable('q'),
  model: { provider: 'p', name: 'm', mode: 'chat', parameters: { temperature: 0 } },
  classes: [
    { id: '1', name: 'Bookings' },
    { id: '2', name: 'Weather in {{#conversation.town#}}' },
    { id: '17', name: 'Other', label: 'Everything else' },
  ],
  instruction: 'Storms in {{#conversation.town#}} are weather.',
  vision: { enabled: false },
}

async function classify(answer: string, more: JsonObject = {}, values: JsonObject = {}) {
  const models = createScriptedModels([{ type: 'text', text: answer }, FINISH])
  const ran = await runNode(
    'question-classifier',
    { ...config, ...more },
    { q: 'Is it windy?', town: 'Brae', ...values },
    { models },
  )
  return { ...ran, models }
}

describe('question-classifier', () => {
  it('takes the way of the class that the model names', async () => {
    const { done, models } = await classify('{"category_id": "17", "category_name": "Other"}')
    expect(done).toMatchObject({
      handle: '17',
      outputs: {
        class_name: 'Other',
        class_id: '17',
        class_label: 'Everything else',
        usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
      },
      inputs: { query: 'Is it windy?' },
      usage: { totalTokens: 5 },
    })
    const [request] = models.requests
    expect(request).toMatchObject({
      provider: 'p',
      model: 'm',
      temperature: 0,
      messages: [{ role: 'system' }, { role: 'user', content: 'Is it windy?' }],
    })
    const system = String(request?.messages[0]?.content)
    expect(system).toContain('"category_name":"Weather in Brae"')
    expect(system).toContain('Storms in Brae are weather.')
  })

  it.each([
    ['a fence around it', '```json\n{"category_id": "2", "category_name": "Weather"}\n```', '2'],
    ['a number for an id', '{"category_id": 2, "category_name": "Weather"}', '2'],
    [
      'thoughts before it',
      '<think>{"category_id": "17"}</think>{"category_id": "2", "category_name": "W"}',
      '2',
    ],
    ['no JSON', 'It is about the weather.', '1'],
    ['nothing', '', '1'],
    ['an unknown id', '{"category_id": "9", "category_name": "Weather"}', '1'],
    ['no name', '{"category_id": "2"}', '1'],
    ['no id', '{"category_name": "Weather"}', '1'],
    ['a list', '[{"category_id": "2", "category_name": "W"}]', '1'],
    ['the name of a prototype', '{"category_id": "constructor", "category_name": "x"}', '1'],
  ])('with %s', async (_, answer, handle) => {
    const { done } = await classify(answer)
    expect(done).toMatchObject({ handle, outputs: { class_id: handle } })
  })

  it('shows the model the turns before, and pictures', async () => {
    const models = createScriptedModels([{ type: 'text', text: '' }, FINISH])
    const turn = { conversationId: 'c', status: 'done', files: [], createdAtMs: 1 }
    const messages = [
      { ...turn, id: '1', role: 'user', text: 'Hi' },
      { ...turn, id: '2', role: 'assistant', text: 'Hello' },
    ]
    await runNode(
      'question-classifier',
      {
        ...config,
        memory: { window: { enabled: true, size: 5 } },
        vision: { enabled: true, selector: variable('pictures') },
      },
      {
        q: 'What is this?',
        pictures: [
          fileValue('a.png', { type: 'image', transferMethod: 'remote_url', url: 'https://x.example/a.png' }),
        ],
      },
      {
        models,
        conversations: {
          messages: async () => messages as never, // the fields that memory reads
          variables: async () => ({}),
          saveVariables: async () => undefined,
        },
      },
      'c',
    )
    expect(models.requests[0]?.messages.slice(1)).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', url: 'https://x.example/a.png' },
        ],
      },
    ])
  })

  it('fails with the code of the model, and without models with PORT_MISSING', async () => {
    const models = createScriptedModels([{ type: 'text', text: 'half' }])
    expect((await runNode('question-classifier', config, { q: 'x' }, { models })).end).toMatchObject({
      error: { code: 'MODEL_STREAM_INTERRUPTED' },
    })
    expect((await runNode('question-classifier', config, { q: 'x' })).end).toMatchObject({
      error: { code: 'PORT_MISSING' },
    })
  })
})
