import { expect, it } from 'vitest'
import { testApp } from './test-app.fixture.ts'
import { readingOrder, walkFrom } from './walk.ts'

it('reads the graph along its edges, every node once', () => {
  expect(readingOrder(testApp())).toEqual(['start', 'check', 'llm', 'answer', 'fallback'])
})

it('reads a graph whose nodes stand in a circle', () => {
  const app = testApp()
  const edges = [
    ...app.graph.edges,
    { id: 'back', source: 'answer', sourceHandle: 'source', target: 'check', targetHandle: 'target' },
  ]
  expect(readingOrder({ ...app, graph: { ...app.graph, edges } }).toSorted()).toEqual([
    'answer',
    'check',
    'fallback',
    'llm',
    'start',
  ])
})

it('walks along edges to the sides and to neighbours up and down', () => {
  const app = testApp()
  expect([
    walkFrom(app, 'start', 1, 0),
    walkFrom(app, 'llm', -1, 0),
    walkFrom(app, 'llm', 0, 1),
    walkFrom(app, 'start', -1, 0),
  ]).toEqual(['check', 'check', 'fallback', undefined])
})
