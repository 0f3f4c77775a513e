import { expect, it } from 'vitest'
import { differencesBetween, isDeepEqual } from './differences.ts'
import { testApp, testNode } from './test-app.fixture.ts'

it('lists what two states of an app differ in, and does not count positions', () => {
  const mine = testApp()
  const [start, check, llm, answer] = mine.graph.nodes
  if (!start || !check || !llm || !answer) throw new Error('The test app is not as it was.')
  const theirs = {
    ...mine,
    name: 'Other',
    features: { openingStatement: 'Hi' },
    graph: {
      nodes: [
        { ...start, position: { x: 500, y: 500 } },
        { ...check, config: {} },
        llm,
        answer,
        testNode('extra', 'code', 0, 0),
      ],
      edges: mine.graph.edges.slice(1),
    },
  }
  expect(differencesBetween(mine, theirs)).toEqual([
    { kind: 'name' },
    { kind: 'node-changed', title: 'check' },
    { kind: 'node-only-mine', title: 'fallback' },
    { kind: 'node-only-theirs', title: 'extra' },
    { kind: 'connections' },
    { kind: 'features' },
  ])
})

it('compares JSON whatever the order of keys', () => {
  expect(isDeepEqual({ a: 1, b: [{ c: null }] }, { b: [{ c: null }], a: 1 })).toBe(true)
  expect(isDeepEqual({ a: 1 }, { a: 1, b: undefined })).toBe(false)
  expect(isDeepEqual([1, 2], { 0: 1, 1: 2 })).toBe(false)
})
