import { expect, it } from 'vitest'
import { canConnect, refusalToConnect } from './can-connect.ts'
import { testApp, testNode, testTypes } from './test-app.fixture.ts'

const app = testApp()
const ask = (source: string, target: string, sourceHandle = 'source'): string | undefined =>
  refusalToConnect(app, { source, sourceHandle, target }, testTypes)

it('says why two nodes cannot be connected', () => {
  expect({
    missing: ask('start', 'nobody'),
    self: ask('llm', 'llm'),
    intoStart: ask('llm', 'start'),
    handle: ask('check', 'answer'),
    twice: ask('start', 'check'),
    cycle: ask('answer', 'check'),
    fine: ask('start', 'llm'),
    branch: ask('check', 'answer', 'false'),
  }).toEqual({
    missing: 'node-missing',
    self: 'same-node',
    intoStart: 'no-way-in',
    handle: 'handle-unknown',
    twice: 'already-connected',
    cycle: 'cycle',
    fine: undefined,
    branch: undefined,
  })
})

it('keeps edges inside one container', () => {
  const inside = { ...testNode('inner', 'code', 0, 0), parentId: 'loop' }
  const grown = { ...app, graph: { ...app.graph, nodes: [...app.graph.nodes, inside] } }
  expect(refusalToConnect(grown, { source: 'llm', sourceHandle: 'source', target: 'inner' }, testTypes)).toBe(
    'different-container',
  )
})

it('lets a node of an unknown type be left by the ordinary way', () => {
  const foreign = testNode('foreign', 'agent-v9', 0, 0)
  const grown = { ...app, graph: { ...app.graph, nodes: [...app.graph.nodes, foreign] } }
  expect(canConnect(grown, { source: 'foreign', sourceHandle: 'source', target: 'answer' }, testTypes)).toBe(
    true,
  )
})
