import { describe, expect, it } from 'vitest'
import {
  type App,
  type AppEdge,
  type AppNode,
  builtinNodes,
  createApp,
  type NodeDefinition,
  validate,
} from '../index.ts'

/** The built-in types, counting every question that is put to them. */
function counted(): { readonly nodes: readonly NodeDefinition[]; asked(): number } {
  let asked = 0
  const nodes = builtinNodes.map((definition): NodeDefinition => {
    const parse: NodeDefinition['config']['safeParse'] = (...parameters) => {
      asked += 1
      return definition.config.safeParse(...parameters)
    }
    const count =
      <T extends readonly unknown[], R>(ask: (...parameters: T) => R) =>
      (...parameters: T): R => {
        asked += 1
        return ask(...parameters)
      }
    return {
      ...definition,
      config: Object.assign(Object.create(definition.config), { safeParse: parse }),
      outputs: count(definition.outputs.bind(definition)),
      uses: count(definition.uses.bind(definition)),
      ...(definition.check ? { check: count(definition.check.bind(definition)) } : {}),
      ...(definition.handles ? { handles: count(definition.handles.bind(definition)) } : {}),
    }
  })
  return { nodes, asked: () => asked }
}

function node(id: string, type: string, config: AppNode['config'], more: Partial<AppNode> = {}): AppNode {
  return { id, type, title: id, position: { x: 0, y: 0 }, config, ...more }
}

function edge(source: string, target: string): AppEdge {
  return { id: `${source}-${target}`, source, sourceHandle: 'source', target, targetHandle: 'target' }
}

function appOf(nodes: readonly AppNode[], edges: readonly AppEdge[]): App {
  const ends = [node('start', 'start', { variables: [] }), node('end', 'end', { outputs: [] })]
  return {
    ...createApp({ id: 'a', mode: 'workflow', name: '' }),
    graph: { nodes: [...ends, ...nodes], edges },
  }
}

const reads = (id: string, ...from: readonly string[]): AppNode =>
  node(id, 'template-transform', {
    template: 'x',
    variables: from.map((source, index) => ({ variable: `v${index}`, selector: [source, 'output'] })),
  })

const chooses = (id: string, from: string): AppNode =>
  node(id, 'variable-aggregator', { outputType: 'any', variables: [[from, 'output']] })

const names = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `t${index}`)

const chain = (ids: readonly string[]): readonly AppEdge[] => [
  edge('start', ids[0] ?? 'end'),
  ...ids.slice(1).map((id, index) => edge(ids[index] ?? '', id)),
  edge(ids.at(-1) ?? 'start', 'end'),
]

const SHAPES: Readonly<Record<string, (count: number) => App>> = {
  'a chain in which each reads the one before': (count) =>
    appOf(
      names(count).map((id, index) => (index === 0 ? reads(id) : reads(id, `t${index - 1}`))),
      chain(names(count)),
    ),
  'a chain in which each reads the first and the middle': (count) =>
    appOf(
      names(count).map((id, index) =>
        index <= count / 2 ? reads(id) : reads(id, 't0', `t${Math.floor(count / 2)}`),
      ),
      chain(names(count)),
    ),
  'a fan that one node joins and reads whole': (count) => {
    const ids = names(count)
    return appOf(
      [...ids.map((id) => reads(id)), reads('join', ...ids)],
      [...ids.flatMap((id) => [edge('start', id), edge(id, 'join')]), edge('join', 'end')],
    )
  },
  'types that hang on one another, listed backwards': (count) => {
    const ids = names(count)
    const nodes = ids.map((id, index) => (index === 0 ? reads(id) : chooses(id, `t${index - 1}`)))
    return appOf(nodes.toReversed(), chain(ids))
  },
}

describe('validate', () => {
  it.each(Object.entries(SHAPES))('asks node types in proportion to the nodes: %s', (_, shape) => {
    const [small, large] = [250, 500].map((count) => {
      const { nodes, asked } = counted()
      const issues = validate(shape(count), { nodes })
      expect(issues.filter(({ severity }) => severity === 'error')).toEqual([])
      return asked()
    })
    expect(small).toBeGreaterThan(250)
    expect(large).toBeLessThanOrEqual(2.1 * (small ?? 0))
    expect(large).toBeLessThanOrEqual(8 * 502)
  })
})
