import { describe, expect, it } from 'vitest'
import {
  type App,
  type AppNode,
  builtinNodes,
  createApp,
  systemVariables,
  variablesInScope,
} from '../index.ts'

const position = { x: 0, y: 0 }
const base = createApp({ id: 'a', mode: 'chatflow', name: 'A' })

function template(id: string, parentId?: string): AppNode {
  const config = { template: 'x', variables: [] }
  return { id, type: 'template-transform', title: id, position, config, ...(parentId ? { parentId } : {}) }
}

function edges(...pairs: readonly (readonly [string, string])[]): App['graph']['edges'] {
  return pairs.map(([source, target]) => ({
    id: `${source}-${target}`,
    source,
    sourceHandle: 'source',
    target,
    targetHandle: 'target',
  }))
}

const [start] = base.graph.nodes
if (!start) throw new Error('A new app has a start.')

describe('variablesInScope', () => {
  it('lists what comes before, nearest first, then conversation, environment and system', () => {
    const app: App = {
      ...base,
      graph: {
        nodes: [
          { ...start, config: { variables: [{ variable: 'q', label: 'Q', type: 'file', required: false }] } },
          template('far'),
          template('near'),
          template('here'),
          template('after'),
        ],
        edges: edges(['start', 'far'], ['far', 'near'], ['near', 'here'], ['here', 'after']),
      },
      environmentVariables: [{ id: 'e', name: 'KEY', type: 'secret', value: '', description: 'The key' }],
      conversationVariables: [{ id: 'c', name: 'seen', type: 'array[string]', value: [] }],
    }
    const groups = variablesInScope(app, 'here', builtinNodes)
    expect(
      groups.map(({ kind, id, title, nodeType, fields }) => [kind, id, title, nodeType, fields.length]),
    ).toEqual([
      ['node', 'near', 'near', 'template-transform', 1],
      ['node', 'far', 'far', 'template-transform', 1],
      ['node', 'start', 'Start', 'start', 1],
      ['conversation', 'conversation', 'conversation', undefined, 1],
      ['env', 'env', 'env', undefined, 1],
      ['sys', 'sys', 'sys', undefined, 8],
    ])
    expect(groups[2]?.fields[0]?.fields?.map((field) => field.name)).toContain('mime_type')
    expect(groups[4]?.fields).toEqual([{ name: 'KEY', type: 'secret', description: 'The key' }])
  })

  it('leaves out groups with nothing in them, and everything where the node is unknown', () => {
    expect(variablesInScope(base, 'answer', builtinNodes).map((group) => group.id)).toEqual(['sys'])
    expect(variablesInScope(base, 'nobody', builtinNodes).map((group) => group.id)).toEqual(['sys'])
  })

  it('sees item and index inside an iteration, and through its wall to what comes before', () => {
    const app: App = {
      ...base,
      graph: {
        nodes: [
          start,
          template('before'),
          { id: 'box', type: 'iteration', title: 'Box', position, config: {} },
          { id: 'in', type: 'iteration-start', title: '', position, config: {}, parentId: 'box' },
          template('first', 'box'),
          template('second', 'box'),
        ],
        edges: edges(['start', 'before'], ['before', 'box'], ['in', 'first'], ['first', 'second']),
      },
    }
    expect(
      variablesInScope(app, 'second', builtinNodes).map(({ kind, id, isOpen }) => [kind, id, isOpen]),
    ).toEqual([
      ['container', 'box', true],
      ['node', 'first', undefined],
      ['node', 'before', undefined],
      ['sys', 'sys', undefined],
    ])
  })

  it('offers the error of a node that may fail and go on', () => {
    const failing: AppNode = { ...template('t'), errorStrategy: { type: 'fail-branch' } }
    const app: App = {
      ...base,
      graph: { nodes: [start, failing, template('u')], edges: edges(['start', 't'], ['t', 'u']) },
    }
    expect(variablesInScope(app, 'u', builtinNodes)[0]?.fields).toEqual([
      { name: 'output', type: 'string' },
      { name: 'error_message', type: 'string' },
      { name: 'error_type', type: 'string' },
    ])
  })

  it('ends in a circle, and does not offer a node to itself', () => {
    const app: App = {
      ...base,
      graph: { nodes: [template('t'), template('u')], edges: edges(['t', 'u'], ['u', 't']) },
    }
    expect(variablesInScope(app, 't', builtinNodes).map((group) => group.id)).toEqual(['u', 'sys'])
  })
})

describe('systemVariables', () => {
  it.each([
    ['workflow', ['user_id', 'app_id', 'workflow_id', 'workflow_run_id', 'files', 'timestamp']],
    [
      'chatflow',
      [
        'query',
        'conversation_id',
        'dialogue_count',
        'user_id',
        'app_id',
        'workflow_id',
        'workflow_run_id',
        'files',
      ],
    ],
  ] as const)('of a %s', (mode, names) => {
    expect(systemVariables(mode).map((field) => field.name)).toEqual(names)
  })
})
