import { builtinExecutors } from '@skep/engine'
import { builtinNodes, type JsonObject } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import { engineTarget } from './engine-target.ts'
import { runConformanceCase } from './run-case.ts'

const target = engineTarget({ nodes: builtinNodes, executors: builtinExecutors })

// A loop with an answer, an iteration whose rounds ask a server, a person who decides, and an answer.
const WORKFLOW = `
version: 0.3.1
kind: app
app: {name: Containers, mode: advanced-chat}
workflow:
  conversation_variables: [{id: w, name: words, value_type: 'array[string]', value: [a, b], selector: [conversation, words]}]
  graph:
    nodes:
      - {id: start, data: {type: start, title: Start, variables: []}}
      - {id: loop, data: {type: loop, title: Loop, start_node_id: loopstart, loop_count: 2, break_conditions: [], logical_operator: and, error_handle_mode: terminated, loop_variables: [{id: i, label: i, var_type: number, value_type: constant, value: '0'}]}}
      - {id: loopstart, parentId: loop, data: {type: loop-start, title: '', isInLoop: true}}
      - {id: add, parentId: loop, data: {type: assigner, title: Add, version: '2', isInLoop: true, loop_id: loop, items: [{variable_selector: [loop, i], operation: '+=', input_type: constant, value: 1}]}}
      - {id: say, parentId: loop, data: {type: answer, title: Say, isInLoop: true, loop_id: loop, answer: 'round {{#loop.i#}};', variables: []}}
      - {id: each, data: {type: iteration, title: Each, start_node_id: eachstart, iterator_selector: [conversation, words], output_selector: [ask, text], is_parallel: false, parallel_nums: 1, error_handle_mode: remove-abnormal-output, flatten_output: false}}
      - {id: eachstart, parentId: each, data: {type: iteration-start, title: '', isInIteration: true}}
      - {id: get, parentId: each, data: {type: http-request, title: Get, isInIteration: true, iteration_id: each, method: get, url: 'https://server.test/{{#each.item#}}', headers: '', params: '', authorization: {type: no-auth, config: null}, body: {type: none, data: []}, timeout: {}}}
      - {id: ask, parentId: each, data: {type: agent, title: Ask, isInIteration: true, iteration_id: each}}
      - {id: person, data: {type: human-input, title: Person, form_content: 'Is {{#each.output#}} right? {{#$output.why#}}', inputs: [{type: text-input, output_variable_name: why}], user_actions: [{id: yes, title: 'Yes', button_style: primary}, {id: no, title: 'No', button_style: default}], timeout: 3, timeout_unit: day, delivery_methods: [{id: web, type: webapp, enabled: true, config: {}}]}}
      - {id: good, data: {type: answer, title: Good, answer: '{{#person.why#}}', variables: []}}
      - {id: bad, data: {type: answer, title: Bad, answer: 'bad', variables: []}}
    edges:
      - {source: start, sourceHandle: source, target: loop, targetHandle: target}
      - {source: loopstart, sourceHandle: source, target: add, targetHandle: target}
      - {source: add, sourceHandle: source, target: say, targetHandle: target}
      - {source: loop, sourceHandle: source, target: each, targetHandle: target}
      - {source: eachstart, sourceHandle: source, target: get, targetHandle: target}
      - {source: get, sourceHandle: source, target: ask, targetHandle: target}
      - {source: each, sourceHandle: source, target: person, targetHandle: target}
      - {source: person, sourceHandle: 'yes', target: good, targetHandle: target}
      - {source: person, sourceHandle: 'no', target: bad, targetHandle: target}
`

const node = (type: string, id: string): JsonObject => ({ type, node: id })
const started = (id: string): JsonObject => node('node_run_started', id)
const succeeded = (id: string): JsonObject => node('node_run_succeeded', id)
const chunk = (text: string): JsonObject => ({ type: 'node_run_stream_chunk', text })

const EXPECT: JsonObject = {
  status: 'paused',
  events: [
    { type: 'graph_run_started' },
    started('start'),
    succeeded('start'),
    started('loop'),
    node('loop_started', 'loop'),
    started('add'),
    ...['round ', '1', ';'].map(chunk),
    succeeded('add'),
    started('say'),
    succeeded('say'),
    node('loop_next', 'loop'),
    started('add'),
    ...['round ', '2', ';'].map(chunk),
    succeeded('add'),
    started('say'),
    succeeded('say'),
    node('loop_succeeded', 'loop'),
    succeeded('loop'),
    started('each'),
    node('iteration_started', 'each'),
    node('iteration_next', 'each'),
    started('get'),
    succeeded('get'),
    started('ask'),
    succeeded('ask'),
    node('iteration_next', 'each'),
    started('get'),
    node('node_run_failed', 'get'),
    node('iteration_succeeded', 'each'),
    succeeded('each'),
    started('person'),
    node('node_run_pause_requested', 'person'),
    { type: 'graph_run_paused' },
  ],
  last_event: 'graph_run_paused',
  chunks: {
    count: 6,
    text_in_container: { loop: 'round 1;round 2;' },
    by_selector: [
      { selector: ['loop', 'i'], text: '12' },
      { selector: ['loop', 'i'], count: 2 },
      { selector: ['loop', 'i'], list: ['1', '2'] },
    ],
  },
  chunk_execution_id_matches_started: ['say'],
  variables: { 'each.output': ['one'], 'loop.i': 2, 'loop.loop_round': 2 },
  http_requests: { count: 2, method: 'GET' },
}

const RESUMED: JsonObject = {
  status: 'succeeded',
  outputs: { answer: 'round 1;round 2;it is' },
  outputs_match: 'includes',
  events: [
    { type: 'graph_run_started' },
    started('person'),
    node('human_input_form_filled', 'person'),
    chunk('it is'),
    succeeded('person'),
    started('good'),
    succeeded('good'),
    { type: 'graph_run_succeeded' },
  ],
  nodes_started: ['good'],
  nodes_not_started: ['bad'],
  variables: { 'person.why': 'it is', 'each.output': ['one'] },
  chunks: { text: 'it is' },
}

const RUN: JsonObject = {
  id: 'r',
  inputs: {},
  system: { query: 'q', files: [] },
  mocks: {
    nodes: {
      ask: {
        by_variable: { selector: ['each', 'index'], outputs: [{ value: 0, outputs: { text: 'one' } }] },
      },
    },
    http: [
      { method: 'GET', url: 'https://server.test/a', response: { status: 200, headers: {}, body: 'A' } },
      { method: 'GET', url: 'https://server.test/b', network_error: 'refused' },
    ],
  },
}

function check(first: JsonObject = {}, second: JsonObject = {}, form: JsonObject = {}) {
  const run = {
    ...RUN,
    expect: { ...EXPECT, ...first },
    resume: [
      {
        form: { node: 'person', action: 'yes', inputs: { why: 'it is' }, ...form },
        expect: { ...RESUMED, ...second },
      },
    ],
  }
  const text = JSON.stringify({ schema: 1, name: 'own', kind: 'run', workflow_form: 'app', runs: [run] })
  return runConformanceCase({ workflow: WORKFLOW, case: text }, target)
}

describe('a case with containers and a pause', () => {
  it('holds', async () => {
    expect(await check()).toEqual([])
  })

  const all = ['start', 'loop', 'add', 'say', 'each', 'get', 'ask']

  it.each([[all], [[...all, 'add', 'say']]])('names nodes in rounds once, or each time: %j', async (ids) => {
    expect(await check({ nodes_succeeded_exactly: ids })).toEqual([])
  })

  const chunks = (change: JsonObject): JsonObject => ({ chunks: change })

  it.each<readonly [key: string, change: JsonObject]>([
    ['status', { status: 'succeeded' }],
    ['chunks.text_in_container.loop', chunks({ text_in_container: { loop: 'round 1;' } })],
    ['chunks.text_in_container.loop', chunks({ text_in_container: { container: 'loop', text: 'x' } })],
    ['chunks.text_in_container.each', chunks({ text_in_container: [{ container: 'each', text: 'x' }] })],
    ['chunks.text_in_container', chunks({ text_in_container: 'round 1;round 2;' })],
    ['chunks.by_selector.loop.i', chunks({ by_selector: [{ selector: ['loop', 'i'], count: 3 }] })],
    ['chunks.by_selector.loop.i', chunks({ by_selector: [{ selector: ['loop', 'i'], list: ['1'] }] })],
    ['chunks.by_selector.loop.i', chunks({ by_selector: [{ selector: ['loop', 'i'] }] })],
    ['events_present', { events_present: ['iteration_failed'] }],
    ['events_absent', { events_absent: [{ type: 'loop_next', node: 'loop' }] }],
    ['variables.each.output', { variables: { 'each.output': ['one', null] } }],
    ['variables.loop.i', { variables: { 'loop.i': 1 } }],
    // A round's own variables are not in the pool after it.
    ['variables_not_null', { variables_not_null: ['ask.text'] }],
    ['http_requests.count', { http_requests: { count: 1 } }],
    ['nodes_succeeded_exactly', { nodes_succeeded_exactly: all.slice(1) }],
    ['nodes_succeeded_exactly', { nodes_succeeded_exactly: [...all, 'person'] }],
    ['nodes_succeeded_exactly', { nodes_succeeded_exactly: [...all, 'add'] }],
  ])('no longer holds when %s is changed (%#)', async (key, change) => {
    expect((await check(change)).map((failure) => failure.key)).toEqual([`expect.${key}`])
  })

  it.each<readonly [key: string, change: JsonObject]>([
    ['status', { status: 'paused' }],
    ['outputs.answer', { outputs: { answer: 'it is' } }],
    ['events', { events: [{ type: 'graph_run_started' }] }],
    ['nodes_started', { nodes_started: ['start'] }],
    ['nodes_not_started', { nodes_not_started: ['good'] }],
    ['variables.person.why', { variables: { 'person.why': '' } }],
    ['chunks.text', { chunks: { text: 'round 1;' } }],
  ])('no longer holds when %s after the pause is changed', async (key, change) => {
    expect((await check({}, change)).map((failure) => failure.key)).toEqual([`resume[0].expect.${key}`])
  })

  it.each([
    ['another action', { action: 'no' }],
    ['a node that waits for nobody', { node: 'start' }],
    ['an action that there is not', { action: 'perhaps' }],
  ])('no longer holds with %s', async (_, form) => {
    expect(await check({}, {}, form)).not.toEqual([])
  })

  it.each<readonly [where: string, first: JsonObject, second: JsonObject]>([
    ['an event type', { events_absent: ['node_run_vanished'] }, {}],
    [
      'a pattern of an order',
      { order: [{ earlier: { type: 'graph_run_started', at: 1 }, later: started('say') }] },
      {},
    ],
    ['an expectation after the pause', {}, { brand_new: 1 }],
    [
      'a chunk selector',
      chunks({ by_selector: [{ selector: ['loop', 'i'], text: '12', brand_new: 1 }] }),
      {},
    ],
  ])('counts %s that it does not know as a failure', async (_, first, second) => {
    const failures = await check(first, second)
    expect(failures.map(({ key }) => key)).toEqual(['case'])
  })
})
