import { describe, expect, it } from 'vitest'
import {
  type App,
  type AppEdge,
  type AppMode,
  type AppNode,
  builtinNodes,
  createApp,
  type Environment,
  ISSUE_CODES,
  type Issue,
  iterationNode,
  type JsonObject,
  llmNode,
  loopNode,
  NOTE_TYPE,
  triggerScheduleNode,
  validate,
} from '../index.ts'

const environment: Environment = { nodes: builtinNodes }

function node(id: string, type: string, config: JsonObject = {}, rest: Partial<AppNode> = {}): AppNode {
  return { id, type, title: id.toUpperCase(), position: { x: 0, y: 0 }, config, ...rest }
}

function edge(source: string, target: string, sourceHandle = 'source'): AppEdge {
  return { id: `${source}-${sourceHandle}-${target}`, source, sourceHandle, target, targetHandle: 'target' }
}

function appOf(nodes: readonly AppNode[], edges: readonly AppEdge[], mode: AppMode = 'workflow'): App {
  return { ...createApp({ id: 'a', mode, name: 'A' }), graph: { nodes, edges } }
}

const start = node('start', 'start', {
  variables: [
    { variable: 'text', label: 'Text', type: 'paragraph', required: true },
    { variable: 'n', label: 'N', type: 'number', required: false },
    { variable: 'doc', label: 'Doc', type: 'file', required: false },
  ],
})
const end = node('end', 'end', { outputs: [{ variable: 'out', selector: ['start', 'text'] }] })
const template = (id: string, selector: readonly string[] = ['start', 'text']): AppNode =>
  node(id, 'template-transform', { template: 'x', variables: [{ variable: 'a', selector }] })

function brief(issues: readonly Issue[]): unknown {
  return issues.map(({ severity, code, nodeId, edgeId }) => [severity, code, nodeId ?? edgeId])
}

describe('validate: structure', () => {
  it('finds nothing wrong with a good app', () => {
    expect(
      validate(appOf([start, template('t'), end], [edge('start', 't'), edge('t', 'end')]), environment),
    ).toEqual([])
  })

  it('asks for nodes, then for a start and a response', () => {
    expect(validate(appOf([], []), environment)).toEqual([
      { code: 'GRAPH_EMPTY', severity: 'error', path: ['graph', 'nodes'], params: {} },
    ])
    expect(validate(appOf([node('n', NOTE_TYPE)], []), environment)).toMatchObject([{ code: 'GRAPH_EMPTY' }])
    expect(brief(validate(appOf([start], []), environment))).toEqual([
      ['error', 'RESPONSE_MISSING', undefined],
    ])
    expect(brief(validate(appOf([end], []), environment))).toEqual([
      ['error', 'START_MISSING', undefined],
      ['warning', 'NODE_UNCONNECTED', 'end'],
      ['warning', 'VARIABLE_MISSING', 'end'],
    ])
  })

  it('takes an answer as the response of a chat, and not of a workflow', () => {
    const answer = node('answer', 'answer', { answer: 'hi' })
    const edges = [edge('start', 'answer')]
    expect(validate(appOf([start, answer], edges, 'chatflow'), environment)).toEqual([])
    expect(brief(validate(appOf([start, answer], edges), environment))).toEqual([
      ['error', 'RESPONSE_MISSING', undefined],
      ['error', 'NODE_TYPE_NOT_IN_MODE', 'answer'],
    ])
  })

  it('finds a second start and an id used twice', () => {
    const second = { ...start, id: 'start2' }
    expect(brief(validate(appOf([start, second, end], [edge('start', 'end')]), environment))).toEqual([
      ['error', 'START_DUPLICATE', 'start2'],
    ])
    expect(
      brief(validate(appOf([start, end, template('end')], [edge('start', 'end')]), environment)),
    ).toEqual([['error', 'NODE_ID_DUPLICATE', 'end']])
  })

  it('warns of nodes that no edge and no run comes to, and of their mistakes', () => {
    const issues = validate(
      appOf(
        [start, end, template('alone', ['gone', 'x']), template('after')],
        [edge('start', 'end'), edge('alone', 'after')],
      ),
      environment,
    )
    expect(brief(issues)).toEqual([
      ['warning', 'NODE_UNCONNECTED', 'alone'],
      ['warning', 'NODE_UNREACHABLE', 'after'],
      ['warning', 'VARIABLE_MISSING', 'alone'],
      ['warning', 'VARIABLE_NOT_UPSTREAM', 'after'],
    ])
  })

  it('does not mind notes', () => {
    expect(
      validate(appOf([start, node('n', NOTE_TYPE, { text: 'x' }), end], [edge('start', 'end')]), environment),
    ).toEqual([])
  })

  it('finds edges that hang, repeat, leave by an unknown handle or enter the start', () => {
    const edges = [
      edge('start', 'end'),
      edge('start', 'end'),
      edge('start', 'gone'),
      edge('start', 'end', 'true'),
      edge('end', 'start'),
    ]
    const issues = validate(appOf([start, end], edges), environment).filter((issue) => issue.edgeId)
    expect(issues.map(({ code, severity, path, params }) => [code, severity, path[2], params])).toEqual([
      ['EDGE_DUPLICATE', 'warning', 1, {}],
      ['EDGE_HANGING', 'warning', 2, { node: 'gone' }],
      ['EDGE_HANDLE_UNKNOWN', 'warning', 3, { handle: 'true' }],
      ['EDGE_HANDLE_UNKNOWN', 'error', 4, { handle: 'target' }],
    ])
  })

  it('knows the fail branch only where it is switched on', () => {
    const code = node('code', 'code', {
      language: 'javascript',
      code: 'x',
      variables: [],
      outputs: { r: { type: 'string' } },
    })
    const edges = [edge('start', 'code'), edge('code', 'end', 'fail-branch')]
    expect(brief(validate(appOf([start, code, end], edges), environment))).toEqual([
      ['warning', 'EDGE_HANDLE_UNKNOWN', 'code-fail-branch-end'],
    ])
    const failing: AppNode = { ...code, errorStrategy: { type: 'fail-branch' } }
    expect(validate(appOf([start, failing, end], edges), environment)).toEqual([])
  })

  it('finds each circle once, and not the nodes before, behind or between', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    const edges = [
      edge('start', 'a'),
      edge('a', 'b'),
      edge('b', 'a'),
      edge('b', 'c'),
      edge('c', 'd'),
      edge('d', 'd'),
      edge('d', 'e'),
      edge('e', 'end'),
      edge('start', 'f'),
    ]
    const issues = validate(appOf([start, ...ids.map((id) => template(id)), end], edges), environment)
    expect(issues.filter((issue) => issue.code === 'GRAPH_CYCLE').map((issue) => issue.params.nodes)).toEqual(
      [['a', 'b'], ['d']],
    )
  })

  it('refuses edges across the wall of a container, and looks into containers', () => {
    const box = node('box', 'iteration', {
      ...iterationNode.defaults,
      iteratorSelector: ['sys', 'files'],
      outputSelector: ['child', 'output'],
    })
    const inner = node('boxstart', 'iteration-start', {}, { parentId: 'box' })
    const child: AppNode = { ...template('child', ['box', 'item']), parentId: 'box' }
    const edges = [edge('start', 'box'), edge('box', 'end'), edge('boxstart', 'child'), edge('child', 'end')]
    expect(brief(validate(appOf([start, box, inner, child, end], edges), environment))).toEqual([
      ['error', 'EDGE_CROSSES_CONTAINER', 'child-source-end'],
    ])
  })

  describe('containers', () => {
    const box = (id: string, type: 'iteration' | 'loop', more: Partial<AppNode> = {}): AppNode => {
      const config =
        type === 'loop'
          ? loopNode.defaults
          : { ...iterationNode.defaults, iteratorSelector: ['sys', 'files'] }
      return node(id, type, config, more)
    }
    const inside = (id: string, type: string, parentId: string, config: JsonObject = {}): AppNode =>
      node(id, type, config, { parentId })
    const around = [edge('start', 'box'), edge('box', 'end')]
    const codes = (nodes: readonly AppNode[], edges: readonly AppEdge[]) =>
      brief(
        validate(appOf([start, ...nodes, end], [...around, ...edges]), environment).filter(
          ({ code }) => !code.startsWith('FIELD'),
        ),
      )

    it('must have a beginning inside', () => {
      expect(codes([box('box', 'loop')], [])).toEqual([['error', 'CONTAINER_START_MISSING', 'box']])
      const named: AppNode = box('box', 'loop')
      const old = { ...named, config: { ...named.config, startNodeId: 'first' } }
      expect(codes([old, { ...template('first'), parentId: 'box' }], [])).toEqual([])
    })

    it('hold no roots, and other nodes of the top only with a warning', () => {
      const nodes = [
        box('box', 'loop'),
        inside('in', 'loop-start', 'box'),
        inside('again', 'start', 'box', { variables: [] }),
        inside('stop', 'end', 'box', { outputs: [] }),
      ]
      expect(codes(nodes, [edge('in', 'stop')])).toEqual([
        ['warning', 'NODE_NOT_IN_CONTAINER', 'again'],
        ['warning', 'NODE_NOT_IN_CONTAINER', 'stop'],
      ])
    })

    it('may hold one another, with a warning', () => {
      const nodes = [
        box('box', 'loop'),
        inside('in', 'loop-start', 'box'),
        box('inner', 'loop', { parentId: 'box' }),
        inside('in2', 'loop-start', 'inner'),
      ]
      expect(codes(nodes, [edge('in', 'inner')])).toEqual([['warning', 'CONTAINER_NESTED', 'inner']])
    })

    it('are where a loop ends, and what lives in a node must live in a container', () => {
      const lost: AppNode = { ...template('lost'), parentId: 'nobody' }
      const nodes = [box('box', 'loop'), inside('in', 'loop-start', 'box'), node('stop', 'loop-end'), lost]
      const edges = [edge('in', 'in-loop'), edge('start', 'stop'), edge('start', 'lost')]
      expect(codes([...nodes, inside('in-loop', 'loop-end', 'box')], edges)).toEqual([
        ['error', 'EDGE_CROSSES_CONTAINER', 'start-source-lost'],
        ['error', 'NODE_OUTSIDE_CONTAINER', 'stop'],
        ['error', 'NODE_OUTSIDE_CONTAINER', 'lost'],
      ])
    })
  })

  it('lets several triggers begin, and a form beside them only with a warning', () => {
    const trigger = (id: string) => node(id, 'trigger-schedule', triggerScheduleNode.defaults)
    const starts = (nodes: readonly AppNode[]) => {
      const edges = nodes.filter(({ id }) => id !== 'end').map(({ id }) => edge(id, 'end'))
      return brief(validate(appOf(nodes, edges), environment).filter(({ code }) => code.startsWith('START')))
    }
    expect(starts([trigger('a'), trigger('b'), end])).toEqual([])
    expect(starts([start, trigger('a'), end])).toEqual([['warning', 'START_DUPLICATE', 'a']])
  })

  it('does not ask for a response where only triggers begin', () => {
    const trigger = node('a', 'trigger-schedule', triggerScheduleNode.defaults)
    expect(brief(validate(appOf([trigger], []), environment))).toContainEqual([
      'warning',
      'RESPONSE_MISSING',
      undefined,
    ])
  })

  it('refuses ids and names that could reach a prototype', () => {
    const app: App = {
      ...appOf([start, node('__proto__', NOTE_TYPE), end], [edge('start', 'end')]),
      environmentVariables: [
        { id: '1', name: '__proto__', type: 'string', value: '' },
        { id: '2', name: 'A', type: 'string', value: '' },
        { id: '3', name: 'A', type: 'string', value: '' },
      ],
      conversationVariables: [{ id: '4', name: 'no good', type: 'string', value: '' }],
    }
    expect(validate(app, environment).map(({ code, path }) => [code, ...path])).toEqual([
      ['NAME_INVALID'],
      ['NAME_INVALID', 'environmentVariables', 0, 'name'],
      ['NAME_DUPLICATE', 'environmentVariables', 2, 'name'],
      ['NAME_INVALID', 'conversationVariables', 0, 'name'],
    ])
  })
})

describe('validate: nodes', () => {
  const edges = [edge('start', 'x'), edge('x', 'end')]
  const of = (x: AppNode, extra: Partial<Environment> = {}): readonly Issue[] =>
    validate(appOf([start, x, end], edges), { ...environment, ...extra })

  it('refuses a type that is not here', () => {
    expect(of(node('x', 'teleport', { any: 1 }))).toEqual([
      { code: 'NODE_TYPE_UNKNOWN', severity: 'error', nodeId: 'x', path: [], params: { type: 'teleport' } },
    ])
  })

  it('names every wrong place of a config', () => {
    const issues = of(
      node('x', 'template-transform', { template: 1, variables: [{ variable: 'a', selector: [2] }] }),
    )
    expect(issues.map(({ code, severity, path }) => [code, severity, path])).toEqual([
      ['CONFIG_INVALID', 'error', ['template']],
      ['CONFIG_INVALID', 'error', ['variables', 0, 'selector', 0]],
    ])
  })

  it('passes on what the type itself finds, with the environment', () => {
    const llm = node('x', 'llm', {
      model: { provider: 'p', name: 'm', mode: 'chat', parameters: {} },
      prompt: [{ role: 'user', text: 'hi' }],
      jinjaVariables: [],
      context: { enabled: false, selector: [] },
      vision: { enabled: false },
    })
    expect(of(llm)).toEqual([])
    expect(of(llm, { models: [] })).toEqual([
      {
        code: 'MODEL_UNKNOWN',
        severity: 'error',
        nodeId: 'x',
        path: ['model'],
        params: { provider: 'p', model: 'm' },
      },
    ])
  })

  it('warns of default values that are no outputs', () => {
    const strategy = { type: 'default-value', values: [{ key: 'nope', type: 'string', value: '' }] } as const
    expect(of({ ...template('x'), errorStrategy: strategy })).toEqual([
      {
        code: 'FIELD_INVALID',
        severity: 'warning',
        nodeId: 'x',
        path: ['errorStrategy', 'values', 0, 'key'],
        params: { key: 'nope' },
      },
    ])
  })

  it.each([
    ['number', 'a few', false],
    ['number', '', false],
    ['number', '3.5', true],
    ['number', 3, true],
    ['array[string]', 'a, b', false],
    ['array[string]', '["a"]', true],
    ['object', '[]', false],
    ['boolean', 'true', true],
    ['boolean', 'yes', false],
    ['string', '', true],
  ] as const)('reads a default value of type %s: %j', (type, value, isFine) => {
    const strategy = { type: 'default-value', values: [{ key: 'output', type, value }] } as const
    expect(of({ ...template('x'), errorStrategy: strategy })).toMatchObject(
      isFine
        ? []
        : [
            {
              code: 'FIELD_INVALID',
              severity: 'warning',
              path: ['errorStrategy', 'values', 0, 'value'],
              params: { key: 'output', type },
            },
          ],
    )
  })

  it('warns when two ends give the same output in different types', () => {
    const other = node('end2', 'end', { outputs: [{ variable: 'out', selector: ['start', 'n'] }] })
    expect(
      validate(appOf([start, end, other], [edge('start', 'end'), edge('start', 'end2')]), environment),
    ).toEqual([
      {
        code: 'NAME_DUPLICATE',
        severity: 'warning',
        nodeId: 'end2',
        path: ['outputs', 0, 'variable'],
        params: { name: 'out', type: 'number', other: 'string' },
      },
    ])
  })
})

describe('validate: variables', () => {
  const ask = (selector: readonly string[], operator = 'empty'): readonly (readonly unknown[])[] => {
    const ifElse = node('if', 'if-else', {
      cases: [
        { id: 'true', logicalOperator: 'and', conditions: [{ id: 'c', selector, operator, value: '' }] },
      ],
    })
    const nodes = [start, template('before'), ifElse, template('beside'), end]
    const edges = [
      edge('start', 'before'),
      edge('before', 'if'),
      edge('start', 'beside'),
      edge('if', 'end', 'true'),
    ]
    const app: App = {
      ...appOf(nodes, edges),
      environmentVariables: [{ id: 'e', name: 'KEY', type: 'secret', value: '', secretName: 's' }],
    }
    return validate(app, environment).map(({ code, severity, path }) => [code, severity, ...path])
  }
  const path = ['cases', 0, 'conditions', 0, 'selector']

  it.each([
    [['start', 'text']],
    [['before', 'output']],
    [['start', 'doc', 'extension']],
    [['sys', 'timestamp']],
    [['env', 'KEY']],
  ])('%j can be read', (selector) => {
    expect(ask(selector)).toEqual([])
  })

  it.each([
    [[], 'FIELD_REQUIRED'],
    [['start'], 'VARIABLE_MISSING'],
    [['gone', 'text'], 'VARIABLE_MISSING'],
    [['start', 'gone'], 'VARIABLE_MISSING'],
    [['env', 'GONE'], 'VARIABLE_MISSING'],
    [['sys', 'query'], 'VARIABLE_MISSING'],
    [['conversation', 'x'], 'VARIABLE_MISSING'],
    [['beside', 'output'], 'VARIABLE_NOT_UPSTREAM'],
    [['end', 'out'], 'VARIABLE_NOT_UPSTREAM'],
    [['if', 'result'], 'VARIABLE_NOT_UPSTREAM'],
  ])('%j is a %s', (selector, code) => {
    expect(ask(selector)).toEqual([[code, 'error', ...path]])
  })

  it('checks the type where a node can work with some only', () => {
    const search = (query: readonly string[]) =>
      node('kb', 'knowledge-retrieval', {
        query,
        knowledgeIds: ['k'],
        retrievalMode: 'multiple',
        multiple: { topK: 3, rerankingEnabled: false },
        metadataFiltering: { mode: 'disabled' },
      })
    const issues = (query: readonly string[]) =>
      validate(appOf([start, search(query), end], [edge('start', 'kb'), edge('kb', 'end')]), environment)
    expect(issues(['start', 'text'])).toEqual([])
    expect(issues(['start', 'n'])).toEqual([
      {
        code: 'VARIABLE_TYPE',
        severity: 'error',
        nodeId: 'kb',
        path: ['query'],
        params: { selector: ['start', 'n'], type: 'number', wanted: ['string'] },
      },
    ])
  })

  it('only warns where a text can do without the variable', () => {
    const answer = node('answer', 'answer', { answer: '{{#gone.text#}} {{#sys.query#}}' })
    expect(
      brief(validate(appOf([start, answer], [edge('start', 'answer')], 'chatflow'), environment)),
    ).toEqual([['warning', 'VARIABLE_MISSING', 'answer']])
  })

  it('lets nodes of unknown types have any output', () => {
    const nodes = [start, node('odd', 'odd'), template('t', ['odd', 'whatever']), end]
    const edges = [edge('start', 'odd'), edge('odd', 't'), edge('t', 'end')]
    expect(brief(validate(appOf(nodes, edges), environment))).toEqual([['error', 'NODE_TYPE_UNKNOWN', 'odd']])
  })

  it('ends on aggregators that take their type from one another', () => {
    const aggregator = (id: string, other: string) =>
      node(id, 'variable-aggregator', { outputType: 'any', variables: [[other, 'output']] })
    const nodes = [start, aggregator('a', 'b'), aggregator('b', 'a'), end]
    const edges = [edge('start', 'a'), edge('a', 'b'), edge('b', 'a'), edge('b', 'end')]
    expect(brief(validate(appOf(nodes, edges), environment))).toEqual([['error', 'GRAPH_CYCLE', 'a']])
  })
})

describe('validate: what the environment knows', () => {
  it('tells a model without its key from one that is not there', () => {
    const model = { provider: 'p', name: 'm', mode: 'chat', parameters: {} }
    const nodes = [
      start,
      node('llm', 'llm', { ...llmNode.defaults, model, prompt: [{ role: 'user', text: 'x' }] }),
      end,
    ]
    const app = appOf(nodes, [edge('start', 'llm'), edge('llm', 'end')])
    const issues = (models: NonNullable<Environment['models']>) =>
      brief(validate(app, { ...environment, models }))
    expect(issues([{ provider: 'p', model: 'm', kind: 'chat' }])).toEqual([])
    expect(issues([{ provider: 'p', model: 'm', kind: 'chat', hasKey: false }])).toEqual([
      ['error', 'MODEL_KEY_MISSING', 'llm'],
    ])
    expect(issues([])).toEqual([['error', 'MODEL_UNKNOWN', 'llm']])
  })

  it('reads code where something is there to read it', () => {
    const code = node('code', 'code', {
      language: 'javascript',
      code: 'function main( {',
      variables: [],
      outputs: { r: { type: 'string' } },
    })
    const app = appOf([start, code, end], [edge('start', 'code'), edge('code', 'end')])
    const checkCode = (language: string, text: string) =>
      text.includes('( {') ? { message: `${language}: no`, line: 1 } : undefined
    expect(validate(app, { ...environment, checkCode })).toEqual([
      {
        code: 'CODE_SYNTAX',
        severity: 'error',
        nodeId: 'code',
        path: ['code'],
        params: { reason: 'javascript: no', line: 1 },
      },
    ])
    expect(validate(app, environment)).toEqual([])
  })
})

describe('validate: size', () => {
  it('checks a chain of 2,000 nodes in which each reads the first, without hanging', () => {
    const nodes = Array.from({ length: 2_000 }, (_, index) => template(`t${index}`))
    const edges = nodes.map((each, index) => edge(index === 0 ? 'start' : `t${index - 1}`, each.id))
    const startedAt = performance.now()
    expect(validate(appOf([start, ...nodes, end], [...edges, edge('t1999', 'end')]), environment)).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(30_000)
  })
})

it('every issue code is listed once', () => {
  expect(new Set(ISSUE_CODES).size).toBe(ISSUE_CODES.length)
})
