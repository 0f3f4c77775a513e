import { builtinExecutors } from '@skep/engine'
import { builtinNodes, type JsonObject } from '@skep/schema'
import { expect, it } from 'vitest'
import { engineTarget } from './engine-target.ts'
import { runConformanceCase } from './run-case.ts'

const target = engineTarget({ nodes: builtinNodes, executors: builtinExecutors })

function check(workflow: string, run: JsonObject): Promise<readonly object[]> {
  const data = { schema: 1, name: 'own', kind: 'run', workflow_form: 'app', runs: [{ id: 'r', ...run }] }
  return runConformanceCase({ workflow, case: JSON.stringify(data) }, target)
}

function appOf(mode: string, nodes: readonly string[], edges: readonly string[]): string {
  return `
version: 0.3.1
kind: app
app: {name: Own, mode: ${mode}}
workflow:
  environment_variables: [{id: k, name: KEY, value_type: secret, value: sk-canary, selector: [env, KEY]}]
  graph:
    nodes:
      - {id: start, data: {type: start, title: Start, variables: []}}
${nodes.map((node) => `      - ${node}\n`).join('')}
    edges:
${edges.map((edge) => `      - {${edge}}\n`).join('')}
`
}

it('the runner sees what a request carried, secrets too', async () => {
  const get = (id: string, config: string): string =>
    `{id: ${id}, data: {type: http-request, title: Get, method: get, url: 'https://server.test/x', headers: 'X-Key: {{#env.KEY#}}', params: '', authorization: {type: api-key, config: ${config}}, body: {type: none, data: []}, timeout: {}}}`
  const workflow = appOf(
    'workflow',
    [get('get', "{type: basic, api_key: 'user:password'}")],
    ['source: start, target: get'],
  )
  const http = [{ method: 'GET', url: 'https://server.test/x', response: { status: 200, body: '' } }]
  const headers = { authorization: 'Basic dXNlcjpwYXNzd29yZA==', 'x-key': 'sk-canary' }
  const expectation = { status: 'succeeded', http_requests: { count: 1, headers } }
  expect(await check(workflow, { mocks: { http }, expect: expectation })).toEqual([])
})

it('a case may name what lies in a variable, and the first turn of a chat', async () => {
  const workflow = appOf(
    'advanced-chat',
    [
      "{id: join, data: {type: variable-aggregator, title: Join, output_type: string, variables: [], advanced_settings: {group_enabled: true, groups: [{groupId: '1', group_name: words, output_type: string, variables: [[start, a]]}]}}}",
      "{id: say, data: {type: answer, title: Say, answer: 'turn {{#sys.dialogue_count#}}', variables: []}}",
    ],
    ['source: start, target: join', 'source: join, target: say'],
  )
  const expectation = {
    outputs: { answer: 'turn 1' },
    outputs_match: 'includes',
    variables: { 'join.words.output': 'x', 'join.words.nothing': null, 'sys.dialogue_count': 1 },
  }
  expect(await check(workflow, { inputs: { a: 'x' }, expect: expectation })).toMatchObject([
    { key: 'expect.variables.join.words.nothing' },
  ])
})

it('a form that waited beside another one is answered after it', async () => {
  const ask = (id: string): string =>
    `{id: ${id}, data: {type: human-input, title: Ask, form_content: '?', inputs: [], user_actions: [{id: ok, title: OK, button_style: primary}], timeout: 1, timeout_unit: day, delivery_methods: []}}`
  const workflow = appOf(
    'workflow',
    [ask('first'), ask('second'), '{id: end, data: {type: end, title: End, outputs: []}}'],
    [
      'source: start, target: first',
      'source: start, target: second',
      'source: first, sourceHandle: ok, target: end',
      'source: second, sourceHandle: ok, target: end',
    ],
  )
  const resume = [
    { form: { node: 'first', action: 'ok', inputs: {} }, expect: { status: 'paused' } },
    { form: { node: 'second', action: 'ok', inputs: {} }, expect: { status: 'succeeded' } },
  ]
  expect(await check(workflow, { resume, expect: { status: 'paused' } })).toEqual([])
})

it('takes files as Dify writes them', async () => {
  const picture = {
    dify_model_identity: '__dify__file__',
    type: 'image',
    transfer_method: 'local_file',
    related_id: 'f1',
    filename: 'cat.png',
    extension: '.png',
    mime_type: 'image/png',
    size: 10,
  }
  const page = { type: 'document', transfer_method: 'remote_url', url: 'https://x.test/a.pdf', name: 'a.pdf' }
  const workflow = appOf(
    'advanced-chat',
    [
      '{id: pick, data: {type: list-operator, title: Pick, variable: [start, files], filter_by: {enabled: true, conditions: [{key: extension, comparison_operator: is, value: .pdf}]}}}',
      "{id: say, data: {type: answer, title: Say, answer: '{{#start.one.name#}} {{#start.one.size#}} {{#pick.first_record.url#}} {{#sys.files#}}', variables: []}}",
    ],
    ['source: start, target: pick', 'source: pick, target: say'],
  )
  const expectation = {
    outputs: { answer: 'cat.png 10 https://x.test/a.pdf [a.pdf](https://x.test/a.pdf)' },
    outputs_match: 'includes',
    variables: { 'pick.result': [page] },
  }
  const inputs = { one: picture, files: [picture, page] }
  expect(
    await check(workflow, { inputs, system: { query: '', files: [page] }, expect: expectation }),
  ).toEqual([])
})
