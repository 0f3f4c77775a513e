import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import {
  type App,
  builtinNodes,
  createApp,
  type JsonObject,
  NOTE_TYPE,
  parseApp,
  validate,
} from '../index.ts'
import { type DifyImport, exportDify, exportDifyGraph, importDify, importDifyGraph } from './index.ts'
import { writeYaml } from './write-yaml.ts'

const start: JsonObject = {
  id: 's',
  type: 'custom',
  position: { x: 0, y: 0 },
  data: { type: 'start', title: 'Start', variables: [] },
}
const end: JsonObject = {
  id: 'e',
  type: 'custom',
  position: { x: 9, y: 0 },
  data: { type: 'end', title: 'End', outputs: [] },
}
const edge: JsonObject = { id: 's-e', source: 's', target: 'e' }

function file(workflow: JsonObject = {}, top: JsonObject = {}): JsonObject {
  return {
    kind: 'app',
    version: '0.6.0',
    app: { name: 'A', mode: 'workflow' },
    workflow: { graph: { nodes: [start, end], edges: [edge] }, ...workflow },
    ...top,
  }
}

function imported(tree: JsonObject): DifyImport {
  const result = importDify(writeYaml(tree), { newId: () => 'app' })
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

function errorOf(tree: JsonObject | string): unknown {
  const result = importDify(typeof tree === 'string' ? tree : writeYaml(tree))
  return result.ok ? 'imported' : [result.error.code, result.error.data]
}

describe('importDify', () => {
  it('turns a file into an app', () => {
    const { app, report, secrets } = imported(file())
    expect(parseApp(app)).toEqual({ ok: true, value: app })
    expect(app).toMatchObject({
      schemaVersion: 1,
      id: 'app',
      mode: 'workflow',
      name: 'A',
      description: '',
      graph: {
        nodes: [
          { id: 's', type: 'start', title: 'Start', position: { x: 0, y: 0 }, config: { variables: [] } },
          { id: 'e', type: 'end', title: 'End', position: { x: 9, y: 0 }, config: { outputs: [] } },
        ],
        edges: [{ id: 's-e', source: 's', sourceHandle: 'source', target: 'e', targetHandle: 'target' }],
      },
    })
    expect(report).toEqual({
      sourceVersion: '0.6.0',
      currentVersion: '0.6.0',
      status: 'completed',
      warnings: [],
      plugins: [],
      nodes: [
        { nodeId: 's', type: 'start', outcome: 'mapped' },
        { nodeId: 'e', type: 'end', outcome: 'mapped' },
      ],
    })
    expect(secrets).toEqual({})
  })

  it('takes JSON, ids that are numbers, and files without version, kind or edges', () => {
    const text = JSON.stringify({
      app: { mode: 'workflow' },
      workflow: { graph: { nodes: [{ ...start, id: 7 }] } },
    })
    const result = importDify(text)
    expect(result).toMatchObject({
      ok: true,
      value: {
        app: { name: '', graph: { nodes: [{ id: '7' }], edges: [] } },
        report: { sourceVersion: null },
      },
    })
    expect(result.ok && parse(exportDify(result.value.app))).toEqual(JSON.parse(text))
  })

  it.each([
    ['an app is missing', { kind: 'rag_pipeline', version: '0.1.0' }, ['DSL_NOT_AN_APP', { path: 'app' }]],
    ['a workflow is missing', { app: { mode: 'workflow' } }, ['DSL_MISSING_WORKFLOW', { path: 'workflow' }]],
    [
      'the mode is unknown',
      file({}, { app: { mode: 'poem' } }),
      ['DSL_UNSUPPORTED', { mode: 'poem', path: 'app.mode' }],
    ],
    [
      'the settings of an agent are missing',
      { app: { mode: 'agent-chat' } },
      ['DSL_MISSING_MODEL_CONFIG', { path: 'model_config' }],
    ],
    ['the version is a number', file({}, { version: 0.3 }), ['DSL_VERSION', { path: 'version' }]],
    [
      'the version is a number, and the workflow is missing too',
      { version: 0.3, app: { mode: 'workflow' } },
      ['DSL_VERSION', { path: 'version' }],
    ],
    [
      'the graph is missing',
      file({ graph: null }),
      [
        'DSL_SCHEMA',
        { problems: [{ path: 'workflow.graph', message: 'must be a mapping with nodes and edges' }] },
      ],
    ],
    [
      'nodes are no list, and an edge names no node',
      file({ graph: { nodes: { a: 1 }, edges: [{ source: 's' }] } }),
      [
        'DSL_SCHEMA',
        {
          problems: [
            { path: 'workflow.graph.nodes', message: 'must be a list' },
            { path: 'workflow.graph.edges[0].target', message: 'must be the id of a node' },
          ],
        },
      ],
    ],
  ])('says so when %s', (_, tree, error) => {
    expect(errorOf(tree)).toEqual(error)
  })

  it('keeps nodes of unknown types whole, and notes beside them', () => {
    const tool = {
      id: 't',
      type: 'custom',
      position: { x: 1, y: 1 },
      data: { type: 'quantum', title: 'T', a: { b: [null] } },
    }
    const note = {
      id: 'n',
      type: 'custom-note',
      position: { x: 1, y: 1 },
      data: { type: '', title: '', text: 'x' },
    }
    const tree = file({ graph: { nodes: [start, tool, note, end], edges: [edge] } })
    const { app, report } = imported(tree)
    expect(app.graph.nodes[1]).toMatchObject({ type: 'quantum', title: 'T', config: tool.data })
    expect(app.graph.nodes[2]).toMatchObject({ type: NOTE_TYPE, config: note.data })
    expect(report.nodes.map((node) => node.outcome)).toEqual(['mapped', 'kept', 'mapped', 'mapped'])
    expect(parse(exportDify(app))).toEqual(tree)
  })

  it('says which node is understood only roughly', () => {
    const field = { variable: 'a', label: 'A', type: 'external_data_tool', required: true }
    const tree = file({
      graph: { nodes: [{ ...start, data: { ...(start.data as object), variables: [field] } }], edges: [] },
    })
    const { app, report } = imported(tree)
    expect(report.nodes).toEqual([
      {
        nodeId: 's',
        type: 'start',
        outcome: 'approximated',
        detail: 'the field type external_data_tool is asked as a text',
      },
    ])
    expect(parse(exportDify(app))).toEqual(tree)
  })

  it('reads error strategies and retries, and writes them back', () => {
    const data = {
      type: 'code',
      title: 'C',
      code: 'x',
      code_language: 'python3',
      variables: [],
      outputs: {},
      error_strategy: 'default-value',
      default_value: [
        { key: 'n', type: 'number', value: '12' },
        { key: 'o', type: 'object', value: '{"a":1}' },
        { key: 's', type: 'string', value: '12' },
        { key: 'bad', type: 'number', value: 'twelve' },
      ],
      retry_config: { retry_enabled: true, max_retries: 2, retry_interval: 500 },
    }
    const tree = file({ graph: { nodes: [{ ...start, id: 'c', data }], edges: [] } })
    const { app } = imported(tree)
    expect(app.graph.nodes[0]).toMatchObject({
      errorStrategy: {
        type: 'default-value',
        values: [
          { key: 'n', type: 'number', value: 12 },
          { key: 'o', type: 'object', value: { a: 1 } },
          { key: 's', type: 'string', value: '12' },
          { key: 'bad', type: 'number', value: 'twelve' },
        ],
      },
      retry: { enabled: true, maxRetries: 2, intervalMs: 500 },
    })
    expect(parse(exportDify(app))).toEqual(tree)
  })

  it('finds the container of a child by either way of saying it', () => {
    const box = { ...start, id: 'box', data: { type: 'iteration', title: 'Box' } }
    const child = (id: string, extra: JsonObject, data: JsonObject) => ({
      ...start,
      id,
      ...extra,
      data: { type: 'tool', title: id, ...data },
    })
    const nodes = [
      box,
      child('a', { parentId: 'box' }, {}),
      child('b', {}, { isInIteration: true, iteration_id: 'box' }),
    ]
    const tree = file({ graph: { nodes, edges: [] } })
    const { app } = imported(tree)
    expect(app.graph.nodes.map((node) => node.parentId)).toEqual([undefined, 'box', 'box'])
    expect(parse(exportDify(app))).toEqual(tree)
  })

  it('reads features and variables', () => {
    const tree = file({
      features: {
        opening_statement: 'Hi',
        suggested_questions: ['?'],
        retriever_resource: { enabled: false },
        x: 1,
      },
      conversation_variables: [
        { id: 'c', name: 'seen', value_type: 'array[string]', value: ['a'], extra: true },
      ],
      environment_variables: [{ id: 'e', name: 'N', value_type: 'number', value: 3, description: 'd' }],
    })
    const { app } = imported(tree)
    expect(app.features).toMatchObject({
      openingStatement: 'Hi',
      suggestedQuestions: ['?'],
      citations: false,
    })
    expect(app.conversationVariables).toMatchObject([
      { id: 'c', name: 'seen', type: 'array[string]', value: ['a'] },
    ])
    expect(app.environmentVariables).toMatchObject([
      { id: 'e', name: 'N', type: 'number', value: 3, description: 'd' },
    ])
    expect(parse(exportDify(app))).toEqual(tree)
  })
})

describe('secrets of a file', () => {
  const canary = 'sk-canary-0123456789'
  const http = {
    id: 'h',
    type: 'custom',
    position: { x: 1, y: 1 },
    data: {
      type: 'http-request',
      title: 'H',
      url: 'https://example.com',
      headers: `Authorization: Bearer ${canary}-2`,
      params: '',
      authorization: { type: 'api-key', config: { type: 'bearer', api_key: `${canary}-1` } },
    },
  }
  const tree = file({
    graph: { nodes: [start, http, end], edges: [edge] },
    environment_variables: [
      {
        id: 'k',
        name: 'KEY',
        value_type: 'secret',
        value: `${canary}-3`,
        description: '',
        selector: ['env', 'KEY'],
      },
    ],
  })
  const result = imported(tree)

  it('leave the app and come apart', () => {
    expect(JSON.stringify(result.app)).not.toContain(canary)
    expect(JSON.stringify(result.report)).not.toContain(canary)
    expect(result.secrets).toEqual({
      'app.KEY': `${canary}-3`,
      'app.HTTP_KEY_1': `Bearer ${canary}-2`,
      'app.HTTP_KEY_2': `${canary}-1`,
    })
  })

  it('become references that a run can resolve', () => {
    expect(
      result.app.environmentVariables.map(({ name, type, value, secretName }) => [
        name,
        type,
        value,
        secretName,
      ]),
    ).toEqual([
      ['KEY', 'secret', '', 'app.KEY'],
      ['HTTP_KEY_1', 'secret', '', 'app.HTTP_KEY_1'],
      ['HTTP_KEY_2', 'secret', '', 'app.HTTP_KEY_2'],
    ])
    expect(result.app.graph.nodes[1]?.config).toMatchObject({
      headers: [{ key: 'Authorization', value: '{{#env.HTTP_KEY_1#}}' }],
      authorization: { type: 'bearer', apiKey: '{{#env.HTTP_KEY_2#}}' },
    })
  })

  it('are empty in an export, and come back where they were when asked for', () => {
    const bare = exportDify(result.app, { secrets: result.secrets })
    expect(bare).not.toContain(canary)
    expect(parse(bare)).toMatchObject({
      workflow: {
        environment_variables: [{ name: 'KEY', value: '' }],
        graph: {
          nodes: [
            {},
            { data: { headers: 'Authorization: ', authorization: { config: { api_key: '' } } } },
            {},
          ],
        },
      },
    })
    expect(parse(exportDify(result.app, { includeSecrets: true, secrets: result.secrets }))).toEqual(tree)
  })

  it('are variables of their own in an export once something else uses them', () => {
    const answer = {
      id: 'x',
      type: 'answer',
      title: 'X',
      position: { x: 0, y: 0 },
      config: { answer: '{{#env.HTTP_KEY_1#}}' },
    }
    const { graph } = result.app
    const app: App = { ...result.app, graph: { ...graph, nodes: [...graph.nodes, answer] } }
    expect(parse(exportDify(app, { includeSecrets: true, secrets: result.secrets }))).toMatchObject({
      workflow: {
        environment_variables: [
          { name: 'KEY', value: `${canary}-3` },
          { name: 'HTTP_KEY_1', value_type: 'secret', value: `Bearer ${canary}-2` },
        ],
        graph: {
          nodes: [
            {},
            {
              data: {
                headers: 'Authorization: {{#env.HTTP_KEY_1#}}',
                authorization: { config: { api_key: `${canary}-1` } },
              },
            },
            {},
            {},
          ],
        },
      },
    })
  })

  it('are empty when they are asked for but not known', () => {
    expect(exportDify(result.app, { includeSecrets: true })).not.toContain('HTTP_KEY')
  })

  it('do not appear in the error of a file that is refused', () => {
    const broken = file({
      environment_variables: [{ name: { at: canary }, value_type: 'secret', value: canary }],
    })
    expect(JSON.stringify(importDify(writeYaml(broken)))).not.toContain(canary)
  })
})

describe('the address of a trigger', () => {
  it('is exported with the secrets alone', () => {
    const trigger = {
      id: 't',
      type: 'custom',
      position: { x: 0, y: 0 },
      data: {
        type: 'trigger-webhook',
        title: 'T',
        webhook_url: 'https://hook/1',
        webhook_debug_url: 'https://hook/2',
      },
    }
    const tree = file({ graph: { nodes: [trigger, end], edges: [] } })
    const { app } = imported(tree)
    expect(parse(exportDify(app, { includeSecrets: true }))).toEqual(tree)
    expect(exportDify(app)).not.toContain('https://hook')
  })
})

describe('an edited app', () => {
  const tree = file({ unknown: { at: 'workflow' } }, { extra: 1, dependencies: [{ type: 'package' }] })
  const { app } = imported(tree)

  it('exports the edit and still all that nobody touched', () => {
    const [first, ...others] = app.graph.nodes
    if (!first) throw new Error('The file has nodes.')
    const edited: App = {
      ...app,
      name: 'B',
      graph: {
        nodes: [
          { ...first, title: 'Begin', position: { x: 5, y: 6 } },
          ...others.map((node) => ({ ...node })),
        ],
        edges: [],
      },
    }
    expect(parse(exportDify(edited))).toEqual({
      ...tree,
      app: { name: 'B', mode: 'workflow' },
      workflow: {
        unknown: { at: 'workflow' },
        graph: {
          nodes: [
            {
              ...start,
              position: { x: 5, y: 6 },
              positionAbsolute: { x: 5, y: 6 },
              data: { type: 'start', title: 'Begin', variables: [] },
            },
            end,
          ],
          edges: [],
        },
      },
    })
  })
})

describe('an app made here', () => {
  it.each(['workflow', 'chatflow'] as const)('comes back from a file as it was: %s', (mode) => {
    const app = createApp({ id: 'app', mode, name: 'Mine', description: 'For me' })
    const back = imported(parse(exportDify(app)))
    expect(back.report.warnings).toEqual([])
    expect(back.app).toEqual({
      ...app,
      icon: '🤖',
      graph: { ...app.graph, viewport: { x: 0, y: 0, zoom: 1 } },
    })
    expect(validate(back.app, { nodes: builtinNodes })).toEqual([])
  })
})

describe('importDifyGraph', () => {
  const graph = {
    nodes: [
      { id: 'start', data: { type: 'start', variables: [] } },
      { id: 'a', data: { type: 'answer', answer: 'x' } },
    ],
    edges: [{ source: 'start', target: 'a' }],
    more: 1,
  }

  it('reads nodes and edges alone, tells the mode by the response, and writes back the same', () => {
    const result = importDifyGraph(writeYaml(graph), { newId: () => 'app' })
    if (!result.ok) throw new Error(result.error.message)
    const { app } = result.value
    expect(app).toMatchObject({
      mode: 'chatflow',
      graph: {
        nodes: [
          { id: 'start', title: '', position: { x: 80, y: 280 } },
          { id: 'a', position: { x: 384, y: 280 } },
        ],
        edges: [{ id: 'start-source-a-target', sourceHandle: 'source' }],
      },
    })
    expect(parse(exportDifyGraph(app))).toEqual(graph)
    expect(parse(exportDify(app))).toMatchObject({
      kind: 'app',
      version: '0.6.0',
      app: { mode: 'advanced-chat' },
    })
  })

  it('is for graphs only', () => {
    expect(importDifyGraph('app: {}')).toMatchObject({ ok: false, error: { code: 'DSL_NOT_AN_APP' } })
  })
})
