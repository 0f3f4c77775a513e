import { readFile } from 'node:fs/promises'
import type { KnowledgeDocument, RunEvent, SkepClient } from '@skep/client'
import { defineExecutor } from '@skep/engine'
import { type App, createApp, type JsonObject, templateTransformNode, toErrorData } from '@skep/schema'
import { createMemoryStores } from '@skep/storage'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createSkep, type SkepOptions } from './create-skep.ts'
import { chatWithDocuments } from './sample-app.fixture.ts'

const open: SkepClient[] = []

function start(options: SkepOptions = {}): SkepClient {
  const client = createSkep({
    namespace: `test-${open.length}-${Math.random()}`,
    host: 'main',
    storage: 'memory',
    ...options,
  })
  open.push(client)
  return client
}

async function collect(events: AsyncIterable<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = []
  for await (const event of events) all.push(event)
  return all
}

function textOf(events: readonly RunEvent[]): string {
  return events.flatMap((event) => (event.type === 'text_chunk' ? [event.text] : [])).join('')
}

async function withHandbook(client: SkepClient): Promise<KnowledgeDocument> {
  await client.apps.save(chatWithDocuments, { baseRevision: null })
  await client.knowledge.create({ id: 'base', name: 'Handbook' })
  const bytes = await readFile(
    new URL('../../../playground/public/samples/rental-handbook.pdf', import.meta.url),
  )
  const { id } = await client.knowledge.upload('base', {
    name: 'rental-handbook.pdf',
    bytes: new Uint8Array(bytes),
  })
  await expect
    .poll(async () => (await client.knowledge.document(id)).state, { timeout: 15_000 })
    .toBe('ready')
  return client.knowledge.document(id)
}

function withModel(app: App, provider: string, name: string): App {
  const model = { provider, name, mode: 'chat', parameters: {} }
  const nodes = app.graph.nodes.map((node) =>
    node.type === 'llm' ? { ...node, config: { ...node.config, model } } : node,
  )
  return { ...app, graph: { ...app.graph, nodes } }
}

afterEach(async () => {
  for (const client of open.splice(0)) await client.close()
})

describe('createSkep on the main thread', () => {
  it('has the nodes that the host gives it, as a worker of the host’s own would', async () => {
    const shoutNode = { ...templateTransformNode, type: 'shout' }
    const shout = defineExecutor(shoutNode, async ({ config, renderText }) => ({
      outputs: { result: renderText(config.template).toUpperCase() },
    }))
    const client = start({ extensions: { nodes: [shoutNode], executors: [shout] } })
    const node = (id: string, type: string, config: JsonObject) => ({
      id,
      type,
      title: id,
      position: { x: 0, y: 0 },
      config,
    })
    const edge = (source: string, target: string) => ({
      id: `${source}-${target}`,
      source,
      sourceHandle: 'source',
      target,
      targetHandle: 'target',
    })
    const app: App = {
      ...createApp({ id: 'shout', mode: 'chatflow', name: 'Shout' }),
      graph: {
        nodes: [
          node('start', 'start', { variables: [] }),
          node('shout', 'shout', { template: 'hey {{#sys.query#}}', variables: [] }),
          node('answer', 'answer', { answer: '{{#shout.result#}}!' }),
        ],
        edges: [edge('start', 'shout'), edge('shout', 'answer')],
      },
    }
    expect(textOf(await collect(client.run({ app, query: 'you', isDraft: true })))).toBe('HEY YOU!')
  })

  it('answers a question from a PDF with a citation of the right page', async () => {
    const client = start()
    const document = await withHandbook(client)
    const events = await collect(
      client.run({ app: 'chat', query: 'How much is the deposit for an electric bicycle?' }),
    )
    const end = events.at(-1)
    expect(end).toMatchObject({ type: 'run_succeeded' })
    expect(textOf(events)).toContain('200 euros for an electric one')
    const [citations] = events
      .flatMap((event) => (event.type === 'citations' ? [event.citations] : []))
      .slice(-1)
    expect(citations?.[0]).toMatchObject({ documentId: document.id, location: { page: 2 } })
    const { text } = await client.knowledge.documentText(document.id)
    const { start: from = 0, end: to = 0 } = citations?.find(({ quote }) => quote)?.quote ?? {}
    expect(text.slice(from, to)).toContain('200 euros for an electric one')
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  })

  it('says that nothing was found when a question is off-topic', async () => {
    const client = start()
    await withHandbook(client)
    const events = await collect(
      client.run({ app: 'chat', query: 'Who painted the ceiling of the Sistine Chapel?' }),
    )
    expect(textOf(events)).toMatch(/no passage found/i)
  })

  it('keeps the conversation and its runs', async () => {
    const client = start()
    await withHandbook(client)
    const [first] = await collect(client.run({ app: 'chat', query: 'What does a city bicycle cost a day?' }))
    const conversationId = first?.type === 'run_started' ? first.conversationId : undefined
    await collect(
      client.run({
        app: 'chat',
        query: 'And what happens after an accident?',
        ...(conversationId ? { conversationId } : {}),
      }),
    )
    const conversations = await client.conversations.list('chat')
    expect(conversations).toEqual([
      expect.objectContaining({
        id: conversationId,
        title: 'What does a city bicycle cost a day?',
        messageCount: 4,
      }),
    ])
    const messages = await client.conversations.messages(conversationId ?? '')
    expect(messages.map(({ role, status }) => [role, status])).toEqual([
      ['user', 'complete'],
      ['assistant', 'complete'],
      ['user', 'complete'],
      ['assistant', 'complete'],
    ])
    expect(messages[1]?.text).toContain('14 euros a day')
    expect(messages[1]?.citations.length).toBeGreaterThan(0)
    const runs = await client.runs.list({ appId: 'chat' })
    expect(runs.map(({ status, conversationId: id }) => [status, id])).toEqual([
      ['succeeded', conversationId],
      ['succeeded', conversationId],
    ])
    const stored = await collect(client.runs.events(runs[0]?.id ?? ''))
    expect(stored.at(-1)?.type).toBe('run_succeeded')
    expect(await collect(client.runs.events(runs[0]?.id ?? '', { after: stored.length - 1 }))).toEqual(
      stored.slice(-1),
    )
  })

  it('keeps drafts out of the conversations', async () => {
    const client = start()
    await client.apps.save(chatWithDocuments, { baseRevision: null })
    const app: App = createApp({ mode: 'chatflow', name: 'Echo', id: 'echo' })
    expect(textOf(await collect(client.run({ app, query: 'hello', isDraft: true })))).toBe('hello')
    expect(await client.conversations.list('echo')).toEqual([])
  })

  it('uses stores of the host and tells a conflict with the current revision', async () => {
    const records = new Map<string, { app: App; revision: number }>()
    const client = start({
      stores: {
        apps: {
          list: async () => [],
          get: async (id) => {
            const found = records.get(id)
            return found ? { ...found, createdAtMs: 0, updatedAtMs: 0 } : null
          },
          save: async (app, baseRevision) => {
            const revision = records.get(app.id)?.revision ?? null
            if (revision !== baseRevision) {
              throw Object.assign(new Error('taken'), {
                code: 'APP_CONFLICT',
                data: { currentRevision: revision },
              })
            }
            records.set(app.id, { app, revision: (revision ?? 0) + 1 })
            return { app, revision: (revision ?? 0) + 1, createdAtMs: 0, updatedAtMs: 0 }
          },
          remove: async (id) => void records.delete(id),
        },
      },
    })
    const app = createApp({ mode: 'chatflow', name: 'Mine', id: 'mine' })
    expect((await client.apps.save(app, { baseRevision: null })).revision).toBe(1)
    expect([...records.keys()]).toEqual(['mine'])
    const conflict = await client.apps.save(app, { baseRevision: null }).then(() => null, toErrorData)
    expect(conflict).toMatchObject({ code: 'APP_CONFLICT', data: { currentRevision: 1 } })
    await expect(client.apps.get('nobody')).rejects.toMatchObject({ code: 'APP_NOT_FOUND' })
  })

  it('streams from a model that is a function of the page, with the passages in its prompt', async () => {
    const prompts: string[] = []
    const client = start({
      models: [
        {
          id: 'house',
          models: ['small'],
          async *chat(request) {
            prompts.push(JSON.stringify(request.messages))
            yield 'It is '
            yield '200 euros [1].'
          },
        },
      ],
    })
    await withHandbook(client)
    const app = withModel(chatWithDocuments, 'house', 'small')
    const query = 'How much is the deposit for an electric bicycle?'
    const events = await collect(client.run({ app, query, isDraft: true }))
    expect(textOf(events)).toBe('It is 200 euros [1].')
    expect(prompts.join()).toContain(
      'The deposit is 50 euros for a city bicycle and 200 euros for an electric one',
    )
  })

  it('stops a run and says so in the conversation', async () => {
    const client = start({
      models: [
        {
          id: 'slow',
          models: ['slow'],
          async *chat(_request, { signal }) {
            yield 'first words '
            await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          },
        },
      ],
    })
    await withHandbook(client)
    const app = { ...withModel(chatWithDocuments, 'slow', 'slow'), id: 'slow' }
    await client.apps.save(app, { baseRevision: null })
    const controller = new AbortController()
    const types: string[] = []
    const query = 'What does a city bicycle cost a day?'
    for await (const event of client.run({ app: 'slow', query }, { signal: controller.signal })) {
      types.push(event.type)
      if (event.type === 'text_chunk') controller.abort()
    }
    expect(types.at(-1)).toBe('run_stopped')
    const [conversation] = await client.conversations.list('slow')
    const messages = await client.conversations.messages(conversation?.id ?? '')
    expect(messages.at(-1)).toMatchObject({ status: 'stopped', text: 'first words ' })
  })

  it('shares one engine among clients of a namespace and refuses other options for it', async () => {
    const options = { namespace: `shared-${Math.random()}` }
    const one = start(options)
    const two = start(options)
    await one.apps.save(createApp({ mode: 'workflow', name: 'Seen', id: 'seen' }), { baseRevision: null })
    expect((await two.apps.list()).map(({ id }) => id)).toEqual(['seen'])
    expect(() => start({ ...options, providers: [{ id: 'x', type: 'openai', settings: {} }] })).toThrow(
      /other options/,
    )
    await one.close()
    expect((await two.apps.list()).length).toBe(1)
  })

  it('keeps namespaces of any letters apart', async () => {
    const names = ['auth0|42', 'a+b@example.org', 'Büro 7', '事務所', 'skep:run:x', '-', 'a'.repeat(200)]
    const clients = names.map((namespace) => start({ namespace }))
    for (const [index, client] of clients.entries()) {
      const app = createApp({ mode: 'workflow', name: names[index] ?? '', id: 'same' })
      await client.apps.save(app, { baseRevision: null })
    }
    expect(
      await Promise.all(clients.map(async (client) => (await client.apps.list()).map(({ name }) => name))),
    ).toEqual(names.map((name) => [name]))
    for (const namespace of ['', 'a'.repeat(201), 'new\nline', '\ud800'])
      expect(() => start({ namespace })).toThrow(/1 to 200 characters/)
  })
})

describe('clients that come and go', () => {
  const app = createApp({ mode: 'chatflow', name: 'Mine', id: 'mine' })

  /** Stores of the page, as they are when the next client comes. */
  function kept(): SkepOptions {
    const { apps, runs, conversations } = createMemoryStores()
    return { namespace: `kept-${Math.random()}`, stores: { apps, runs, conversations } }
  }

  it('one that closes and one that opens at once do not meet', async () => {
    let isOpen = false
    const options: SkepOptions = {
      ...kept(),
      models: [
        {
          id: 'slow',
          models: ['slow'],
          async *chat(_request, { signal }) {
            yield 'first words '
            isOpen = true
            await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          },
        },
      ],
    }
    const first = start(options)
    await first.knowledge.create({ id: 'base', name: 'Handbook' })
    const slow = withModel(chatWithDocuments, 'slow', 'slow')
    const graph = {
      nodes: slow.graph.nodes.filter(({ type }) => type !== 'knowledge-retrieval'),
      edges: [
        { id: '1', source: 'start', sourceHandle: 'source', target: 'write', targetHandle: 'target' },
        ...slow.graph.edges.filter(({ source }) => source === 'write'),
      ],
    }
    const reading = collect(first.run({ app: { ...slow, graph }, query: 'q' })).then(() => null, toErrorData)
    await expect.poll(() => isOpen).toBe(true)
    const closing = first.close()
    const second = start(options)
    expect((await second.runs.list()).map(({ status }) => status)).toEqual(['stopped'])
    expect(await reading).toMatchObject({ code: 'CLIENT_CLOSED' })
    await closing
  })

  it('as StrictMode makes, ends and makes them', async () => {
    const options = kept()
    for (let time = 1; time <= 3; time++) await start(options).close()
    const opened = [start(options), start(options)]
    const closed = opened[0]?.close()
    const last = start(options)
    await last.apps.save(app, { baseRevision: null })
    expect((await opened[1]?.apps.list())?.map(({ id }) => id)).toEqual(['mine'])
    await closed
  })

  it('starts anew when the one before is lost', async () => {
    const options: SkepOptions = { namespace: `lost-${Math.random()}`, host: 'main', storage: 'indexeddb' }
    const first = start(options)
    const states: string[] = []
    first.watchStatus(({ state, reason }) => states.push(`${state} ${reason}`))
    for (const call of [first.apps.list(), first.runs.list(), first.storage.wipe()]) {
      await expect(call).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
    }
    expect(states).toEqual(['lost STORAGE_UNAVAILABLE'])
    const second = start({ ...options, storage: 'memory' })
    expect(await second.apps.list()).toEqual([])
    await first.close()
    expect(await start({ ...options, storage: 'memory' }).apps.list()).toEqual([])
    expect(first.status().state).toBe('closed')
  })

  it('says why it runs in the page when no worker can start', async () => {
    const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const client = start({ host: 'auto' })
    await client.apps.list()
    expect(client.status()).toEqual({ host: 'main', state: 'ready', reason: 'WORKER_UNAVAILABLE' })
    expect(warnings).toHaveBeenCalledOnce()
    warnings.mockRestore()
    const strict = start({ host: 'worker' })
    await expect(strict.apps.list()).rejects.toMatchObject({ code: 'WORKER_UNAVAILABLE' })
    expect(strict.status()).toMatchObject({ state: 'lost', reason: 'WORKER_UNAVAILABLE' })
  })
})
