import type { RunEvent, RunRecord } from '@skep/client'
import {
  type App,
  type AppEdge,
  type AppNode,
  createApp,
  humanInputNode,
  type JsonObject,
  SkepError,
} from '@skep/schema'
import { createMemoryStores, openDexieStores } from '@skep/storage'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Service } from '../serve-endpoint.ts'
import { takeRunLock } from './run-lock.ts'
import { collect, createGate, startService, talk } from './service.fixture.ts'

const services: Service[] = []

async function open(...args: Parameters<typeof startService>): Promise<Service> {
  const service = await startService(...args)
  services.push(service)
  return service
}

afterEach(async () => {
  for (const service of services.splice(0)) await service.close()
  vi.restoreAllMocks()
})

/** A workflow that asks a person before it ends. */
function asking(id: string): App {
  const node = (nodeId: string, type: string, config: JsonObject): AppNode => ({
    id: nodeId,
    type,
    title: nodeId,
    position: { x: 0, y: 0 },
    config,
  })
  const edge = (source: string, sourceHandle: string, target: string): AppEdge => ({
    id: `${source}-${sourceHandle}-${target}`,
    source,
    sourceHandle,
    target,
    targetHandle: 'target',
  })
  return {
    ...createApp({ id, mode: 'workflow', name: 'Asking' }),
    graph: {
      nodes: [
        node('start', 'start', { variables: [] }),
        node('ask', 'human-input', {
          ...humanInputNode.defaults,
          content: 'Well? {{#$output.why#}}',
          inputs: [{ type: 'paragraph', name: 'why' }],
          actions: [{ id: 'yes', title: 'Yes', style: 'primary' }],
          deliveries: [],
        }),
        node('end', 'end', { outputs: [{ variable: 'why', selector: ['ask', 'why'] }] }),
      ],
      edges: [edge('start', 'source', 'ask'), edge('ask', 'yes', 'end')],
    },
  }
}

/** Reads a run until it waits for a person. */
async function untilPaused(service: Service, runId: string): Promise<RunEvent & { type: 'node_paused' }> {
  let paused: (RunEvent & { type: 'node_paused' }) | undefined
  for await (const event of service.runs.events(runId)) {
    if (event.type === 'node_paused') paused = event
    if (event.type === 'run_paused' && paused) return paused
  }
  throw new Error('The run did not pause.')
}

const yes = { actionId: 'yes', inputs: { why: 'because' } }

describe('a run that waits for a person', () => {
  it('goes on with what is sent, and takes a form once', async () => {
    const service = await open()
    const { runId } = await service.runs.start({ app: asking('a'), isDraft: true })
    const { executionId } = await untilPaused(service, runId)
    expect((await service.runs.get(runId)).status).toBe('paused')
    const wrong = service.runs.submitForm(runId, { executionId, submission: { ...yes, actionId: 'no' } })
    await expect(wrong).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    const reading = collect(service.runs.events(runId))
    await service.runs.submitForm(runId, { executionId, submission: yes })
    const events = await reading
    expect(sequencesOf(events)).toEqual(upTo(events.length))
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { why: 'because' } })
    expect((await service.runs.get(runId)).status).toBe('succeeded')
    await expect(service.runs.submitForm(runId, { executionId, submission: yes })).rejects.toMatchObject({
      code: 'FORM_NOT_FOUND',
    })
  })

  it('waits on when its worker ends, and goes on in the next one', async () => {
    const stores = createMemoryStores({ namespace: 'waiting' })
    const { apps, runs } = stores
    const first = await open({ stores: { apps, runs } })
    await first.apps.save(asking('a'), { baseRevision: null })
    const { runId } = await first.runs.start({ app: 'a' })
    const { executionId } = await untilPaused(first, runId)
    await first.close()
    const second = await open({ stores: { apps, runs } })
    expect((await second.runs.get(runId)).status).toBe('paused')
    await second.runs.submitForm(runId, { executionId, submission: yes })
    const events = await collect(second.runs.events(runId))
    expect(sequencesOf(events)).toEqual(upTo(events.length))
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { why: 'because' } })
  })

  it('takes the way of a form that ran out while no worker was there, without being asked', async () => {
    const { apps, runs, openRuns } = createMemoryStores({ namespace: 'waiting' })
    const first = await open({ stores: { apps, runs, openRuns } })
    await first.apps.save(asking('a'), { baseRevision: null })
    const { runId } = await first.runs.start({ app: 'a' })
    await untilPaused(first, runId)
    await first.close()
    // Days later: the form's end has come.
    const later: typeof runs = {
      ...runs,
      events: async (id, after) =>
        (await runs.events(id, after)).map((event) =>
          event.type === 'node_paused'
            ? { ...event, form: { ...event.form, expiresAtMs: Date.now() - 1 } }
            : event,
        ),
    }
    await open({ stores: { apps, runs: later, openRuns } })
    await expect.poll(async () => (await runs.get(runId))?.status).toBe('succeeded')
    const types = (await runs.events(runId, 0)).map(({ type }) => type)
    expect(types).toContain('form_expired')
    expect(await openRuns.list()).toEqual([])
  })

  it('is stopped by the next worker, too', async () => {
    const { apps, runs } = createMemoryStores({ namespace: 'waiting' })
    const first = await open({ stores: { apps, runs } })
    await first.apps.save(asking('a'), { baseRevision: null })
    const { runId } = await first.runs.start({ app: 'a' })
    await untilPaused(first, runId)
    await first.close()
    const second = await open({ stores: { apps, runs } })
    await second.runs.stop(runId)
    expect((await second.runs.get(runId)).status).toBe('stopped')
    expect((await collect(second.runs.events(runId))).at(-1)?.type).toBe('run_stopped')
  })
})

it('runs one step of a draft with the values that are given for those before it', async () => {
  const service = await open()
  const app = asking('a')
  const part = { kind: 'node', nodeId: 'end', cached: { ask: { why: 'given' } } } as const
  const { runId } = await service.runs.start({ app, isDraft: true, part })
  const events = await collect(service.runs.events(runId))
  expect(events.flatMap((event) => (event.type === 'node_started' ? [event.nodeId] : []))).toEqual(['end'])
  expect(events.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { why: 'given' } })
})

const sequencesOf = (events: readonly RunEvent[]): number[] => events.map(({ sequence }) => sequence)
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1)

describe('runs', () => {
  it('go on side by side in one conversation, each with its own answer', async () => {
    const gates = [createGate(), createGate()]
    const [first, second] = gates
    const service = await open({ gates: [...gates] })
    await service.apps.save(talk('a'), { baseRevision: null })
    const one = await service.runs.start({ app: 'a', query: 'one' })
    const { conversationId = '' } = one
    await first?.reached
    const two = await service.runs.start({ app: 'a', query: 'two', conversationId })
    await second?.reached
    second?.open()
    await collect(service.runs.events(two.runId))
    first?.open()
    await collect(service.runs.events(one.runId))
    const messages = await service.conversations.messages(conversationId)
    expect(messages.map(({ role, runId, text }) => [role, runId, text])).toEqual([
      ['user', one.runId, 'one'],
      ['user', two.runId, 'two'],
      ['assistant', two.runId, 'First words. Last words.'],
      ['assistant', one.runId, 'First words. Last words.'],
    ])
  })

  it('stop with their conversation, and leave nothing of it', async () => {
    const gate = createGate()
    const service = await open({ gates: [gate] })
    await service.apps.save(talk('a'), { baseRevision: null })
    const { runId, conversationId = '' } = await service.runs.start({ app: 'a', query: 'private words' })
    const reading = collect(service.runs.events(runId))
    await gate.reached
    await service.conversations.remove(conversationId)
    expect((await reading).at(-1)?.type).toBe('run_stopped')
    expect(await service.conversations.list('a')).toEqual([])
    expect(await service.conversations.messages(conversationId)).toEqual([])
    expect(await service.runs.list()).toEqual([])
    await expect(collect(service.runs.events(runId))).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })

  it('end for their readers also when the trace cannot be stored', async () => {
    const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const stores = createMemoryStores()
    const appendEvents = (): Promise<never> => Promise.reject(new SkepError('STORAGE_QUOTA', 'full'))
    const service = await open({ stores: { runs: { ...stores.runs, appendEvents } } })
    const { runId, conversationId = '' } = await service.runs.start({ app: talk('a'), query: 'q' })
    const events = await collect(service.runs.events(runId))
    expect(events.at(-1)).toMatchObject({ type: 'run_succeeded' })
    expect(sequencesOf(events)).toEqual(upTo(events.length))
    expect((await service.runs.get(runId)).status).toBe('succeeded')
    expect((await service.conversations.messages(conversationId)).length).toBe(2)
    expect(warnings.mock.calls.flat().join()).toContain('STORAGE_QUOTA')
  })

  it('fail when their answer cannot be kept', async () => {
    const stores = createMemoryStores()
    const service = await open({
      stores: {
        conversations: {
          ...stores.conversations,
          putMessage: (message) =>
            message.role === 'assistant'
              ? Promise.reject(new SkepError('STORAGE_QUOTA', 'full'))
              : stores.conversations.putMessage(message),
        },
      },
    })
    vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { runId } = await service.runs.start({ app: talk('a'), query: 'q' })
    const events = await collect(service.runs.events(runId))
    expect(events.filter(({ type }) => type.startsWith('run_')).map(({ type }) => type)).toEqual([
      'run_started',
      'run_failed',
    ])
    expect(sequencesOf(events)).toEqual(upTo(events.length))
    expect(await service.runs.get(runId)).toMatchObject({
      status: 'failed',
      error: { code: 'STORAGE_QUOTA' },
      eventCount: events.length,
    })
    expect(await collect(service.runs.events(runId))).toEqual(events)
  })

  it('leave nothing when they cannot be started', async () => {
    const stores = createMemoryStores()
    const putMessage = (): Promise<never> => Promise.reject(new SkepError('STORAGE_QUOTA', 'full'))
    const service = await open({ stores: { conversations: { ...stores.conversations, putMessage } } })
    await expect(service.runs.start({ app: talk('a'), query: 'q' })).rejects.toMatchObject({
      code: 'STORAGE_QUOTA',
    })
    expect(await service.runs.list()).toEqual([])
    expect(await service.conversations.list('a')).toEqual([])
  })

  it('refuse a conversation of another app', async () => {
    const service = await open()
    const { runId, conversationId = '' } = await service.runs.start({ app: talk('a'), query: 'q' })
    await collect(service.runs.events(runId))
    await expect(service.runs.start({ app: talk('b'), query: 'q', conversationId })).rejects.toMatchObject({
      code: 'CONVERSATION_NOT_FOUND',
    })
    expect((await service.conversations.messages(conversationId)).length).toBe(2)
  })

  it('go on with a draft conversation that an earlier worker took with it', async () => {
    const service = await open()
    const request = { app: talk('a'), query: 'q', isDraft: true, conversationId: 'from-before' }
    const { runId, conversationId } = await service.runs.start(request)
    expect(conversationId).toBe('from-before')
    expect((await collect(service.runs.events(runId))).at(-1)?.type).toBe('run_succeeded')
    expect(await service.conversations.list('a')).toEqual([])
  })

  it('can be stopped at once, and again after their end, but not when there are none', async () => {
    const service = await open({ gates: [createGate()] })
    const { runId } = await service.runs.start({ app: talk('a'), query: 'q' })
    await service.runs.stop(runId)
    const events = await collect(service.runs.events(runId))
    expect(events.at(-1)?.type).toBe('run_stopped')
    await service.runs.stop(runId)
    expect((await service.runs.get(runId)).status).toBe('stopped')
    await expect(service.runs.stop('nobody')).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' })
  })

  it('are written as stopped when the service closes', async () => {
    const gate = createGate()
    const stores = createMemoryStores()
    const { runs, conversations } = stores
    const service = await open({ stores: { runs, conversations }, gates: [gate] })
    const { runId, conversationId = '' } = await service.runs.start({ app: talk('a'), query: 'q' })
    await gate.reached
    await service.close()
    const events = await runs.events(runId, 0)
    expect(events.at(-1)?.type).toBe('run_stopped')
    expect(await runs.get(runId)).toMatchObject({ status: 'stopped', eventCount: events.length })
    expect((await conversations.messages(conversationId)).map(({ status }) => status)).toEqual([
      'complete',
      'stopped',
    ])
    await expect(service.runs.start({ app: talk('a'), query: 'q' })).rejects.toMatchObject({
      code: 'CLIENT_CLOSED',
    })
    expect((await runs.list({ limit: 9 })).length).toBe(1)
  })
})

describe('runs of an earlier session', () => {
  const record: RunRecord = {
    id: 'old',
    appId: 'a',
    appName: 'A',
    conversationId: 'c',
    isDraft: false,
    status: 'running',
    inputs: {},
    startedAtMs: 1000,
    eventCount: 0,
  }
  const startedEvent: RunEvent = {
    runId: 'old',
    sequence: 1,
    atMs: 1000,
    type: 'run_started',
    appId: 'a',
    inputs: {},
  }
  const chunk: RunEvent = {
    runId: 'old',
    sequence: 2,
    atMs: 1001,
    type: 'text_chunk',
    nodeId: 'n',
    executionId: 'e',
    selector: ['n', 'text'],
    text: 'Half an',
    isFinal: false,
  }
  const endEvent: RunEvent = {
    runId: 'old',
    sequence: 3,
    atMs: 1002,
    type: 'run_succeeded',
    outputs: { text: 'x' },
    durationMs: 2,
  }

  async function storesWith(events: readonly RunEvent[]): Promise<ReturnType<typeof createMemoryStores>> {
    const stores = createMemoryStores()
    const conversation = { id: 'c', appId: 'a', title: '', messageCount: 0, createdAtMs: 1, updatedAtMs: 1 }
    await stores.conversations.put(conversation)
    await stores.runs.put(record)
    await stores.runs.appendEvents('old', events)
    return stores
  }

  it('fail with what they have said so far', async () => {
    const { runs, conversations } = await storesWith([startedEvent, chunk])
    const service = await open({ stores: { runs, conversations } })
    const lost = { code: 'WORKER_LOST' }
    expect(await service.runs.get('old')).toMatchObject({ status: 'failed', error: lost, eventCount: 3 })
    expect((await collect(service.runs.events('old'))).at(-1)).toMatchObject({
      type: 'run_failed',
      sequence: 3,
      error: lost,
    })
    expect(await service.conversations.messages('c')).toEqual([
      expect.objectContaining({ role: 'assistant', status: 'failed', text: 'Half an' }),
    ])
  })

  it('get their record when only that was missing', async () => {
    const { runs, conversations } = await storesWith([startedEvent, chunk, endEvent])
    const service = await open({ stores: { runs, conversations } })
    expect(await service.runs.get('old')).toMatchObject({
      status: 'succeeded',
      outputs: { text: 'x' },
      eventCount: 3,
    })
    expect(await collect(service.runs.events('old'))).toEqual([startedEvent, chunk, endEvent])
  })

  it('are left alone while another tab works on them', async () => {
    const { runs, conversations } = await storesWith([startedEvent, chunk])
    const release = await takeRunLock('alive', 'old')
    const service = await open({ namespace: 'alive', stores: { runs, conversations } })
    expect((await service.runs.list()).map(({ status }) => status)).toEqual(['running'])
    release?.()
    expect((await collect(service.runs.events('old'))).at(-1)?.type).toBe('run_failed')
  })

  it('do not keep a service from starting when they cannot be read', async () => {
    const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { runs } = createMemoryStores()
    let isDown = true
    const service = await open({
      stores: {
        runs: {
          ...runs,
          list: (filter) =>
            isDown ? Promise.reject(new SkepError('HOST_FUNCTION_FAILED', 'down')) : runs.list(filter),
        },
      },
    })
    await expect(service.runs.list()).rejects.toMatchObject({ code: 'HOST_FUNCTION_FAILED' })
    expect(await service.apps.list()).toEqual([])
    isDown = false
    expect(await service.runs.list()).toEqual([])
    expect(warnings.mock.calls.flat().join()).toContain('HOST_FUNCTION_FAILED')
  })
})

describe('two tabs of one namespace', () => {
  beforeAll(() => {
    vi.stubGlobal('indexedDB', new IDBFactory())
    vi.stubGlobal('IDBKeyRange', IDBKeyRange)
  })
  afterAll(() => vi.unstubAllGlobals())

  it('hear of apps, bases and runs of one another', async () => {
    const namespace = `tabs-${Math.random()}`
    const gate = createGate()
    const one = await open({ namespace, storage: 'indexeddb', gates: [gate] })
    const two = await open({ namespace, storage: 'indexeddb' })
    const heard: unknown[] = []
    two.apps.watch((event) => heard.push(event.type))
    two.knowledge.watch((event) => heard.push(event.type))
    await one.apps.save(talk('a'), { baseRevision: null })
    await one.knowledge.create({ name: 'Handbook' })
    await expect.poll(() => heard).toEqual(['app_saved', 'base_changed'])

    const { runId } = await one.runs.start({ app: 'a', query: 'q' })
    const reading = collect(two.runs.events(runId))
    await gate.reached
    expect((await two.runs.get(runId)).status).toBe('running')
    await two.runs.stop(runId)
    const events = await reading
    expect(events.at(-1)?.type).toBe('run_stopped')
    expect(sequencesOf(events)).toEqual(upTo(events.length))

    await one.apps.remove('a')
    await expect.poll(() => heard.at(-1)).toBe('app_removed')
    expect(await two.runs.list()).toEqual([])
  })

  it('answer a form that waits in the other one, whose readers go on', async () => {
    const namespace = `forms-${Math.random()}`
    const one = await open({ namespace, storage: 'indexeddb' })
    const two = await open({ namespace, storage: 'indexeddb' })
    await one.apps.save(asking('a'), { baseRevision: null })
    const { runId } = await one.runs.start({ app: 'a' })
    const { executionId } = await untilPaused(one, runId)
    const reading = Promise.all([one, two].map(({ runs }) => collect(runs.events(runId))))
    await two.runs.submitForm(runId, { executionId, submission: yes })
    const [first = [], second = []] = await reading
    expect(first.at(-1)).toMatchObject({ type: 'run_succeeded', outputs: { why: 'because' } })
    expect(sequencesOf(first)).toEqual(upTo(first.length))
    expect(second).toEqual(first)
    await expect(one.runs.submitForm(runId, { executionId, submission: yes })).rejects.toMatchObject({
      code: 'FORM_NOT_FOUND',
    })
  })

  it('write to the same database that a later session reads', async () => {
    const namespace = `later-${Math.random()}`
    const one = await open({ namespace, storage: 'indexeddb' })
    await one.apps.save(talk('a'), { baseRevision: null })
    await one.close()
    const stores = await openDexieStores({ namespace })
    expect((await stores.apps.list()).map(({ id }) => id)).toEqual(['a'])
    await stores.close()
  })
})
