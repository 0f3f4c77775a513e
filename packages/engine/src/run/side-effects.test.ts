import type { RunEvent } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { defineExecutor } from '../define-executor.ts'
import { bareNode } from '../test-nodes.ts'
import { brief, createTestPorts, edges, makeApp, mustPlan, node, runToEnd } from '../test-support.ts'
import { answer, say, sayExecutor, sayNode, start } from './resume.fixture.ts'
import { resume } from './resume.ts'
import { run } from './run.ts'

const sendNode = bareNode('send')

function world(more: Parameters<typeof node>[3] = {}) {
  const sent: string[] = []
  const send = defineExecutor(
    sendNode,
    async ({ node: { id } }) => {
      sent.push(id)
      return { outputs: { text: 'sent' } }
    },
    { hasSideEffects: () => true },
  )
  const app = makeApp(
    [start, node('send', 'send', {}, more), answer('out', '{{#send.text#}}{{#send.error_type#}}')],
    edges('start -> send', 'send -> out', 'send:fail-branch -> out'),
  )
  return { sent, plan: mustPlan(app, { nodes: [sendNode, sayNode], executors: [send, sayExecutor] }) }
}

describe('a node with side effects', () => {
  it('begins when its start is kept', async () => {
    const { plan, sent } = world()
    const order: string[] = []
    await runToEnd({
      plan,
      ports: createTestPorts({
        checkpoints: {
          append: async (_, events) => {
            await Promise.resolve()
            order.push(...brief(events), `sent ${sent.length}`)
          },
        },
      }),
    })
    expect(order.slice(0, order.indexOf('node_started send') + 2)).toEqual([
      'run_started',
      'sent 0',
      'node_started start',
      'sent 0',
      'node_succeeded start',
      'node_started send',
      'sent 0',
    ])
    expect(sent).toEqual(['send'])
  })

  it('fails when its start cannot be kept', async () => {
    const { plan, sent } = world()
    const events = await runToEnd({
      plan,
      ports: createTestPorts({ checkpoints: { append: async () => Promise.reject(new Error('disk full')) } }),
    })
    expect(events.at(-1)).toMatchObject({
      type: 'run_failed',
      nodeId: 'send',
      error: { code: 'STORAGE_FAILED', message: 'disk full' },
    })
    expect(sent).toEqual([])
  })

  it('is not run again when it was interrupted, but fails, which its strategy may handle', async () => {
    for (const errorStrategy of [undefined, { type: 'fail-branch' } as const]) {
      const { plan, sent } = world(errorStrategy ? { errorStrategy } : {})
      const events = await interrupted(plan)
      const rest: RunEvent[] = []
      for await (const event of resume({ plan, ports: createTestPorts(), from: events })) rest.push(event)
      expect(sent).toEqual([])
      expect(rest.at(-1)).toMatchObject(
        errorStrategy
          ? { type: 'run_partial_succeeded', outputs: { answer: 'NODE_INTERRUPTED' } }
          : { type: 'run_failed', nodeId: 'send', error: { code: 'NODE_INTERRUPTED' } },
      )
    }
  })

  it('runs again when the caller says so, and says it', async () => {
    const { plan, sent } = world()
    const events = await interrupted(plan)
    const rest: RunEvent[] = []
    const again = resume({ plan, ports: createTestPorts(), from: events, rerunsSideEffects: true })
    for await (const event of again) rest.push(event)
    expect(sent).toEqual(['send'])
    expect(rest.slice(0, 2)).toMatchObject([
      { type: 'run_resumed' },
      { type: 'node_retry', nodeId: 'send', error: { code: 'NODE_INTERRUPTED' } },
    ])
    expect(rest.at(-1)).toMatchObject({ outputs: { answer: 'sent' } })
  })
})

/** The events of a run whose process died right after the start of `send` was kept. */
async function interrupted(plan: Parameters<typeof run>[0]['plan']): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = []
  const never = new Promise<void>(() => undefined)
  const ports = createTestPorts({
    checkpoints: {
      append: async (_, heap) => {
        events.push(...heap)
        if (heap.some((event) => event.type === 'node_started' && event.nodeId === 'send')) await never
      },
    },
  })
  for await (const event of run({ plan, ports }))
    if (event.type === 'node_started' && event.nodeId === 'send') break
  return events.slice(
    0,
    events.findIndex((event) => event.type === 'node_started' && event.nodeId === 'send') + 1,
  )
}

describe('a run that cannot go on', () => {
  const app = makeApp(
    [start, say('a', '{{#env.KEY#}}'), answer('out', 'x')],
    edges('start -> a', 'a -> out'),
    {
      environmentVariables: [{ id: '1', name: 'KEY', type: 'secret', value: '', secretName: 'k' }],
    },
  )
  const plan = mustPlan(app, { nodes: [sayNode], executors: [sayExecutor] })
  const ports = () => createTestPorts({ secrets: { resolve: async () => 'the-secret' } })

  async function told(from: Parameters<typeof resume>[0]['from'], to = plan): Promise<readonly RunEvent[]> {
    const events: RunEvent[] = []
    for await (const event of resume({ plan: to, ports: ports(), from })) events.push(event)
    return events
  }

  it('ends so when a value was a secret, which neither its events nor a snapshot hold', async () => {
    const events: RunEvent[] = []
    const running = run({ plan, ports: ports() })
    let snapshot = running.snapshot()
    for await (const event of running) {
      events.push(event)
      if (event.type === 'node_succeeded' && event.nodeId === 'a') snapshot = running.snapshot()
    }
    expect(JSON.stringify(events)).not.toContain('the-secret')
    expect([...snapshot.variables].flatMap(([, names]) => [...names.values()])).not.toContain('the-secret')
    const cut = events.slice(
      0,
      events.findIndex((event) => event.type === 'node_succeeded' && event.nodeId === 'a') + 1,
    )
    expect(cut.at(-1)?.redacted).toEqual(['outputs'])
    for (const from of [cut, snapshot]) {
      const rest = await told(from)
      expect(rest.at(-1)).toMatchObject({ type: 'run_failed', error: { code: 'RUN_NOT_RESUMABLE' } })
      const last = Array.isArray(from) ? cut.length : snapshot.sequence
      expect(rest[0]?.sequence).toBe(last + 1)
    }
  })

  it('ends so when its app has changed or events are missing', async () => {
    const events = await runToEnd({ plan, ports: ports() })
    const other = mustPlan(makeApp([start, answer('b', 'x')], edges('start -> b')))
    expect((await told(events.slice(0, 5), other)).at(-1)).toMatchObject({
      error: { code: 'RUN_NOT_RESUMABLE' },
    })
    const gap = [...events.slice(0, 2), ...events.slice(3, 5)]
    expect((await told(gap)).at(-1)).toMatchObject({ error: { code: 'RUN_NOT_RESUMABLE' } })
  })

  it('tells nothing more when it has ended, and is refused when there is nothing of it', async () => {
    expect(await told(await runToEnd({ plan, ports: ports() }))).toEqual([])
    expect(() => resume({ plan, ports: ports(), from: [] })).toThrow(
      expect.objectContaining({ code: 'CALL_INVALID' }),
    )
  })
})
