import type { App } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { Change } from '../change.ts'
import { applyPatches } from '../patches.ts'
import { testApp, testEdge, testNode, testTypes } from '../test-app.fixture.ts'
import { addConnectedNode, connect, insertOnEdge } from './edges.ts'
import { addNode, createNode, remove } from './nodes.ts'
import { setConfig, setNodeSettings } from './settings.ts'

const types = testTypes
const apply = (app: App, change: Change): App => applyPatches(app, change.patches).next
const edges = (app: App): readonly string[] =>
  app.graph.edges.map((edge) => `${edge.source}.${edge.sourceHandle}>${edge.target}`).sort()

describe('new nodes', () => {
  it('get a free id that fits references, a free title and a free place', () => {
    const app = { ...testApp(), graph: { nodes: [testNode('LLM', 'llm', 0, 0)], edges: [] } }
    const definition = types.get('llm')
    if (!definition) throw new Error('There is no llm type.')
    const node = createNode(app, { definition, title: 'LLM', position: { x: 0, y: 0 } })
    expect(node).toMatchObject({ title: 'LLM 2', position: { x: 32, y: 32 }, config: definition.defaults })
    expect(node.id).toMatch(/^[A-Za-z0-9_]{1,50}$/)
  })

  it('are joined to the node they grow from', () => {
    const app = testApp()
    const next = apply(
      app,
      addConnectedNode(app, testNode('code', 'code', 0, 0), { source: 'llm', sourceHandle: 'source' }, types),
    )
    expect(edges(next)).toContain('llm.source>code')
  })
})

describe('deleting', () => {
  it('takes the edges along', () => {
    const next = apply(testApp(), remove(testApp(), { nodeIds: ['check'] }))
    expect(edges(next)).toEqual(['llm.source>answer'])
    expect(next.graph.nodes.map((node) => node.id)).toEqual(['start', 'llm', 'answer', 'fallback'])
  })

  it('joins the neighbours when asked to', () => {
    const next = apply(testApp(), remove(testApp(), { nodeIds: ['llm'], heal: true }))
    expect(edges(next)).toEqual(['check.false>fallback', 'check.true>answer', 'start.source>check'])
  })

  it('takes along what lives in a container', () => {
    const app = testApp()
    const inside = { ...testNode('inner', 'code', 0, 0), parentId: 'llm' }
    const grown = apply(app, addNode(app, inside))
    expect(apply(grown, remove(grown, { nodeIds: ['llm'] })).graph.nodes.map((node) => node.id)).toEqual([
      'start',
      'check',
      'answer',
      'fallback',
    ])
  })
})

describe('inserting on an edge', () => {
  it('rewires both sides and makes room downstream', () => {
    const app = testApp()
    const next = apply(
      app,
      insertOnEdge(app, 'llm-source-answer-target', testNode('code', 'code', 0, 0), types),
    )
    expect(edges(next)).toEqual([
      'check.false>fallback',
      'check.true>llm',
      'code.source>answer',
      'llm.source>code',
      'start.source>check',
    ])
    const x = (id: string): number => next.graph.nodes.find((node) => node.id === id)?.position.x ?? 0
    expect(x('code')).toBeGreaterThanOrEqual(x('llm') + 232)
    expect(x('answer')).toBeGreaterThanOrEqual(x('code') + 232)
    expect(x('fallback')).toBe(600)
  })

  it('does nothing for a node without a way in or out', () => {
    const app = { ...testApp(), mode: 'workflow' as const }
    expect(
      insertOnEdge(app, 'llm-source-answer-target', testNode('s', 'start', 0, 0), types).patches,
    ).toEqual([])
    expect(insertOnEdge(app, 'llm-source-answer-target', testNode('e', 'end', 0, 0), types).patches).toEqual(
      [],
    )
  })
})

describe('configuration', () => {
  it('takes the edge of a removed branch along, and the edge of a removed failure branch', () => {
    const app = testApp()
    const branch = [{ id: 'other', logicalOperator: 'and', conditions: [] }]
    expect(edges(apply(app, setConfig(app, 'check', ['cases'], branch, types)))).not.toContain(
      'check.true>llm',
    )

    const failing = apply(app, setNodeSettings(app, 'llm', { errorStrategy: { type: 'fail-branch' } }, types))
    const joined = apply(
      failing,
      connect(failing, { source: 'llm', sourceHandle: 'fail-branch', target: 'fallback' }, types),
    )
    expect(edges(joined)).toContain('llm.fail-branch>fallback')
    const plain = apply(joined, setNodeSettings(joined, 'llm', { errorStrategy: undefined }, types))
    expect(edges(plain)).toEqual(edges(app))
    expect(plain).toEqual(app)
  })

  it('keeps an edge of an imported file whose handle was never known', () => {
    const app = testApp()
    const foreign = {
      ...app,
      graph: { ...app.graph, edges: [...app.graph.edges, testEdge('llm', 'fallback', 'odd')] },
    }
    expect(edges(apply(foreign, setConfig(foreign, 'llm', ['prompt'], [], types)))).toContain(
      'llm.odd>fallback',
    )
  })

  it('makes missing parents of a path', () => {
    const app = testApp()
    const next = apply(app, setConfig(app, 'llm', ['memory', 'window', 'size'], 5, types))
    expect(next.graph.nodes[2]?.config.memory).toEqual({ window: { size: 5 } })
  })
})
