import type { RunEvent, RunEventBody } from '@skep/client'
import { expect, it } from 'vitest'
import { applyRunEvents, edgeRunOf, emptyRun, nodeRunOf } from './run-view.ts'
import { testApp } from './test-app.fixture.ts'

const app = testApp()
const number = (bodies: readonly RunEventBody[]): readonly RunEvent[] =>
  bodies.map((body, index) => ({ runId: 'run', sequence: index + 1, atMs: index * 10, ...body }))
const ref = (nodeId: string): { nodeId: string; executionId: string } => ({
  nodeId,
  executionId: `${nodeId}-1`,
})
const started = (nodeId: string): RunEventBody => ({
  type: 'node_started',
  nodeType: 'x',
  title: nodeId,
  ...ref(nodeId),
})
const done = (nodeId: string, handle?: string): RunEventBody => ({
  type: 'node_succeeded',
  inputs: {},
  outputs: {},
  durationMs: 5,
  ...(handle ? { handle } : {}),
  ...ref(nodeId),
})

const half = number([
  { type: 'run_started', appId: 'app', inputs: {} },
  started('start'),
  done('start'),
  started('check'),
  done('check', 'true'),
  { type: 'node_skipped', nodeId: 'fallback' },
  started('llm'),
  { type: 'text_chunk', selector: ['llm', 'text'], text: 'Hel', isFinal: false, ...ref('llm') },
  { type: 'text_chunk', selector: ['llm', 'text'], text: 'lo', isFinal: true, ...ref('llm') },
])

it('shows which nodes and edges a run has reached', () => {
  const view = applyRunEvents(emptyRun(), half)
  expect(Object.fromEntries(app.graph.nodes.map((node) => [node.id, nodeRunOf(view, node.id)]))).toEqual({
    start: { status: 'succeeded', durationMs: 5 },
    check: { status: 'succeeded', durationMs: 5 },
    llm: { status: 'running' },
    answer: undefined,
    fallback: { status: 'skipped' },
  })
  expect(app.graph.edges.map((edge) => edgeRunOf(view, edge))).toEqual([
    'taken',
    'active',
    undefined,
    'skipped',
  ])
  expect(view.text).toBe('Hello')
})

it('takes an event that comes twice once', () => {
  const once = applyRunEvents(emptyRun(), half)
  expect(applyRunEvents(once, half)).toEqual(once)
})

it('stops what was running when the run is stopped', () => {
  const view = applyRunEvents(emptyRun(), [
    ...half,
    { runId: 'run', sequence: 10, atMs: 99, type: 'run_stopped', durationMs: 99 },
  ])
  expect(view.status).toBe('stopped')
  expect(nodeRunOf(view, 'llm')).toEqual({ status: 'stopped' })
})

it('keeps a handled failure with its error, and leaves by the failure branch', () => {
  const error = { code: 'NODE_FAILED', message: 'It broke.', data: {} } as const
  const view = applyRunEvents(
    emptyRun(),
    number([
      started('llm'),
      { type: 'node_retry', attempt: 1, error, ...ref('llm') },
      { type: 'node_exception', error, outputs: {}, handle: 'fail-branch', durationMs: 3, ...ref('llm') },
    ]),
  )
  expect(view.steps).toEqual([
    {
      executionId: 'llm-1',
      nodeId: 'llm',
      nodeType: 'x',
      title: 'llm',
      status: 'handled',
      startedAtMs: 0,
      retries: [error],
      error,
      outputs: {},
      handle: 'fail-branch',
      durationMs: 3,
    },
  ])
  expect(
    edgeRunOf(view, {
      id: 'e',
      source: 'llm',
      sourceHandle: 'source',
      target: 'answer',
      targetHandle: 'target',
    }),
  ).toBe('skipped')
})
