import { expect, it } from 'vitest'
import { containerApp, testApp, testNode } from './test-app.fixture.ts'
import { readingOrder, walkFrom } from './walk.ts'

it('reads the graph along its edges, every node once', () => {
  expect(readingOrder(testApp()).map(({ id }) => id)).toEqual(['start', 'check', 'llm', 'answer', 'fallback'])
})

it('reads a graph whose nodes stand in a circle', () => {
  const app = testApp()
  const edges = [
    ...app.graph.edges,
    { id: 'back', source: 'answer', sourceHandle: 'source', target: 'check', targetHandle: 'target' },
  ]
  const lines = readingOrder({ ...app, graph: { ...app.graph, edges } })
  expect(lines.map(({ id }) => id).toSorted()).toEqual(['answer', 'check', 'fallback', 'llm', 'start'])
})

it('reads what lives in a container right after it, and notes last', () => {
  const app = containerApp()
  const note = testNode('note', 'note', -500, 0)
  const lines = readingOrder({ ...app, graph: { ...app.graph, nodes: [note, ...app.graph.nodes] } })
  expect(lines.map(({ id, depth }) => `${depth} ${id}`)).toEqual([
    '0 start',
    '0 loop',
    '1 loopStart',
    '1 work',
    '1 leave',
    '0 end',
    '0 note',
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
