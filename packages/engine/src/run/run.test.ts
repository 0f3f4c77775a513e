import { describe, expect, it } from 'vitest'
import {
  brief,
  createFakeClock,
  createTestPorts,
  edges,
  makeApp,
  mustPlan,
  node,
  runToEnd,
  settle,
} from '../test-support.ts'
import { run } from './run.ts'

const passthrough = makeApp(
  [
    node('start', 'start', {
      variables: [{ variable: 'query', label: 'Query', type: 'text-input', required: true }],
    }),
    node('end', 'end', { outputs: [{ variable: 'query', selector: ['start', 'query'] }] }),
  ],
  edges('start -> end'),
  { mode: 'workflow' },
)

describe('run', () => {
  it('tells the whole story of a run, numbered without gaps', async () => {
    const events = await runToEnd({
      plan: mustPlan(passthrough),
      ports: createTestPorts(),
      runId: 'run-1',
      inputs: { query: 'hello' },
    })
    const common = { runId: 'run-1', atMs: 1000 }
    const start = { nodeId: 'start', executionId: 'id-1-1' }
    const end = { nodeId: 'end', executionId: 'id-1-2' }
    expect(events).toEqual([
      { ...common, sequence: 1, type: 'run_started', appId: 'app', inputs: { query: 'hello' } },
      { ...common, sequence: 2, type: 'node_started', ...start, nodeType: 'start', title: 'start' },
      {
        ...common,
        sequence: 3,
        type: 'text_chunk',
        ...start,
        selector: ['start', 'query'],
        text: 'hello',
        isFinal: true,
      },
      {
        ...common,
        sequence: 4,
        type: 'node_succeeded',
        ...start,
        inputs: { query: 'hello' },
        outputs: { query: 'hello' },
        durationMs: 0,
      },
      { ...common, sequence: 5, type: 'node_started', ...end, nodeType: 'end', title: 'end' },
      {
        ...common,
        sequence: 6,
        type: 'node_succeeded',
        ...end,
        inputs: { query: 'hello' },
        outputs: { query: 'hello' },
        durationMs: 0,
      },
      { ...common, sequence: 7, type: 'run_succeeded', outputs: { query: 'hello' }, durationMs: 0 },
    ])
  })

  it('names the field when an input is missing', async () => {
    const events = await runToEnd({ plan: mustPlan(passthrough), ports: createTestPorts() })
    expect(events.at(-1)).toMatchObject({
      type: 'run_failed',
      nodeId: 'start',
      error: { code: 'INPUT_INVALID', data: { field: 'query', reason: 'required' } },
    })
  })

  it('leaves no timer behind', async () => {
    const clock = createFakeClock()
    await runToEnd({ plan: mustPlan(passthrough), ports: createTestPorts({ clock }), inputs: { query: 'a' } })
    await settle()
    expect(clock.sleeping()).toBe(0)
  })

  it('is read once', async () => {
    const once = run({ plan: mustPlan(passthrough), ports: createTestPorts(), inputs: { query: 'a' } })
    for await (const event of once) expect(event.runId).toBe(once.id)
    await expect(once[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'CALL_INVALID' })
  })

  it('leaves a plain snapshot with every variable', async () => {
    const done = run({
      plan: mustPlan(passthrough),
      ports: createTestPorts(),
      runId: 'r',
      inputs: { query: 'hi' },
      system: { query: 'q', userId: 'u' },
      conversationVariables: { mood: 'good' },
    })
    for await (const _ of done);
    const { variables, outputs, status, nodes, edges: ways } = done.snapshot()
    expect({ variables, outputs, status, nodes, ways }).toEqual({
      status: 'succeeded',
      nodes: new Map([
        ['start', 'succeeded'],
        ['end', 'succeeded'],
      ]),
      ways: new Map([['["start","source","end"]', 'taken']]),
      outputs: new Map([['query', 'hi']]),
      variables: new Map([
        [
          'sys',
          new Map<string, unknown>([
            ['app_id', 'app'],
            ['workflow_id', 'app'],
            ['workflow_run_id', 'r'],
            ['timestamp', 1],
            ['user_id', 'u'],
            ['files', []],
            ['query', 'q'],
          ]),
        ],
        ['conversation', new Map([['mood', 'good']])],
        ['start', new Map([['query', 'hi']])],
        ['end', new Map([['query', 'hi']])],
      ]),
    })
  })

  it('ignores nodes that the start does not reach, and edges from them', async () => {
    const app = makeApp(
      [
        node('start', 'start', { variables: [] }),
        node('lost', 'from-another-world', {}),
        node('answer', 'answer', { answer: 'Hi' }),
      ],
      edges('start -> answer', 'lost -> answer'),
    )
    expect(brief(await runToEnd({ plan: mustPlan(app), ports: createTestPorts() }))).toEqual([
      'run_started',
      'node_started start',
      'text_chunk answer "Hi"',
      'node_succeeded start',
      'node_started answer',
      'node_succeeded answer',
      'run_succeeded',
    ])
  })

  it('keeps secret variables out of every event', async () => {
    const app = makeApp(
      [
        node('start', 'start', { variables: [] }),
        node('answer', 'answer', { answer: 'Key {{#env.KEY#}}, region {{#env.REGION#}}' }),
      ],
      edges('start -> answer'),
      {
        environmentVariables: [
          { id: '1', name: 'KEY', type: 'secret', value: '', secretName: 'app/KEY' },
          { id: '2', name: 'REGION', type: 'string', value: 'eu' },
        ],
      },
    )
    const events = await runToEnd({
      plan: mustPlan(app),
      ports: createTestPorts({ secrets: { resolve: async (name) => `value-of-${name}` } }),
    })
    expect(events.at(-1)).toMatchObject({ outputs: { answer: 'Key ***, region eu' } })
    expect(JSON.stringify(events)).not.toContain('value-of')
  })

  it('fails the node that reads a secret which has no value', async () => {
    const app = makeApp(
      [node('start', 'start', { variables: [] }), node('answer', 'answer', { answer: '{{#env.KEY#}}' })],
      edges('start -> answer'),
      { environmentVariables: [{ id: '1', name: 'KEY', type: 'secret', value: '', secretName: 'k' }] },
    )
    const events = await runToEnd({ plan: mustPlan(app), ports: createTestPorts() })
    expect(events.at(-1)).toMatchObject({
      type: 'run_failed',
      nodeId: 'answer',
      error: { code: 'PORT_MISSING', data: { port: 'secrets' } },
    })
  })
})
