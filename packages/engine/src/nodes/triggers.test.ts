import { type JsonObject, triggerPluginNode, triggerScheduleNode, triggerWebhookNode } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { createTestPorts, edges, makeApp, mustPlan, node, runToEnd } from '../test-support.ts'
import { runRoot } from './run-node.fixture.ts'

describe('triggers', () => {
  it('a schedule begins a run and leaves nothing', async () => {
    const { done, end } = await runRoot('trigger-schedule', { ...triggerScheduleNode.defaults }, { any: 1 })
    expect(done?.outputs).toEqual({})
    expect(end).toMatchObject({ type: 'run_succeeded' })
  })

  it('a plugin hands on what the event brought', async () => {
    const { done } = await runRoot('trigger-plugin', { ...triggerPluginNode.defaults }, { issue: { id: 7 } })
    expect(done?.outputs).toEqual({ issue: { id: 7 } })
  })

  const webhook: JsonObject = {
    ...triggerWebhookNode.defaults,
    headers: [{ name: 'X-Trace-Id', required: true }],
    params: [{ name: 'page', type: 'number', required: false }],
    body: [
      { name: 'title', type: 'string', required: true },
      { name: 'tags', type: 'array[string]', required: false },
      { name: 'urgent', type: 'boolean', required: false },
    ],
  }

  it('a webhook takes its variables from the inputs by name, so that a draft can be tried', async () => {
    const { done } = await runRoot('trigger-webhook', webhook, {
      X_Trace_Id: 't1',
      page: '2',
      title: 'Hi',
      tags: ['a'],
      other: 'left out',
    })
    expect(done?.outputs).toEqual({
      X_Trace_Id: 't1',
      page: 2,
      title: 'Hi',
      tags: ['a'],
      urgent: null,
      _webhook_raw: {
        method: 'POST',
        headers: { 'X-Trace-Id': 't1' },
        query_params: { page: 2 },
        body: { title: 'Hi', tags: ['a'] },
      },
    })
  })

  it('a webhook takes them out of a whole request', async () => {
    const raw = {
      method: 'POST',
      headers: { 'x-trace-id': 't1', accept: '*/*' },
      query_params: { page: '3' },
      body: { title: 'Hi', urgent: 'TRUE', more: 1 },
    }
    const { done } = await runRoot('trigger-webhook', webhook, { _webhook_raw: raw })
    expect(done?.outputs).toEqual({
      X_Trace_Id: 't1',
      page: 3,
      title: 'Hi',
      tags: null,
      urgent: true,
      _webhook_raw: raw,
    })
  })

  it.each([
    ['nothing', {}, { field: 'X-Trace-Id', reason: 'required' }],
    ['no title', { X_Trace_Id: 't' }, { field: 'title', reason: 'required' }],
    [
      'a page that is no number',
      { X_Trace_Id: 't', title: 'x', page: 'two' },
      { field: 'page', reason: 'type' },
    ],
    ['a list of numbers', { X_Trace_Id: 't', title: 'x', tags: [1] }, { field: 'tags', reason: 'type' }],
  ])('a webhook refuses %s', async (_, inputs, data) => {
    const { end } = await runRoot('trigger-webhook', webhook, inputs)
    expect(end).toMatchObject({ error: { code: 'INPUT_INVALID', data: { ...data, status: 400 } } })
  })
})

describe('nodes that need a server', () => {
  it.each(['knowledge-index', 'knowledge-retrieval-v2', 'datasource-empty', 'agent-v2'])(
    '%s fails by its name when a run comes to it, and only then',
    async (type) => {
      const first = { id: '1', selector: ['conversation', 'go'], operator: 'is', value: 'true' }
      const cases = [{ id: 'true', logicalOperator: 'and', conditions: [first] }]
      const app = makeApp(
        [
          node('start', 'start', { variables: [] }),
          node('if', 'if-else', { cases }),
          node('far', type, { any: { thing: 1 } }),
        ],
        edges('start -> if', 'if:true -> far'),
        { mode: 'workflow' },
      )
      const ends = []
      for (const go of [true, false]) {
        const events = await runToEnd({
          plan: mustPlan(app),
          ports: createTestPorts(),
          conversationVariables: { go },
        })
        ends.push(events.at(-1))
      }
      expect(ends).toMatchObject([
        {
          type: 'run_failed',
          error: { code: 'NODE_NEEDS_SERVER', data: { nodeId: 'far', nodeType: type } },
        },
        { type: 'run_succeeded' },
      ])
    },
  )

  it('a data source is a root that fails by its name', async () => {
    const { end } = await runRoot('datasource', { provider_type: 'local_file' }, {})
    expect(end).toMatchObject({ error: { code: 'NODE_NEEDS_SERVER', data: { nodeId: 'n' } } })
  })
})
