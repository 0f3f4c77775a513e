import type { RunEvent, RunRequest } from '@skep/client'
import { type App, type AppNode, createNode, httpRequestNode, type JsonObject } from '@skep/schema'
import { createMemoryStores, type Stores } from '@skep/storage'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Service } from '../serve-endpoint.ts'
import { takeRunLock } from './run-lock.ts'
import { collect, createGate, Life, startService, talk } from './service.fixture.ts'

const services: Service[] = []

afterEach(async () => {
  for (const service of services.splice(0)) await service.close()
  vi.restoreAllMocks()
})

type Options = NonNullable<Parameters<typeof startService>[0]>

/** Workers over the same stores, one after the other. Locks are the process's, so each has its own namespace. */
function open(stores: Stores, options: Options = {}): Promise<Service> {
  const { apps, runs, openRuns, conversations } = stores
  return startService({ stores: { apps, runs, openRuns, conversations }, ...options })
}

async function openLast(stores: Stores, options: Options = {}): Promise<Service> {
  const service = await open(stores, options)
  services.push(service)
  return service
}

/** Starts a run and ends its worker after the first words of the model are stored. */
async function runAndDie(stores: Stores, request: RunRequest, times = 1): Promise<string> {
  const life = new Life()
  const gate = createGate()
  const service = await open(stores, { life, gates: [gate] })
  const { runId } = await service.runs.start(request)
  for await (const event of service.runs.events(runId)) if (event.type === 'text_chunk') break
  life.end()
  for (let time = 1; time < times; time += 1) await resumeAndDie(stores, runId)
  return runId
}

async function resumeAndDie(stores: Stores, runId: string): Promise<void> {
  const life = new Life()
  const gate = createGate()
  const service = await open(stores, { life, gates: [gate] })
  await service.runs.get(runId)
  await gate.reached
  life.end()
}

const typesOf = (events: readonly RunEvent[]): string[] => events.map(({ type }) => type)
const textOf = (events: readonly RunEvent[]): string =>
  events.flatMap((event) => (event.type === 'text_chunk' ? [event.text] : [])).join('')
const numbersOf = (events: readonly RunEvent[]): number[] => events.map(({ sequence }) => sequence)
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

function posting(id: string, node: Partial<AppNode> = {}): App {
  const app = talk(id)
  const write = createNode(httpRequestNode, {
    id: 'write',
    title: 'Write',
    position: { x: 0, y: 0 },
    config: { ...httpRequestNode.defaults, method: 'POST', url: 'https://server.test/orders' },
  })
  return {
    ...app,
    graph: {
      ...app.graph,
      nodes: app.graph.nodes.map((each) =>
        each.id === 'write'
          ? { ...write, ...node }
          : each.id === 'answer'
            ? { ...each, config: { answer: 'done {{#write.body#}}' } as JsonObject }
            : each,
      ),
    },
  }
}

describe('a run whose worker died', () => {
  it('goes on in the next one, says nothing twice and leaves nothing behind', async () => {
    const stores = createMemoryStores()
    await stores.apps.save(talk('a'), null)
    const runId = await runAndDie(stores, { app: 'a', query: 'q' })
    expect(await stores.openRuns.list()).toEqual([runId])
    const service = await openLast(stores)
    const events = await collect(service.runs.events(runId))
    expect(numbersOf(events)).toEqual(upTo(events.length))
    expect(typesOf(events).filter((type) => type.startsWith('run_'))).toEqual([
      'run_started',
      'run_resumed',
      'run_succeeded',
    ])
    expect(textOf(events)).toBe('First words. Last words.')
    expect(await service.runs.get(runId)).toMatchObject({ status: 'succeeded', eventCount: events.length })
    const [conversation] = await service.conversations.list('a')
    const messages = await service.conversations.messages(conversation?.id ?? '')
    expect(messages.map(({ role, status, text }) => [role, status, text])).toEqual([
      ['user', 'complete', 'q'],
      ['assistant', 'complete', 'First words. Last words.'],
    ])
    expect(await stores.openRuns.list()).toEqual([])
  })

  it('goes on with the app as it was when it began', async () => {
    const stores = createMemoryStores()
    await stores.apps.save(talk('a'), null)
    const runId = await runAndDie(stores, { app: 'a', query: 'q' })
    await stores.apps.save({ ...talk('a'), graph: { nodes: [], edges: [] } }, 1)
    const service = await openLast(stores)
    expect((await collect(service.runs.events(runId))).at(-1)?.type).toBe('run_succeeded')
  })

  it('goes on as a draft, whose conversation is as it was', async () => {
    const stores = createMemoryStores()
    const runId = await runAndDie(stores, { app: talk('a'), query: 'q', isDraft: true })
    const service = await openLast(stores)
    const events = await collect(service.runs.events(runId))
    expect(events.at(-1)).toMatchObject({
      type: 'run_succeeded',
      outputs: { answer: 'First words. Last words.' },
    })
    const { conversationId = '' } = await service.runs.get(runId)
    const again = await service.runs.start({ app: talk('a'), query: 'r', isDraft: true, conversationId })
    const [started] = await collect(service.runs.events(again.runId))
    expect(started).toMatchObject({ type: 'run_started', system: { dialogue_count: 2 } })
  })

  it('does nothing outside twice: a step that was at work fails and says so', async () => {
    const stores = createMemoryStores()
    let sent = 0
    const http = async (): Promise<Response> => {
      sent += 1
      return new Promise(() => undefined)
    }
    const life = new Life()
    const first = await open(stores, { life, http })
    const { runId } = await first.runs.start({ app: posting('a'), query: 'q' })
    await expect.poll(() => sent).toBe(1)
    // It was written down before it was sent.
    expect(typesOf(await stores.runs.events(runId, 0))).toContain('node_started')
    life.end()
    const service = await openLast(stores, { http })
    const events = await collect(service.runs.events(runId))
    expect(events.at(-1)).toMatchObject({ type: 'run_failed', error: { code: 'NODE_INTERRUPTED' } })
    expect(sent).toBe(1)
  })

  it('takes the way of failure of a step that was at work', async () => {
    const stores = createMemoryStores()
    let sent = 0
    const http = async (): Promise<Response> => {
      sent += 1
      return new Promise(() => undefined)
    }
    const life = new Life()
    const first = await open(stores, { life, http })
    const values = [{ key: 'body', type: 'string' as const, value: 'nothing' }]
    const app = posting('a', { errorStrategy: { type: 'default-value', values } })
    const { runId } = await first.runs.start({ app, query: 'q' })
    await expect.poll(() => sent).toBe(1)
    life.end()
    const service = await openLast(stores, { http })
    const events = await collect(service.runs.events(runId))
    expect(events.at(-1)).toMatchObject({
      type: 'run_partial_succeeded',
      outputs: { answer: 'done nothing' },
    })
    expect(sent).toBe(1)
  })

  it('begins again when it had told nothing yet', async () => {
    const stores = createMemoryStores()
    const life = new Life()
    const runs = {
      ...stores.runs,
      appendEvents: async (): Promise<void> => {
        life.end()
        await new Promise(() => undefined)
      },
    }
    const first = await open(stores, { life, stores: { ...stores, runs } as Options['stores'] & object })
    const { runId } = await first.runs.start({ app: talk('a'), query: 'q' })
    await expect.poll(() => life.isOver).toBe(true)
    const service = await openLast(stores)
    const events = await collect(service.runs.events(runId))
    expect(typesOf(events)).not.toContain('run_resumed')
    expect(events.at(-1)).toMatchObject({ outputs: { answer: 'First words. Last words.' } })
    expect(numbersOf(events)).toEqual(upTo(events.length))
  })

  it('is left alone when workers died of it again and again', async () => {
    const stores = createMemoryStores()
    const runId = await runAndDie(stores, { app: talk('a'), query: 'q' }, 4)
    const service = await openLast(stores)
    expect(await service.runs.get(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'WORKER_LOST', data: { deaths: 3 } },
    })
    expect(await stores.openRuns.list()).toEqual([])
  })

  it('goes on with what a judge has made of the question', async () => {
    const stores = createMemoryStores()
    const asked: string[] = []
    const life = new Life()
    async function* chat(request: unknown): AsyncGenerator<string> {
      asked.push(JSON.stringify(request))
      yield 'First words. '
      if (asked.length === 1) await new Promise(() => undefined)
      yield 'Last words.'
    }
    const moderation = (): { action: 'override'; query: string } => ({ action: 'override', query: 'clean' })
    const stage = { enabled: true, presetReply: 'No.' }
    const app: App = {
      ...talk('a'),
      features: {
        ...talk('a').features,
        moderation: {
          enabled: true,
          method: { type: 'host', name: 'rules' },
          inputs: stage,
          outputs: { ...stage, enabled: false },
        },
      },
    }
    const first = await open(stores, { life, chat, moderation })
    const { runId } = await first.runs.start({ app, query: 'dirty' })
    for await (const event of first.runs.events(runId)) if (event.type === 'text_chunk') break
    life.end()
    const service = await openLast(stores, { chat, moderation })
    const events = await collect(service.runs.events(runId))
    expect(events.at(-1)).toMatchObject({
      type: 'run_succeeded',
      outputs: { answer: 'First words. Last words.' },
    })
    expect(asked.map((request) => [request.includes('clean'), request.includes('dirty')])).toEqual([
      [true, false],
      [true, false],
    ])
  })

  it('is one worker’s alone', async () => {
    const stores = createMemoryStores()
    const runId = await runAndDie(stores, { app: talk('a'), query: 'q' })
    const namespace = `shared-${Math.random()}`
    const gate = createGate()
    const [one, two] = [
      await openLast(stores, { namespace, gates: [gate] }),
      await openLast(stores, { namespace }),
    ]
    const records = await Promise.all([one.runs.get(runId), two.runs.get(runId)])
    expect(records.map(({ status }) => status)).toEqual(['running', 'running'])
    gate.open()
    const both = await Promise.all([one, two].map(({ runs }) => collect(runs.events(runId))))
    expect(both[0]).toEqual(both[1])
    expect(typesOf(both[0] ?? []).filter((type) => type === 'run_resumed')).toHaveLength(1)
    expect(textOf(both[0] ?? [])).toBe('First words. Last words.')
  })

  it('is not looked at while its lock is held', async () => {
    const release = await takeRunLock('locked', 'r')
    expect(await takeRunLock('locked', 'r')).toBe(navigator.locks ? null : expect.any(Function))
    release?.()
  })
})

describe('parts of an app', () => {
  it.each<[string, RunRequest]>([
    ['isDraft', { app: talk('a'), part: { kind: 'node', nodeId: 'write' } }],
    ['part.kind', { app: talk('a'), isDraft: true, part: { kind: 'half' as 'node', nodeId: 'write' } }],
    [
      'part.cached.write',
      {
        app: talk('a'),
        isDraft: true,
        part: { kind: 'node', nodeId: 'answer', cached: { write: new Map() as unknown as JsonObject } },
      },
    ],
    [
      'part.cached.write',
      {
        app: talk('a'),
        isDraft: true,
        part: { kind: 'node', nodeId: 'answer', cached: { write: { text: Number.NaN } } },
      },
    ],
  ])('are refused with the field %s', async (field, request) => {
    const service = await openLast(createMemoryStores())
    await expect(service.runs.start(request)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      data: { field },
    })
    expect(await service.runs.list()).toEqual([])
  })
})

it('keeps as many runs of each app as it is told, the newest, and all that go on', async () => {
  const stores = createMemoryStores()
  const gate = createGate()
  const service = await openLast(stores, { keptRuns: 2, gates: [gate] })
  const long = await service.runs.start({ app: talk('a'), query: 'long' })
  await gate.reached
  const other = await service.runs.start({ app: talk('b'), query: 'q' })
  await collect(service.runs.events(other.runId))
  const ids: string[] = []
  for (let run = 0; run < 4; run += 1) {
    await new Promise((resolve) => setTimeout(resolve, 2)) // times in milliseconds tell which is newest
    const { runId } = await service.runs.start({ app: talk('a'), query: 'q' })
    await collect(service.runs.events(runId))
    ids.unshift(runId)
  }
  const kept = async (): Promise<string[]> => (await service.runs.list({ appId: 'a' })).map(({ id }) => id)
  await expect.poll(kept).toEqual([...ids.slice(0, 2), long.runId])
  expect(await stores.runs.events(ids[3] ?? '', 0)).toEqual([])
  expect((await service.runs.list({ appId: 'b' })).length).toBe(1)
  gate.open()
  await collect(service.runs.events(long.runId))
  await expect.poll(kept).toEqual(ids.slice(0, 2))
})
