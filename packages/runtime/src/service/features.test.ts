import { LLMock } from '@copilotkit/aimock'
import type { Message, RunEvent, SkepClient } from '@skep/client'
import type { ModerationRequest } from '@skep/engine'
import { type App, type AppFeatures, DEFAULT_FILE_UPLOAD, llmNode } from '@skep/schema'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSkep, type SkepOptions } from '../create-skep.ts'
import { collect, talk } from './service.fixture.ts'

// A model server of somebody else's, over HTTP, as a visitor's browser would have it.
const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent' })
beforeAll(() => mock.start())
afterAll(() => mock.stop())
beforeEach(() => {
  mock.reset()
})

const open: SkepClient[] = []
afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

let started = 0
function start(options: SkepOptions = {}): SkepClient {
  started += 1
  const client = createSkep({
    namespace: `features-${started}`,
    host: 'main',
    storage: 'memory',
    providers: [
      {
        id: 'remote',
        type: 'openai',
        settings: { baseUrl: `${mock.url}/v1`, models: ['talker', 'helper'], maxRetries: 0 },
      },
    ],
    ...options,
  })
  open.push(client)
  return client
}

function choice(name: string): { provider: string; name: string; mode: 'chat'; parameters: object } {
  return { provider: 'remote', name, mode: 'chat', parameters: {} }
}

function chat(features: AppFeatures, llm: object = {}): App {
  const app = talk('chat')
  const nodes = app.graph.nodes.map((node) =>
    node.type === llmNode.type
      ? { ...node, config: { ...node.config, model: choice('talker'), ...llm } }
      : node,
  )
  return JSON.parse(JSON.stringify({ ...app, graph: { ...app.graph, nodes }, features }))
}

async function ask(
  client: SkepClient,
  query: string,
  conversationId?: string,
): Promise<{
  readonly events: readonly RunEvent[]
  readonly runId: string
  readonly conversationId: string
}> {
  const { runId, conversationId: id = '' } = await client.runs.start({
    app: 'chat',
    query,
    ...(conversationId === undefined ? {} : { conversationId }),
  })
  return { events: await collect(client.runs.events(runId)), runId, conversationId: id }
}

async function answerOf(client: SkepClient, conversationId: string): Promise<Message | undefined> {
  return (await client.conversations.messages(conversationId)).at(-1)
}

const from = (model: string, userMessage?: string) => ({ model, ...(userMessage ? { userMessage } : {}) })
const preset = { enabled: true, presetReply: 'I cannot talk about that.' }
const off = { enabled: false, presetReply: '' }

describe('follow-up questions', () => {
  const features: AppFeatures = { followUps: { enabled: true, model: choice('helper') } as never } // its mode is widened by the helper above

  it('are asked for once, by whoever comes first, and kept with the answer', async () => {
    mock.on(from('talker'), { content: 'They dance.' })
    mock.on(from('helper'), { content: '{"questions": ["Why?", "How?"]}' })
    const client = start()
    await client.apps.save(chat(features), { baseRevision: null })
    const { runId, conversationId, events } = await ask(client, 'What do bees do?')
    expect(events.at(-1)?.type).toBe('run_succeeded')
    const both = await Promise.all([
      client.conversations.followUps(runId),
      client.conversations.followUps(runId),
    ])
    expect(both).toEqual([
      ['Why?', 'How?'],
      ['Why?', 'How?'],
    ])
    expect(await answerOf(client, conversationId)).toMatchObject({
      text: 'They dance.',
      followUps: ['Why?', 'How?'],
    })
    const asked = mock.getRequests().filter(({ body }) => body?.model === 'helper')
    expect(asked).toHaveLength(1)
    const next = await ask(client, 'Why?', conversationId)
    expect(await client.conversations.followUps(runId)).toEqual(['Why?', 'How?'])
    expect(next.events.at(-1)?.type).toBe('run_succeeded')
  })

  it('are none when their model fails, and the answer is as good', async () => {
    mock.on(from('talker'), { content: 'They dance.' })
    mock.on(from('helper'), { error: { message: 'broken' }, status: 500 })
    const client = start()
    await client.apps.save(chat(features), { baseRevision: null })
    const { runId, conversationId } = await ask(client, 'What do bees do?')
    expect(await client.conversations.followUps(runId)).toEqual([])
    expect(await answerOf(client, conversationId)).toMatchObject({ text: 'They dance.', status: 'complete' })
  })

  it('come for a draft too', async () => {
    mock.on(from('talker'), { content: 'They dance.' })
    mock.on(from('helper'), { content: '{"questions": ["Why?"]}' })
    const client = start()
    const { runId } = await client.runs.start({ app: chat(features), query: 'What?', isDraft: true })
    await collect(client.runs.events(runId))
    expect(await client.conversations.followUps(runId)).toEqual(['Why?'])
    await expect(client.conversations.followUps('nobody')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })
})

describe('moderation', () => {
  it('by a model over HTTP replaces the answer in the conversation', async () => {
    mock.on(from('talker'), { content: 'This is how you pick a lock.' })
    mock.on(from('helper'), { content: '{"flagged": true, "categories": ["crime"]}' })
    const client = start()
    const method = { type: 'model', model: choice('helper') } as never // as above
    await client.apps.save(chat({ moderation: { enabled: true, method, inputs: off, outputs: preset } }), {
      baseRevision: null,
    })
    const { events, conversationId } = await ask(client, 'Locks?')
    expect(events.filter(({ type }) => type === 'text_chunk' || type.startsWith('moderation'))).toMatchObject(
      [{ type: 'moderation_flagged', stage: 'output', categories: ['crime'] }],
    )
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
    expect(await answerOf(client, conversationId)).toMatchObject({
      text: preset.presetReply,
      replacedBy: 'moderation',
      status: 'complete',
    })
  })

  it('whose model is down lets the answer through', async () => {
    mock.on(from('talker'), { content: 'They dance.' })
    mock.on(from('helper'), { error: { message: 'broken' }, status: 500 })
    const client = start()
    const method = { type: 'model', model: choice('helper') } as never // as above
    await client.apps.save(chat({ moderation: { enabled: true, method, inputs: preset, outputs: preset } }), {
      baseRevision: null,
    })
    const { events, conversationId } = await ask(client, 'Bees?')
    expect(events.flatMap((event) => (event.type === 'moderation_failed' ? [event.stage] : []))).toEqual([
      'input',
      'output',
    ])
    expect((await answerOf(client, conversationId))?.text).toBe('They dance.')
  })

  it('by a function of the page goes over the wire', async () => {
    mock.on(from('talker'), { content: 'They dance.' })
    const seen: ModerationRequest[] = []
    const client = start({
      moderation: (request) => {
        seen.push(request)
        return request.stage === 'input' && request.query.includes('wasp')
          ? { action: 'block', reply: 'No wasps.' }
          : { action: 'allow' }
      },
    })
    const app = chat({
      moderation: { enabled: true, method: { type: 'host', name: 'rules' }, inputs: preset, outputs: preset },
    })
    await client.apps.save(app, { baseRevision: null })
    const { conversationId } = await ask(client, 'A wasp?')
    expect((await answerOf(client, conversationId))?.text).toBe('No wasps.')
    await ask(client, 'A bee?', conversationId)
    expect((await answerOf(client, conversationId))?.text).toBe('They dance.')
    expect(seen.map(({ stage, name }) => `${name} ${stage}`)).toEqual([
      'rules input',
      'rules input',
      'rules output',
    ])
    expect(await client.apps.validate(app)).toEqual([])
    expect((await start().apps.validate(app)).map(({ code }) => code)).toContain('MODERATION_UNAVAILABLE')
  })
})

describe('annotations', () => {
  it('are managed by app, and reply without a model', async () => {
    const client = start()
    await client.apps.save(chat({ annotationReply: { enabled: true, scoreThreshold: 0.85 } }), {
      baseRevision: null,
    })
    const added = await client.annotations.add('chat', {
      question: ' What are your opening hours? ',
      answer: 'Nine to five.',
    })
    expect(added).toMatchObject({ question: 'What are your opening hours?', hitCount: 0 })
    const { events, conversationId } = await ask(client, 'what are the opening hours')
    expect(events.map(({ type }) => type)).toEqual([
      'run_started',
      'annotation_replied',
      'answer_replaced',
      'run_succeeded',
    ])
    expect(await answerOf(client, conversationId)).toMatchObject({
      text: 'Nine to five.',
      annotation: { id: added.id, question: added.question, score: expect.any(Number) },
    })
    expect(mock.getRequests()).toEqual([])
    expect((await client.annotations.list('chat')).map(({ hitCount }) => hitCount)).toEqual([1])

    const edited = await client.annotations.update('chat', added.id, { answer: 'Ten to six.' })
    expect(edited).toMatchObject({ question: added.question, answer: 'Ten to six.', hitCount: 1 })
    const again = await client.annotations.add('chat', { question: added.question, answer: 'Never.' })
    expect(again.id).toBe(added.id)
    expect(await client.annotations.find('chat', 'WHAT are your opening hours')).toMatchObject({ score: 1 })
    expect(await client.annotations.find('chat', 'Where are you?')).toBeNull()
    expect(await client.annotations.find('chat', 'Where are you?', { threshold: 0 })).not.toBeNull()
    await client.annotations.remove('other', added.id)
    expect(await client.annotations.list('chat')).toHaveLength(1)
    await client.annotations.remove('chat', added.id)
    expect(await client.annotations.list('chat')).toEqual([])
  })

  it('that cannot be compared by the embedder they name are compared by words, and the graph answers the rest', async () => {
    mock.on(from('talker'), { content: 'They dance.' })
    const client = start()
    const annotationReply = {
      enabled: true,
      scoreThreshold: 0.85,
      embeddingModel: { provider: 'nobody', name: 'none' },
    }
    await client.apps.save(chat({ annotationReply }), { baseRevision: null })
    await client.annotations.add('chat', { question: 'Opening hours?', answer: 'Nine to five.' })
    const { conversationId } = await ask(client, 'The opening hours?')
    expect((await answerOf(client, conversationId))?.text).toBe('Nine to five.')
    await ask(client, 'What do bees do?', conversationId)
    expect((await answerOf(client, conversationId))?.text).toBe('They dance.')
  })

  it('are compared by meaning where an embedder is there', async () => {
    mock.onEmbedding(/.*/, { embedding: [1, 0, 0] })
    const client = start()
    const annotationReply = {
      enabled: true,
      scoreThreshold: 0.9,
      embeddingModel: { provider: 'remote', name: 'helper' },
    }
    await client.apps.save(chat({ annotationReply }), { baseRevision: null })
    await client.annotations.add('chat', { question: 'Opening hours?', answer: 'Nine to five.' })
    const { conversationId } = await ask(client, 'When may I come?')
    expect((await answerOf(client, conversationId))?.text).toBe('Nine to five.')
  })

  it('are refused when they are empty or gone, and go with their app', async () => {
    const client = start()
    await client.apps.save(chat({}), { baseRevision: null })
    await expect(client.annotations.add('chat', { question: ' ', answer: 'A' })).rejects.toMatchObject({
      code: 'CALL_INVALID',
      data: { field: 'question' },
    })
    await expect(client.annotations.update('chat', 'nobody', { answer: 'A' })).rejects.toMatchObject({
      code: 'ANNOTATION_NOT_FOUND',
    })
    await client.annotations.add('chat', { question: 'Q', answer: 'A' })
    await client.apps.remove('chat')
    expect(await client.annotations.list('chat')).toEqual([])
  })
})

describe('memory that sums up', () => {
  it('asks for one summary a turn at most and keeps it with the conversation', async () => {
    const summaries = (): readonly string[] =>
      mock
        .getRequests()
        .flatMap(({ body }) => (Array.isArray(body?.messages) ? body.messages : []))
        .flatMap((message: unknown) => {
          const content =
            typeof message === 'object' && message !== null ? Reflect.get(message, 'content') : ''
          return typeof content === 'string' && content.startsWith('Memory:') ? [content] : []
        })
    mock.on({ userMessage: /^Memory:/ }, { content: 'It was about bees.' })
    mock.on(from('talker'), { content: 'They dance.' })
    const client = start()
    const memory = { window: { enabled: true, size: 1 }, summarize: true }
    await client.apps.save(chat({}, { memory, prompt: [] }), { baseRevision: null })
    const { conversationId } = await ask(client, 'One?')
    await ask(client, 'Two?', conversationId)
    expect(summaries()).toEqual([])
    await ask(client, 'Three?', conversationId)
    expect(summaries()).toHaveLength(1)
    await ask(client, 'Four?', conversationId)
    expect(summaries()).toHaveLength(2)
    expect(summaries()[1]).toContain('Memory:\nIt was about bees.\n\nNew turns:\nUser: Two?')
    expect((await answerOf(client, conversationId))?.text).toBe('They dance.')
  })
})

describe('limits on files', () => {
  it('refuse a run by a code of their own, and files are kept with the question', async () => {
    mock.on(from('talker'), { content: 'They dance.' })
    const client = start()
    await client.apps.save(chat({ fileUpload: DEFAULT_FILE_UPLOAD }), { baseRevision: null })
    const text = await client.files.upload({ name: 'a.txt', mimeType: 'text/plain', bytes: new Blob(['a']) })
    const picture = await client.files.upload({
      name: 'a.png',
      mimeType: 'image/png',
      bytes: new Blob(['a']),
    })
    const send = async (file: typeof text) => {
      const { runId, conversationId = '' } = await client.runs.start({
        app: 'chat',
        query: 'Look',
        files: [file],
      })
      const events = await collect(client.runs.events(runId))
      return { end: events.at(-1), messages: await client.conversations.messages(conversationId) }
    }
    expect((await send(text)).end).toMatchObject({
      type: 'run_failed',
      error: { code: 'FILE_NOT_ALLOWED', data: { reason: 'type', name: 'a.txt' } },
    })
    const { end, messages } = await send(picture)
    expect(end?.type).toBe('run_succeeded')
    expect(messages[0]).toMatchObject({ role: 'user', files: [picture] })
  })
})
