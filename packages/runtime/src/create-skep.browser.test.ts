import type { RunEvent } from '@skep/client'
import type { App } from '@skep/schema'
import { expect, it, vi } from 'vitest'
import { createSkep, type SkepOptions } from './create-skep.ts'
import { talk } from './service/service.fixture.ts'

/** A page whose model says two words and then waits for ever. */
function options(): SkepOptions {
  return {
    namespace: `browser|${Math.random()}`,
    host: 'worker',
    models: [
      {
        id: 'house',
        models: ['small'],
        async *chat(_request, { signal }) {
          yield 'First words. '
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
        },
      },
    ],
  }
}

async function locksOf({ namespace = '' }: SkepOptions): Promise<readonly string[]> {
  const { held = [], pending = [] } = await navigator.locks.query()
  return [...held, ...pending].flatMap(({ name }) =>
    name?.includes(namespace) || name?.startsWith('skep-worker:') ? [name] : [],
  )
}

it('goes on with a run whose worker died, for its reader, its conversation and the next session', async () => {
  let asked = 0
  const client = createSkep({
    ...options(),
    models: [
      {
        id: 'house',
        models: ['small'],
        async *chat(_request, { signal }) {
          yield 'First words. '
          asked += 1
          // The first time it is still speaking when the worker dies.
          if (asked === 1) await new Promise((resolve) => signal.addEventListener('abort', resolve))
          yield 'Last words.'
        },
      },
    ],
  })
  await client.apps.save(talk('a'), { baseRevision: null })
  const events: RunEvent[] = []
  for await (const event of client.run({ app: 'a', query: 'q' })) {
    events.push(event)
    if (event.type === 'text_chunk' && asked === 1) client.killWorker()
  }
  expect(events.at(-1)).toMatchObject({
    type: 'run_succeeded',
    outputs: { answer: 'First words. Last words.' },
  })
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1))
  expect(events.map(({ type }) => type).filter((type) => type === 'run_resumed')).toHaveLength(1)
  expect(events.flatMap((event) => (event.type === 'text_chunk' ? [event.text] : [])).join('')).toBe(
    'First words. Last words.',
  )
  const [conversation] = await client.conversations.list('a')
  const messages = await client.conversations.messages(conversation?.id ?? '')
  expect(messages.map(({ role, status, text }) => [role, status, text])).toEqual([
    ['user', 'complete', 'q'],
    ['assistant', 'complete', 'First words. Last words.'],
  ])
  await client.storage.wipe()
  await client.close()
})

it('counts what a run has spent on models where it goes on, so that its budget holds', async () => {
  const asked: (number | undefined)[] = []
  const client = createSkep({
    ...options(),
    modelSettings: { budget: { perRun: { tokens: 150 } } },
    models: [
      {
        id: 'house',
        models: ['small'],
        async *chat({ maxTokens }, { signal }) {
          asked.push(maxTokens)
          yield 'Words. '
          // The second question is under way when the worker dies.
          if (asked.length === 2) await new Promise((resolve) => signal.addEventListener('abort', resolve))
          yield { type: 'finish', reason: 'stop', usage: { inputTokens: 90, outputTokens: 10 } }
        },
      },
    ],
  })
  await client.apps.save(asksTwice(talk('a')), { baseRevision: null })
  const events: RunEvent[] = []
  for await (const event of client.run({ app: 'a', query: 'q' })) {
    events.push(event)
    if (event.type === 'text_chunk' && asked.length === 2) client.killWorker()
  }
  expect(events.at(-1)).toMatchObject({ type: 'run_succeeded' })
  expect(asked).toEqual([149, 49, 49])
  await client.storage.wipe()
  await client.close()
})

/** The same question to the model again before the answer. */
function asksTwice(app: App): App {
  const [start, write, answer] = app.graph.nodes
  if (!start || !write || !answer) throw new Error('The sample has changed.')
  const again = { ...write, id: 'again' }
  const edge = (id: string, source: string, target: string) => ({
    ...{ id, source, sourceHandle: 'source', target, targetHandle: 'target' },
  })
  return {
    ...app,
    graph: {
      nodes: [start, write, again, { ...answer, config: { answer: '{{#write.text#}}{{#again.text#}}' } }],
      edges: [edge('1', 'start', 'write'), edge('2', 'write', 'again'), edge('3', 'again', 'answer')],
    },
  }
}

it('leaves no worker and no lock behind, and what it wrote is there for the next client', async () => {
  const opened = options()
  const client = createSkep(opened)
  await client.apps.save(talk('a'), { baseRevision: null })
  const { runId } = await client.runs.start({ app: 'a', query: 'q' })
  const first = await client.runs.events(runId)[Symbol.asyncIterator]().next()
  expect(first.value).toMatchObject({ type: 'run_started' })
  // The worker's sign of life, the page that waits for it, and the run's.
  expect((await locksOf(opened)).length).toBe(3)
  await client.close()
  await expect.poll(() => locksOf(opened)).toEqual([])

  const next = createSkep(opened)
  expect((await next.runs.get(runId)).status).toBe('stopped')
  expect((await next.apps.list()).map(({ id }) => id)).toEqual(['a'])
  await next.storage.wipe()
  await next.close()
})

it('goes back to the page where no worker can start, and says so', async () => {
  const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
  const client = createSkep({ ...options(), host: 'auto', worker: '/there-is-no-such-worker.js' })
  expect(await client.apps.list()).toEqual([])
  expect(client.status()).toEqual({ host: 'main', state: 'ready', reason: 'WORKER_UNAVAILABLE' })
  await client.storage.wipe()
  await client.close()
  expect(warnings).toHaveBeenCalledOnce()
  warnings.mockRestore()
})
