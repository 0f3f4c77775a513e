import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { type AppNode, builtinNodes, type JsonObject, NOTE_TYPE, validate } from '../index.ts'
import { type DifyImport, exportDify, importDify } from './index.ts'

// What files of older versions of Dify are like, one test for each thing.

const at = { x: 0, y: 0 }
const start: JsonObject = {
  id: 's',
  type: 'custom',
  position: at,
  data: { type: 'start', title: 'S', variables: [] },
}
const end: JsonObject = {
  id: 'e',
  type: 'custom',
  position: at,
  data: { type: 'end', title: 'E', outputs: [] },
}

const node = (id: string, data: JsonObject, more: JsonObject = {}): JsonObject => ({
  id,
  type: 'custom',
  position: at,
  data: { title: id, ...data },
  ...more,
})

function file(
  nodes: readonly JsonObject[],
  edges: readonly JsonObject[] = [],
  top: JsonObject = {},
): JsonObject {
  return {
    app: { name: 'Old', mode: 'workflow' },
    version: '0.1.3',
    workflow: { graph: { nodes: [start, ...nodes, end], edges } },
    ...top,
  }
}

/** Reads a file and checks that it comes back as it was. */
function imported(tree: JsonObject): DifyImport & { node(id: string): AppNode | undefined } {
  const result = importDify(stringify(tree), { newId: () => 'app' })
  if (!result.ok) throw new Error(`${result.error.code} ${result.error.message}`)
  const { app, secrets } = result.value
  expect(parse(exportDify(app, { includeSecrets: true, secrets }))).toEqual(tree)
  return { ...result.value, node: (id) => app.graph.nodes.find((each) => each.id === id) }
}

function outcomes({ report }: DifyImport): readonly string[] {
  return report.nodes.map(({ outcome }) => outcome)
}

const model: JsonObject = { provider: 'openai', name: 'gpt-4', mode: 'chat', completion_params: {} }

describe('an old file', () => {
  it('may have no version at all', () => {
    const { version: _, ...tree } = file([])
    expect(imported(tree).report).toMatchObject({ sourceVersion: null, status: 'completed-with-warnings' })
  })

  it('may have no dependencies: its plugins are told from the nodes', () => {
    const tool = {
      type: 'tool',
      provider_id: 'duckduckgo',
      provider_name: 'duckduckgo',
      provider_type: 'builtin',
      tool_name: 'ddgo_search',
    }
    const read = imported(file([node('t', tool), node('l', { type: 'llm', model, prompt_template: [] })]))
    expect(read.report.plugins).toEqual([
      { id: 'langgenius/duckduckgo', use: 'tools', nodeIds: ['t'] },
      { id: 'langgenius/openai', use: 'models', nodeIds: ['l'] },
    ])
    expect(read.report.nodes[1]).toMatchObject({
      outcome: 'needs-plugin',
      needs: [{ kind: 'plugin', id: 'langgenius/duckduckgo' }],
    })
  })

  it('names providers without their organisation, which are the same providers', () => {
    const long = { ...model, provider: 'langgenius/openai/openai' }
    const read = imported(
      file([
        node('a', { type: 'llm', model, prompt_template: [] }),
        node('b', { type: 'llm', model: long, prompt_template: [] }),
      ]),
    )
    expect(read.node('a')?.config.model).toEqual(read.node('b')?.config.model)
  })

  it('has the conditions of an if-else on the node', () => {
    const read = imported(
      file([
        node('i', {
          type: 'if-else',
          logical_operator: 'or',
          conditions: [
            { id: 'c', variable_selector: ['s', 'x'], comparison_operator: 'contains', value: 'a' },
          ],
        }),
      ]),
    )
    expect(read.node('i')?.config).toMatchObject({
      cases: [
        { id: 'true', logicalOperator: 'or', conditions: [{ selector: ['s', 'x'], operator: 'contains' }] },
      ],
    })
    expect(outcomes(read)).toEqual(['mapped', 'mapped', 'mapped'])
  })

  it('has iterations that name their first node instead of an inner start', () => {
    const read = imported(
      file(
        [
          node('box', {
            type: 'iteration',
            start_node_id: 'first',
            startNodeType: 'template-transform',
            iterator_selector: ['sys', 'files'],
            output_selector: ['first', 'output'],
          }),
          node(
            'first',
            {
              type: 'template-transform',
              template: 'x',
              variables: [],
              isInIteration: true,
              iteration_id: 'box',
            },
            { parentId: 'box' },
          ),
        ],
        [
          { id: '1', source: 's', target: 'box' },
          { id: '2', source: 'box', target: 'e' },
        ],
      ),
    )
    expect(read.node('first')?.parentId).toBe('box')
    expect(validate(read.app, { nodes: builtinNodes })).toEqual([])
  })

  it('has assigners without a version, which assign one variable', () => {
    const read = imported(
      file([
        node('a', {
          type: 'assigner',
          assigned_variable_selector: ['conversation', 'seen'],
          input_variable_selector: ['sys', 'query'],
          write_mode: 'append',
        }),
      ]),
    )
    expect(JSON.stringify(read.node('a')?.config)).toContain('append')
    expect(outcomes(read)).toEqual(['mapped', 'mapped', 'mapped'])
  })

  it('calls the aggregator variable-assigner', () => {
    const read = imported(
      file([
        node('v', {
          type: 'variable-assigner',
          output_type: 'string',
          variables: [
            ['s', 'x'],
            ['l', 'text'],
          ],
        }),
      ]),
    )
    expect(read.node('v')).toMatchObject({
      type: 'variable-aggregator',
      config: {
        outputType: 'string',
        variables: [
          ['s', 'x'],
          ['l', 'text'],
        ],
      },
    })
  })

  it('has the body of a request as a text', () => {
    const read = imported(
      file([
        node('h', {
          type: 'http-request',
          method: 'post',
          url: 'https://example.com',
          headers: '',
          params: '',
          authorization: { type: 'no-auth', config: null },
          body: { type: 'json', data: '{"a": "{{#s.x#}}"}' },
        }),
      ]),
    )
    expect(JSON.stringify(read.node('h')?.config)).toContain('{{#s.x#}}')
    expect(outcomes(read)).toEqual(['mapped', 'mapped', 'mapped'])
  })

  it('does not say whether outputs are structured', () => {
    const read = imported(
      file([node('l', { type: 'llm', model, prompt_template: [{ role: 'user', text: 'x' }] })]),
    )
    expect(read.node('l')?.config).not.toHaveProperty('structuredOutput')
  })

  it('has outputs of code without children', () => {
    const read = imported(
      file([
        node('c', {
          type: 'code',
          code_language: 'python3',
          code: 'x',
          variables: [],
          outputs: { r: { type: 'string' } },
        }),
      ]),
    )
    expect(read.node('c')?.config).toMatchObject({ outputs: { r: { type: 'string' } } })
  })

  it('has edges without data, handles and ids', () => {
    const read = imported(file([], [{ source: 's', target: 'e' }]))
    expect(read.app.graph.edges).toMatchObject([
      { id: 's-source-e-target', source: 's', sourceHandle: 'source', target: 'e', targetHandle: 'target' },
    ])
  })

  it('calls the ordinary way out of a node with a fail branch success-branch', () => {
    const code = node('c', {
      type: 'code',
      code_language: 'python3',
      code: 'def main(): return {}',
      variables: [],
      outputs: {},
      error_strategy: 'fail-branch',
    })
    const { app } = imported(
      file(
        [code],
        [
          { id: '1', source: 's', target: 'c' },
          { id: '2', source: 'c', sourceHandle: 'success-branch', target: 'e' },
          { source: 'c', sourceHandle: 'fail-branch', target: 'e' },
        ],
      ),
    )
    expect(app.graph.edges.map(({ sourceHandle }) => sourceHandle)).toEqual([
      'source',
      'source',
      'fail-branch',
    ])
    const codes = validate(app, { nodes: builtinNodes }).map((issue) => issue.code)
    expect(codes).not.toContain('EDGE_HANDLE_UNKNOWN')
  })

  it('has notes without a type', () => {
    const read = imported(
      file([
        node(
          'n',
          { type: '', text: '{}', theme: 'blue', author: 'A', showAuthor: true },
          { type: 'custom-note' },
        ),
      ]),
    )
    expect(read.node('n')?.type).toBe(NOTE_TYPE)
    expect(outcomes(read)).toEqual(['mapped', 'mapped', 'mapped'])
  })

  it('has outputs of an end without types, and types with a capital letter', () => {
    const read = imported(
      file([
        node('o', { type: 'end', outputs: [{ variable: 'r', value_selector: ['s', 'x'] }] }),
        node('c', {
          type: 'code',
          code_language: 'python3',
          code: 'x',
          variables: [],
          outputs: { r: { type: 'Array[String]' } },
        }),
      ]),
    )
    expect(read.node('o')?.config).toEqual({ outputs: [{ variable: 'r', selector: ['s', 'x'] }] })
    expect(read.node('c')?.config).toMatchObject({ outputs: { r: { type: 'array[string]' } } })
  })

  it('has tools without a version, whose parameters follow the old rules', () => {
    const tool = {
      type: 'tool',
      provider_id: 'x',
      provider_name: 'x',
      provider_type: 'api',
      tool_name: 'y',
      tool_configurations: { n: 3 },
      tool_parameters: { q: { type: 'mixed', value: '{{#s.x#}}' } },
    }
    const read = imported(file([node('t', tool)]))
    expect(read.node('t')?.config).toMatchObject({ parameters: { q: { type: 'mixed', value: '{{#s.x#}}' } } })
    expect(read.report.nodes[1]).toMatchObject({ needs: [{ kind: 'api-tool', id: 'x' }] })
  })
})

describe('a key of a tool', () => {
  it.each([
    ['its credentials', { credential_id: 'canary-1' }],
    ['a setting', { tool_configurations: { api_key: 'canary-1' } }],
    ['a parameter', { tool_parameters: { access_token: { type: 'constant', value: 'canary-1' } } }],
  ])('leaves the app and comes back: %s', (_, data) => {
    const tool = {
      type: 'tool',
      provider_id: 'x',
      provider_name: 'x',
      provider_type: 'builtin',
      tool_name: 'y',
    }
    const { app, secrets } = imported(file([node('t', { ...tool, ...data })]))
    expect(JSON.stringify(app)).not.toContain('canary')
    expect(secrets).toEqual({ 'app.TOOL_KEY_1': 'canary-1' })
    expect(exportDify(app, { secrets })).not.toContain('canary')
  })

  it('leaves requests too, wherever it is written', () => {
    const http = {
      type: 'http-request',
      method: 'post',
      url: 'https://example.com/?q=1&api_key=canary-1&x={{#s.y#}}',
      headers: 'X-Api-Key: canary-2',
      params: 'token: canary-3',
      authorization: { type: 'api-key', config: { type: 'bearer', api_key: 'canary-4' } },
      body: { type: 'json', data: [{ type: 'text', value: '{"password": "canary-5", "q": "1"}' }] },
    }
    const { app, secrets } = imported(file([node('h', http)]))
    expect(JSON.stringify(app)).not.toContain('canary')
    expect(Object.values(secrets).toSorted()).toEqual([
      'canary-1',
      'canary-2',
      'canary-3',
      'canary-4',
      'canary-5',
    ])
    expect(exportDify(app, { secrets })).not.toContain('canary')
  })
})
