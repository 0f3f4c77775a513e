import { describe, expect, it } from 'vitest'
import {
  type AgentConfig,
  agentNode,
  builtinNodes,
  createNode,
  type Environment,
  type HttpRequestConfig,
  httpRequestNode,
  type NodeDefinition,
  type ToolConfig,
  type ToolFace,
  toolNode,
} from '../index.ts'

function check<Config>(
  definition: NodeDefinition<Config>,
  config: Config,
  extra: Partial<Environment> = {},
): unknown {
  const node = { id: 'n', type: definition.type, title: '', position: { x: 0, y: 0 }, config: {} }
  return definition.check?.(config, { node, environment: { nodes: builtinNodes, ...extra } })
}

const search: ToolFace = {
  providerType: 'builtin',
  provider: 'web',
  tool: 'search',
  description: 'Searches the web',
  parameters: { type: 'object', properties: { query: { type: 'string' } }, required: ['query'] },
}

describe('http-request', () => {
  const good: HttpRequestConfig = { ...httpRequestNode.defaults, url: 'https://example.org' }

  it('tries three times in a new node', () => {
    const node = createNode(httpRequestNode, { id: 'h', title: 'H', position: { x: 0, y: 0 } })
    expect(node.retry).toEqual({ enabled: true, maxRetries: 3, intervalMs: 100 })
  })

  it('wants an address by http or https, a known method, and a key where it says so', () => {
    expect(check(httpRequestNode, good)).toEqual([])
    expect(check(httpRequestNode, { ...good, url: '{{#start.url#}}' })).toEqual([])
    expect(check(httpRequestNode, { ...good, url: '' })).toEqual([{ code: 'FIELD_REQUIRED', path: ['url'] }])
    expect(check(httpRequestNode, { ...good, url: 'ftp://example.org' })).toEqual([
      { code: 'FIELD_INVALID', path: ['url'] },
    ])
    expect(check(httpRequestNode, { ...good, method: 'TRACE' })).toEqual([
      { code: 'FIELD_INVALID', path: ['method'], params: { method: 'TRACE' } },
    ])
    expect(
      check(httpRequestNode, { ...good, authorization: { type: 'bearer', apiKey: '', header: '' } }),
    ).toEqual([{ code: 'FIELD_REQUIRED', path: ['authorization', 'apiKey'] }])
  })

  it('warns of a key that stands in the app, but not of a reference', () => {
    const withKey = (apiKey: string): HttpRequestConfig => ({
      ...good,
      authorization: { type: 'basic', apiKey, header: '' },
    })
    expect(check(httpRequestNode, withKey('ann:secret'))).toEqual([
      { code: 'SECRET_EXPOSED', severity: 'warning', path: ['authorization', 'apiKey'] },
    ])
    expect(check(httpRequestNode, withKey('ann:{{#env.PASSWORD#}}'))).toEqual([])
  })

  it('names every variable that it reads and where', () => {
    const config: HttpRequestConfig = {
      ...good,
      url: 'https://{{#a.host#}}/',
      headers: [{ key: 'X', value: '{{#a.h#}}' }],
      params: [{ key: '{{#a.k#}}', value: '' }],
      authorization: { type: 'bearer', apiKey: '{{#env.KEY#}}', header: '' },
      body: {
        type: 'form-data',
        fields: [
          { key: 'f', type: 'file', file: ['a', 'doc'] },
          { key: 't', type: 'text', value: '{{#a.t#}}' },
        ],
      },
    }
    expect(
      httpRequestNode.uses(config).map(({ selector, path }) => [selector.join('.'), path.join('.')]),
    ).toEqual([
      ['a.host', 'url'],
      ['a.h', 'headers.0.value'],
      ['a.k', 'params.0.key'],
      ['env.KEY', 'authorization.apiKey'],
      ['a.doc', 'body.fields.0.file'],
      ['a.t', 'body.fields.1.value'],
    ])
  })

  it.each([
    [{ type: 'raw-text', text: '{{#a.x#}}' }],
    [{ type: 'json', text: '{"a": "{{#a.x#}}"}' }],
    [{ type: 'binary', file: ['a', 'x'] }],
    [{ type: 'x-www-form-urlencoded', fields: [{ key: 'k', value: '{{#a.x#}}' }] }],
  ] satisfies [HttpRequestConfig['body']][])('reads the variables of %j', (body) => {
    expect(httpRequestNode.uses({ ...good, body }).map(({ selector }) => selector)).toEqual([['a', 'x']])
  })
})

describe('tool', () => {
  const good: ToolConfig = {
    ...toolNode.defaults,
    provider: 'web',
    tool: 'search',
    parameters: { query: { type: 'mixed', value: '{{#sys.query#}}' } },
  }

  it('wants a tool that exists, with what the tool requires', () => {
    const tools = [search]
    expect(check(toolNode, toolNode.defaults)).toEqual([{ code: 'TOOL_MISSING', path: ['tool'] }])
    expect(check(toolNode, good)).toEqual([])
    expect(check(toolNode, good, { tools })).toEqual([])
    expect(check(toolNode, { ...good, tool: 'sing' }, { tools })).toEqual([
      { code: 'TOOL_UNKNOWN', path: ['tool'], params: { provider: 'web', tool: 'sing' } },
    ])
    expect(check(toolNode, { ...good, parameters: {} }, { tools })).toEqual([
      { code: 'FIELD_REQUIRED', path: ['parameters', 'query'], params: { name: 'query' } },
    ])
    const app: ToolConfig = { ...good, providerType: 'workflow', provider: 'app-1', tool: '' }
    expect(check(toolNode, app, { tools })).toEqual([])
  })

  it('leaves text, files and json, and what its output schema names', () => {
    const outputSchema = {
      type: 'object',
      properties: { price: { type: 'number' }, text: { type: 'number' } },
    }
    expect(toolNode.outputs({ ...good, outputSchema }).map(({ name, type }) => [name, type])).toEqual([
      ['text', 'string'],
      ['files', 'array[file]'],
      ['json', 'array[object]'],
      ['price', 'number'],
    ])
  })

  it('reads variables of every kind of parameter', () => {
    const config: ToolConfig = {
      ...good,
      parameters: {
        a: { type: 'variable', value: ['x', 'a'] },
        b: { type: 'mixed', value: 'see {{#x.b#}}' },
        c: { type: 'constant', value: 5 },
      },
      settings: { d: { type: 'constant', value: '{{#env.KEY#}}' } },
    }
    expect(toolNode.uses(config).map(({ selector, path }) => [selector.join('.'), path.join('.')])).toEqual([
      ['x.a', 'parameters.a.value'],
      ['x.b', 'parameters.b.value'],
      ['env.KEY', 'settings.d.value'],
    ])
  })
})

describe('agent', () => {
  const tool = { ...search, enabled: true, label: 'Search', parameters: {}, settings: {} }
  const { description: _, parameters: __, ...reference } = search
  const good: AgentConfig = {
    ...agentNode.defaults,
    model: { provider: 'p', name: 'm', mode: 'chat', parameters: {} },
    query: '{{#sys.query#}}',
    tools: [{ ...reference, enabled: true, label: tool.label, parameters: {}, settings: {} }],
  }

  it('wants a strategy, a model, a question and tools that exist', () => {
    expect(check(agentNode, good, { tools: [search] })).toEqual([])
    expect(check(agentNode, { ...agentNode.defaults, strategy: 'x' }, { tools: [] })).toEqual([
      { code: 'AGENT_STRATEGY_UNKNOWN', path: ['strategy'], params: { strategy: 'x' } },
      { code: 'MODEL_MISSING', path: ['model'] },
      { code: 'FIELD_REQUIRED', path: ['query'] },
    ])
    expect(check(agentNode, good, { tools: [] })).toEqual([
      { code: 'TOOL_UNKNOWN', path: ['tools', 0], params: { provider: 'web', tool: 'search' } },
    ])
  })

  it('does not mind a missing tool that is switched off', () => {
    const tools = good.tools.map((each) => ({ ...each, enabled: false }))
    expect(check(agentNode, { ...good, tools }, { tools: [] })).toEqual([])
  })
})
