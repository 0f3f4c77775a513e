import { builtinExecutors, defineExecutor, requirePort } from '@skep/engine'
import { builtinNodes, defineNode, type JsonObject, type NodeDefinition } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import type { Expectation } from './case-file.ts'
import { engineTarget } from './engine-target.ts'
import { runConformanceCase } from './run-case.ts'

const probeNode: NodeDefinition = defineNode<JsonObject>({
  type: 'probe',
  version: 1,
  category: 'other',
  config: z.custom<JsonObject>(() => true),
  defaults: {},
  outputs: () => [],
  uses: () => [],
})

const probe = defineExecutor(probeNode, async function* ({ ports, signal }) {
  yield { type: 'progress', message: 'asking' }
  const { status } = await requirePort(ports, 'http').fetch(
    { method: 'GET', url: 'https://probe.test/a/b?c=d', headers: { 'X-Key': 'k' } },
    { signal },
  )
  return { outputs: { status } }
})

const target = engineTarget({
  nodes: [...builtinNodes, probeNode],
  executors: [...builtinExecutors, probe],
})

const WORKFLOW = `
nodes:
  - {id: start, data: {type: start, title: Start, variables: []}}
  - {id: llm, data: {type: llm, title: LLM, model: {provider: p, name: m, mode: chat, completion_params: {}}, prompt_template: [{role: user, text: hi}], context: {enabled: false, variable_selector: []}, vision: {enabled: false}}}
  - {id: probe, data: {type: probe, title: Probe}}
  - {id: tool, data: {type: tool, title: Tool}}
  - {id: code, data: {type: code, title: Code, code_language: python3, code: 'def main(): return {}', variables: [], outputs: {n: {type: number}}}}
  - {id: answer, data: {type: answer, title: Answer, answer: '{{#llm.text#}}, {{#start.name#}} {{#tool.text#}}{{#conversation.mood#}}', variables: []}}
  - {id: never, data: {type: answer, title: Never, answer: never, variables: []}}
edges:
  - {source: start, target: llm}
  - {source: llm, target: probe}
  - {source: probe, target: tool}
  - {source: tool, target: code}
  - {source: code, target: answer}
  - {source: code, sourceHandle: fail-branch, target: never}
`

const EXPECT: Expectation = {
  status: 'partial-succeeded',
  outputs: { answer: 'Hi there, Ann two good' },
  outputs_match: 'exact',
  exceptions_count: 1,
  error_present: false,
  events: [
    { type: 'graph_run_started' },
    { type: 'node_run_started', node: 'start' },
    { type: 'node_run_succeeded', node: 'start' },
    { type: 'node_run_started', node: 'llm' },
    { type: 'node_run_stream_chunk', node: 'llm', text: 'Hi' },
    { type: 'node_run_stream_chunk', text: ' there' },
    { type: 'node_run_stream_chunk', text: '' },
    { type: 'node_run_stream_chunk', node: 'answer', text: ', ' },
    { type: 'node_run_stream_chunk', node: 'start', text: 'Ann' },
    { type: 'node_run_stream_chunk', text: ' ' },
    { type: 'node_run_succeeded', node: 'llm' },
    { type: 'node_run_started', node: 'probe' },
    { type: 'node_run_succeeded', node: 'probe' },
    { type: 'node_run_started', node: 'tool' },
    { type: 'node_run_stream_chunk', node: 'tool', text: 'two ' },
    { type: 'node_run_stream_chunk', node: 'answer', text: 'good' },
    { type: 'node_run_succeeded', node: 'tool' },
    { type: 'node_run_started', node: 'code' },
    { type: 'node_run_exception', node: 'code' },
    { type: 'node_run_started', node: 'answer' },
    { type: 'node_run_succeeded', node: 'answer' },
    { type: 'graph_run_partial_succeeded' },
  ],
  last_event: 'graph_run_partial_succeeded',
  events_present: ['node_run_exception', { type: 'node_run_started', node: 'answer' }],
  events_absent: ['node_run_failed', { type: 'node_run_started', node: 'never' }],
  nodes_started: ['start', 'answer'],
  nodes_not_started: ['never'],
  nodes_succeeded: ['llm', 'probe'],
  nodes_succeeded_exactly: ['answer', 'llm', 'probe', 'start', 'tool'],
  chunks: {
    count: 8,
    min_count: 8,
    list: ['Hi', ' there', '', ', ', 'Ann', ' ', 'two ', { type: 'chunk', node: 'answer', text: 'good' }],
    prefix: ['Hi', ' there', '', ', ', 'Ann'],
    rest_nodes: ['answer', 'tool'],
    text: ' Hi there, Ann two good ',
    text_match: 'trim',
    text_by_node: { llm: 'Hi there', answer: ',  good' },
    count_by_node: { llm: 3, tool: 1 },
    by_selector: { 'llm.text': 'Hi there', 'start.name': ['Ann'], 'tool.text': 1 },
    last_is_final: true,
  },
  order: [
    {
      earlier: { type: 'node_run_started', node: 'llm', which: 'first' },
      later: { type: 'node_run_stream_chunk', which: 'last' },
    },
  ],
  chunk_execution_id_matches_started: ['llm', 'answer'],
  variables: { 'start.name': 'Ann', 'probe.status': 201, 'code.n': 7 },
  variables_not_null: ['llm.text', 'code.error_message'],
  conversation_variables: { mood: 'good' },
  http_requests: { count: 1, method: 'get', url: 'https://probe.test/a/b', headers: { 'x-key': 'k' } },
  min_elapsed_ms: 20,
}

const RUN = {
  id: 'r',
  inputs: { name: 'Ann' },
  system: { query: '', files: [] },
  conversation_variables: { mood: 'good' },
  patches: [
    {
      node: 'code',
      set: { error_strategy: 'default-value', default_value: [{ key: 'n', type: 'number', value: '7' }] },
    },
  ],
  mocks: {
    nodes: {
      llm: { outputs: { text: 'Hi there' }, chunks: ['Hi', ' there', ''], chunk_delay_ms: 1, delay_ms: 20 },
      code: { error: 'division by zero', error_type: 'CodeExecutionError', optional: true },
    },
    node_types: {
      tool: {
        by_variable: {
          selector: ['probe', 'status'],
          outputs: [
            { value: 200, outputs: { text: 'one ' } },
            { value: 201, outputs: { text: 'two ' } },
          ],
        },
      },
    },
    http: [{ method: 'GET', url: 'https://probe.test/*', response: { status: 201, headers: {}, body: '' } }],
  },
  repeat: 2,
}

function check(change: JsonObject = {}, more: JsonObject = {}) {
  const run = { ...RUN, ...more, expect: { ...EXPECT, ...change } }
  const text = JSON.stringify({ schema: 1, name: 'own', kind: 'run', workflow_form: 'graph', runs: [run] })
  return runConformanceCase({ workflow: WORKFLOW, case: text }, target)
}

describe('the conformance runner', () => {
  it('finds nothing wrong where everything holds', async () => {
    expect(await check()).toEqual([])
  })

  const chunks = (change: JsonObject): JsonObject => ({
    chunks: { ...EXPECT.chunks, ...change } as JsonObject,
  }) // JSON
  const requests = (change: JsonObject): JsonObject => ({
    http_requests: { ...EXPECT.http_requests, ...change } as JsonObject, // JSON
  })
  const events = EXPECT.events as unknown as readonly JsonObject[] // patterns are JSON objects
  const swapped = [...events.slice(0, -3), ...events.slice(-2), ...events.slice(-3, -2)]

  it.each<readonly [key: string, change: JsonObject]>([
    ['status', { status: 'succeeded' }],
    ['outputs', { outputs: { answer: 'Hi' } }],
    ['outputs', { outputs: { ...EXPECT.outputs, more: 1 } }],
    ['outputs.answer', { outputs: { answer: 'Hi' }, outputs_match: 'includes' }],
    ['outputs.answer', { outputs: { answer: 'Hi' }, outputs_match: 'includes_trimmed' }],
    ['outputs_match', { outputs_match: 'roughly' }],
    ['exceptions_count', { exceptions_count: 0 }],
    ['error_present', { error_present: true }],
    ['events', { events: events.slice(0, -1) }],
    ['events', { events: swapped }],
    ['events', { events: [...events, { type: 'graph_run_succeeded' }] }],
    ['last_event', { last_event: 'graph_run_succeeded' }],
    ['events_present', { events_present: ['node_run_retry'] }],
    ['events_present', { events_present: [{ type: 'node_run_exception', node: 'llm' }] }],
    ['events_absent', { events_absent: ['node_run_exception'] }],
    ['nodes_started', { nodes_started: ['never'] }],
    ['nodes_not_started', { nodes_not_started: ['llm'] }],
    ['nodes_succeeded', { nodes_succeeded: ['code'] }],
    ['nodes_succeeded_exactly', { nodes_succeeded_exactly: ['answer', 'llm', 'probe', 'start'] }],
    ['chunks.count', chunks({ count: 7 })],
    ['chunks.min_count', chunks({ min_count: 9 })],
    ['chunks.list', chunks({ list: ['Hi'] })],
    [
      'chunks.prefix',
      chunks({ prefix: ['Hi', 'there', '', ', ', 'Ann'], rest_nodes: ['llm', 'start', 'answer', 'tool'] }),
    ],
    ['chunks.prefix', chunks({ prefix: 'Hi, there', rest_nodes: ['llm', 'answer', 'start', 'tool'] })],
    ['chunks.rest_nodes', chunks({ prefix: 'Hi there', rest_nodes: ['answer', 'start'] })],
    ['chunks.rest_nodes', chunks({ rest_nodes: ['answer'] })],
    ['chunks.text', chunks({ text: 'Hi' })],
    ['chunks.text', { chunks: { text: ' Hi there, Ann two good ' } }],
    ['chunks.text_match', chunks({ text_match: 'roughly', text: 'Hi there, Ann two good' })],
    ['chunks.text_by_node.llm', chunks({ text_by_node: { llm: 'Hi' } })],
    ['chunks.count_by_node.llm', chunks({ count_by_node: { llm: 2 } })],
    ['chunks.by_selector.llm.text', chunks({ by_selector: { 'llm.text': 'Hi' } })],
    ['chunks.text_in_container.loop', chunks({ text_in_container: { loop: 'x' } })],
    ['chunks.last_is_final', chunks({ last_is_final: false })],
    [
      'order',
      { order: [{ earlier: { type: 'graph_run_partial_succeeded' }, later: { type: 'node_run_started' } }] },
    ],
    ['order', { order: [{ earlier: { type: 'node_run_retry' }, later: { type: 'node_run_started' } }] }],
    ['chunk_execution_id_matches_started', { chunk_execution_id_matches_started: ['never'] }],
    ['variables.start.name', { variables: { 'start.name': 'Bob' } }],
    ['variables_not_null', { variables_not_null: ['never.answer'] }],
    ['conversation_variables.mood', { conversation_variables: { mood: 'bad' } }],
    ['http_requests.count', requests({ count: 2 })],
    ['http_requests.method', requests({ method: 'POST' })],
    ['http_requests.url', requests({ url: 'https://other.test/' })],
    ['http_requests.headers.x-key', requests({ headers: { 'x-key': 'other' } })],
    ['min_elapsed_ms', { min_elapsed_ms: 60_000 }],
  ])('finds %s wrong where it is (%#)', async (key, change) => {
    const failures = await check(change, { repeat: 1 })
    expect(failures.map((failure) => failure.key)).toEqual([`expect.${key}`])
  })

  it.each<readonly [what: string, change: JsonObject, more: JsonObject]>([
    ['an expectation', { brand_new: 1 }, {}],
    ['a chunk expectation', chunks({ brand_new: 1 }), {}],
    ['a request expectation', requests({ brand_new: 1 }), {}],
    ['a part of a run', {}, { brand_new: 1 }],
    ['a mock', {}, { mocks: { ...RUN.mocks, brand_new: {} } as unknown as JsonObject }],
  ])('counts %s that it does not know as a failure', async (_, change, more) => {
    const failures = await check(change, { repeat: 1, ...more })
    expect(failures).toHaveLength(1)
    expect(failures[0]?.message).toContain('brand_new')
  })

  it('repeats a run as often as it is told', async () => {
    expect(await check({ status: 'failed' }, { repeat: 3 })).toHaveLength(3)
  })

  it('does not pass over a resume', async () => {
    const resume = [{ form: { node: 'llm', action: 'ok', inputs: {} }, expect: { status: 'succeeded' } }]
    expect(await check({}, { repeat: 1, resume })).toMatchObject([{ key: 'resume[0].expect' }])
  })

  it.each([
    ['no JSON', '{', 'case.json is not JSON.'],
    ['another schema', '{"schema": 2}', 'case.json has schema 2; schema 1 is known.'],
    ['another kind', '{"schema": 1, "kind": "x"}', 'The kind x is not known.'],
  ])('says so when the case is %s', async (_, text, message) => {
    expect(await runConformanceCase({ workflow: WORKFLOW, case: text }, target)).toEqual([
      { runId: '', key: 'case', message },
    ])
  })

  it.each<readonly [what: string, more: JsonObject]>([
    ['an event that is nothing', { expect: { events: [null] } }],
    ['an order of nothing', { expect: { order: [null] } }],
    ['a mock that is nothing', { mocks: { nodes: { llm: null } } }],
    ['a transport of nothing', { mocks: { http: [null] } }],
    ['patches that are no list', { patches: { a: 1 } }],
    ['no expectation', { expect: null }],
    ['a run that is never made', { repeat: 0 }],
  ])('fails a case with %s, and throws nothing', async (_, more) => {
    const text = JSON.stringify({
      schema: 1,
      name: 'own',
      kind: 'run',
      workflow_form: 'graph',
      runs: [{ ...RUN, expect: EXPECT, repeat: 1, ...more }],
    })
    expect(await runConformanceCase({ workflow: WORKFLOW, case: text }, target)).not.toEqual([])
  })

  it.each([{}, null, 'x', [null], [5]])(
    'fails a case whose runs are %j, and throws nothing',
    async (runs) => {
      const text = JSON.stringify({ schema: 1, name: 'own', kind: 'run', workflow_form: 'graph', runs })
      expect(await runConformanceCase({ workflow: WORKFLOW, case: text }, target)).not.toEqual([])
    },
  )

  it('checks what an import keeps', async () => {
    const check = (expectation: JsonObject) =>
      runConformanceCase(
        {
          workflow: WORKFLOW,
          case: JSON.stringify({
            schema: 1,
            name: 'own',
            kind: 'import',
            workflow_form: 'graph',
            import: { expect: expectation },
          }),
        },
        target,
      )
    const good = {
      status: 'ok',
      node_types: { start: 1, llm: 1, probe: 1, tool: 1, code: 1, answer: 2 },
      edges: 6,
      node_data: { probe: { title: 'Probe' }, code: { outputs: { n: { type: 'number' } } } },
    }
    expect(await check(good)).toEqual([])
    const bad = await check({
      status: 'failed',
      node_types: { start: 1 },
      edges: 5,
      node_data: { probe: { title: 'Other' } },
      mode: 'workflow',
      dsl_version: '9.9.9',
      conversation_variables: [{ name: 'x', value: 1 }],
      brand_new: 1,
    })
    expect(bad.map(({ key }) => key).toSorted()).toEqual(
      [
        'brand_new',
        'conversation_variables.x.name',
        'conversation_variables.x.value',
        'dsl_version',
        'edges',
        'mode',
        'node_data.probe.title',
        'node_types',
        'status',
      ].map((key) => `import.expect.${key}`),
    )
  })
})
