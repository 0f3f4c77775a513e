import { expect, it } from 'vitest'
import { FRAME, NODE_WIDTH } from './frame.ts'
import { autoLayout } from './layout.ts'
import { containerApp, testApp, testNode, testTypes } from './test-app.fixture.ts'

it('puts every target right of its source, without overlap', () => {
  const app = testApp()
  const { positions } = autoLayout(app, testTypes)
  const at = (id: string): { x: number; y: number } => positions.get(id) ?? { x: Number.NaN, y: Number.NaN }
  for (const edge of app.graph.edges) expect(at(edge.target).x).toBeGreaterThan(at(edge.source).x + 232)
  expect(Math.abs(at('llm').y - at('fallback').y)).toBeGreaterThanOrEqual(84)
})

it('gives the same places twice', () => {
  expect(autoLayout(testApp(), testTypes)).toEqual(autoLayout(testApp(), testTypes))
})

it('lays containers out inside out, fits them, and leaves notes alone', () => {
  const app = containerApp()
  const note = testNode('note', 'note', 5, 5)
  const messy = app.graph.nodes.map((node) => ({ ...node, position: { x: 9, y: 9 } }))
  const { positions, sizes } = autoLayout(
    { ...app, graph: { ...app.graph, nodes: [...messy, note] } },
    testTypes,
  )
  const at = (id: string): { x: number; y: number } => positions.get(id) ?? { x: Number.NaN, y: Number.NaN }
  const frame = sizes.get('loop') ?? { width: 0, height: 0 }
  expect(positions.has('note')).toBe(false)
  expect([at('loopStart').x < at('work').x, at('work').x < at('leave').x]).toEqual([true, true])
  expect(at('loopStart').y).toBeGreaterThanOrEqual(FRAME.top)
  expect(frame.width).toBe(at('leave').x + NODE_WIDTH + FRAME.end)
  expect(at('end').x).toBeGreaterThan(at('loop').x + frame.width)
})

it('lays out an empty app', () => {
  const empty = { ...testApp(), graph: { nodes: [], edges: [] } }
  expect(autoLayout(empty, testTypes)).toEqual({ positions: new Map(), sizes: new Map() })
})
