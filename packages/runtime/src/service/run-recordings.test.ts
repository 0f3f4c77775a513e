import type { RunEvent } from '@skep/client'
import {
  type App,
  answerNode,
  createApp,
  createNode,
  httpRequestNode,
  humanInputNode,
  iterationNode,
  iterationStartNode,
  startNode,
  toErrorData,
} from '@skep/schema'
import { createMemoryStores, type Stores } from '@skep/storage'
import { afterEach, describe, expect, it } from 'vitest'
import type { Service } from '../serve-endpoint.ts'
import { collect, createGate, Life, startService, talk } from './service.fixture.ts'

const services: Service[] = []

afterEach(async () => {
  for (const service of services.splice(0)) await service.close()
})

type Options = NonNullable<Parameters<typeof startService>[0]>

async function open(stores: Stores, options: Options = {}): Promise<Service> {
  const { apps, runs, openRuns, recordings, conversations, secrets } = stores
  const service = await startService({
    stores: { apps, runs, openRuns, recordings, conversations, secrets },
    ...options,
  })
  if (!options.life) services.push(service)
  return service
}

const position = { x: 0, y: 0 }

/** The chat with another step before its model. */
function before(node: App['graph']['nodes'][number], changes: Partial<App> = {}): App {
  const app = talk(`app-${++apps}`)
  const handles = { sourceHandle: 'source', targetHandle: 'target' }
  const [sourceHandle = 'source'] = node.type === 'human-input' ? ['yes'] : []
  return {
    ...app,
    graph: {
      nodes: [...app.graph.nodes, node],
      edges: [
        { ...handles, id: 'a', source: 'start', target: node.id },
        { ...handles, id: 'b', source: node.id, sourceHandle, target: 'write' },
        ...app.graph.edges.filter(({ source }) => source !== 'start'),
      ],
    },
    ...changes,
  }
}
let apps = 0

const asking = createNode(humanInputNode, {
  id: 'ask',
  title: 'Ask',
  position,
  config: {
    ...humanInputNode.defaults,
    content: 'Right? {{#$output.why#}}',
    inputs: [{ type: 'paragraph', name: 'why' }],
    actions: [{ id: 'yes', title: 'Yes', style: 'primary' }],
  },
})
const fetching = createNode(httpRequestNode, {
  id: 'fetch',
  title: 'Fetch',
  position,
  config: { ...httpRequestNode.defaults, url: 'https://server.test/?key={{#env.KEY#}}' },
})

function roundsThatAsk(): App {
  const handles = { sourceHandle: 'source', targetHandle: 'target' }
  return {
    ...createApp({ mode: 'chatflow', name: 'Rounds', id: 'rounds' }),
    conversationVariables: [{ id: 'w', name: 'words', type: 'array[string]', value: ['a', 'b', 'c'] }],
    graph: {
      nodes: [
        createNode(startNode, { id: 'start', title: 'Start', position }),
        createNode(iterationNode, {
          id: 'each',
          title: 'Each',
          position,
          config: {
            ...iterationNode.defaults,
            startNodeId: 'begin',
            iteratorSelector: ['conversation', 'words'],
            outputSelector: ['ask', 'why'],
          },
        }),
        { ...createNode(iterationStartNode, { id: 'begin', title: 'Begin', position }), parentId: 'each' },
        { ...asking, parentId: 'each' },
        createNode(answerNode, {
          id: 'out',
          title: 'Out',
          position,
          config: { answer: '{{#each.output#}}' },
        }),
      ],
      edges: [
        { ...handles, id: '1', source: 'start', target: 'each' },
        { ...handles, id: '2', source: 'begin', target: 'ask' },
        { ...handles, id: '3', source: 'each', target: 'out' },
      ],
    },
  }
}

async function runDraft(service: Service, app: App): Promise<{ runId: string; events: RunEvent[] }> {
  const { runId } = await service.runs.start({ app, query: 'q', isDraft: true })
  const events: RunEvent[] = []
  for await (const event of service.runs.events(runId)) {
    events.push(event)
    if (event.type !== 'run_paused') continue
    for (const executionId of event.executionIds) await answer(service, runId, executionId)
  }
  return { runId, events }
}

function answer(service: Service, runId: string, executionId: string): Promise<void> {
  return service.runs.submitForm(runId, {
    executionId,
    submission: { actionId: 'yes', inputs: { why: 'because' } },
  })
}

async function refusal(service: Service, runId: string): Promise<unknown> {
  const error = await collect(service.runs.replay(runId)).then(() => undefined, toErrorData)
  return error ? [error.code, error.data.reason] : ['none', undefined]
}

describe('the replay of a run', () => {
  it('tells the same and asks nobody', async () => {
    let asked = 0
    const service = await startService({
      async *chat() {
        asked += 1
        yield 'First words. '
        yield 'Last words.'
      },
    })
    services.push(service)
    const { runId, events } = await runDraft(service, talk('a'))
    expect(events.at(-1)?.type).toBe('run_succeeded')
    expect(await collect(service.runs.replay(runId))).toEqual(events)
    expect(asked).toBe(1)
  })

  it('goes through a pause, and up to one', async () => {
    const service = await open(createMemoryStores())
    const app = before(asking)
    const { runId, events } = await runDraft(service, app)
    expect(events.map(({ type }) => type)).toContain('form_submitted')
    expect(await collect(service.runs.replay(runId))).toEqual(events)

    const waiting = await service.runs.start({ app, query: 'q', isDraft: true })
    const read: RunEvent[] = []
    for await (const event of service.runs.events(waiting.runId)) {
      read.push(event)
      if (event.type === 'run_paused') break
    }
    expect(await collect(service.runs.replay(waiting.runId))).toEqual(read)
  })

  it('goes through the work of several workers when each pause was stored', async () => {
    const stores = createMemoryStores()
    const app = before(asking)
    const first = await open(stores, { life: new Life() })
    const { runId } = await first.runs.start({ app, query: 'q', isDraft: true })
    let executionId = ''
    for await (const event of first.runs.events(runId)) {
      if (event.type === 'node_paused') executionId = event.executionId
      if (event.type === 'run_paused') break
    }
    await first.close()
    const second = await open(stores)
    await answer(second, runId, executionId)
    const events = await collect(second.runs.events(runId))
    expect(events.at(-1)?.type).toBe('run_succeeded')
    expect((await stores.recordings.get(runId))?.parts.length).toBe(2)
    expect(await collect(second.runs.replay(runId))).toEqual(events)
  })

  it('goes through rounds that ask a person each, with a worker for every answer', async () => {
    const stores = createMemoryStores()
    const app = roundsThatAsk()
    let service = await open(stores, { life: new Life() })
    const { runId } = await service.runs.start({ app, query: 'q', isDraft: true })
    for (let [round, after] = [0, 0]; round < 3; round += 1) {
      let asked: readonly string[] = []
      for await (const event of service.runs.events(runId, { after })) {
        after = event.sequence
        if (event.type !== 'run_paused') continue
        asked = event.executionIds
        break
      }
      await service.close()
      service = await open(stores, { life: new Life() })
      for (const executionId of asked) await answer(service, runId, executionId)
    }
    const events = await collect(service.runs.events(runId))
    expect(events.at(-1)?.type).toBe('run_succeeded')
    expect((await stores.recordings.get(runId))?.parts.length).toBe(4)
    expect(await collect(service.runs.replay(runId))).toEqual(events)
    await service.close()
  })

  it('is of the app as it was', async () => {
    const service = await open(createMemoryStores(), { recordedRuns: 'all' })
    const app = talk('a')
    await service.apps.save(app, { baseRevision: null })
    const { runId } = await service.runs.start({ app: 'a', query: 'q' })
    const events = await collect(service.runs.events(runId))
    await service.apps.save({ ...app, graph: { nodes: [], edges: [] } }, { baseRevision: 1 })
    expect(await collect(service.runs.replay(runId))).toEqual(events)
  })
})

describe('a run that cannot be replayed', () => {
  it('is one of an app in use, unless all are recorded', async () => {
    const service = await open(createMemoryStores())
    await service.apps.save(talk('a'), { baseRevision: null })
    const { runId } = await service.runs.start({ app: 'a', query: 'q' })
    await collect(service.runs.events(runId))
    expect(await refusal(service, runId)).toEqual(['RUN_NOT_REPLAYABLE', 'not-recorded'])
  })

  it('is one that does not exist, or goes on', async () => {
    const gate = createGate()
    const service = await startService({ gates: [gate] })
    services.push(service)
    expect(await refusal(service, 'nobody')).toEqual(['RUN_NOT_FOUND', undefined])
    const { runId } = await service.runs.start({ app: talk('a'), query: 'q', isDraft: true })
    await gate.reached
    expect(await refusal(service, runId)).toEqual(['RUN_NOT_REPLAYABLE', 'running'])
    gate.open()
  })

  it('is one whose worker died', async () => {
    const stores = createMemoryStores()
    const life = new Life()
    const gate = createGate()
    const first = await open(stores, { life, gates: [gate] })
    const { runId } = await first.runs.start({ app: talk('a'), query: 'q', isDraft: true })
    await gate.reached
    for await (const event of first.runs.events(runId)) if (event.type === 'text_chunk') break
    life.end()
    const second = await open(stores)
    expect((await collect(second.runs.events(runId))).at(-1)?.type).toBe('run_succeeded')
    expect(await refusal(second, runId)).toEqual(['RUN_NOT_REPLAYABLE', 'interrupted'])
  })

  it('is one that was longer than its recording may be, of which little is kept', async () => {
    const stores = createMemoryStores()
    const service = await open(stores, {
      async *chat() {
        for (let part = 0; part < 5; part += 1) yield 'x'.repeat(1_000_000)
      },
    })
    const { runId } = await runDraft(service, talk('a'))
    expect(await refusal(service, runId)).toEqual(['RUN_NOT_REPLAYABLE', 'truncated'])
    expect(JSON.stringify(await stores.recordings.get(runId)).length).toBeLessThan(10_000)
  })

  const KEY = 'sk-canary-NEVER-SHOW-THIS'

  it.each([
    ['nothing', 'none', undefined],
    [KEY, 'RUN_NOT_REPLAYABLE', 'redacted'],
    [btoa(KEY), 'RUN_NOT_REPLAYABLE', 'redacted'],
  ])('holds no secret when its server says %s', async (body, code, reason) => {
    const stores = createMemoryStores()
    const service = await open(stores, {
      http: async ({ url }) => {
        expect(url).toContain(KEY)
        return new Response(body)
      },
    })
    const app = before(fetching, {
      environmentVariables: [
        { id: 'k', name: 'KEY', type: 'secret', value: `${KEY}-unsaved`, secretName: 'KEY' },
      ],
    })
    await service.secrets.set('KEY', KEY)
    const { runId, events } = await runDraft(service, app)
    expect(events.at(-1)?.type).toBe('run_succeeded')
    const kept = JSON.stringify(await stores.recordings.get(runId))
    for (const form of [KEY, btoa(KEY)]) expect(kept).not.toContain(form)
    expect(await refusal(service, runId)).toEqual([code, reason])
  })
})

it('recordings go with their run, and only the last of an app are kept', async () => {
  const stores = createMemoryStores()
  const service = await open(stores)
  const app = talk('a')
  await service.apps.save(app, { baseRevision: null })
  for (let run = 0; run < 52; run += 1) await runDraft(service, app)
  expect((await stores.recordings.list('a')).length).toBe(50)
  await service.apps.remove('a')
  expect(await stores.recordings.list('a')).toEqual([])
})
