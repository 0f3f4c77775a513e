import { expect, it } from 'vitest'
import { autoLayout } from './layout.ts'
import { testApp, testNode, testTypes } from './test-app.fixture.ts'

it('puts every target right of its source, without overlap', () => {
  const app = testApp()
  const places = autoLayout(app, testTypes)
  const at = (id: string): { x: number; y: number } => places.get(id) ?? { x: Number.NaN, y: Number.NaN }
  for (const edge of app.graph.edges) expect(at(edge.target).x).toBeGreaterThan(at(edge.source).x + 232)
  expect(Math.abs(at('llm').y - at('fallback').y)).toBeGreaterThanOrEqual(84)
})

it('gives the same places twice and leaves container children alone', () => {
  const app = testApp()
  const inside = { ...testNode('inner', 'code', 7, 7), parentId: 'llm' }
  const grown = { ...app, graph: { ...app.graph, nodes: [...app.graph.nodes, inside] } }
  const places = autoLayout(grown, testTypes)
  expect(places.has('inner')).toBe(false)
  expect(autoLayout(grown, testTypes)).toEqual(places)
})

it('lays out an empty app', () => {
  expect(autoLayout({ ...testApp(), graph: { nodes: [], edges: [] } }, testTypes)).toEqual(new Map())
})
