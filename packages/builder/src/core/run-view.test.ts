import type { RoundRef, RunEvent, RunEventBody } from '@skep/client'
import { expect, it } from 'vitest'
import { edgeRunOf, nodeRunOf } from './run-marks.ts'
import { runTree, tellingRound } from './run-tree.ts'
import { applyRunEvents, emptyRun, waitingSteps } from './run-view.ts'
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
      around: [],
      logs: [],
      updates: [],
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

const loop = { nodeId: 'loop', executionId: 'loop-1' }
const inRound = (
  nodeId: string,
  index: number,
): { nodeId: string; executionId: string; rounds: RoundRef[] } => ({
  nodeId,
  executionId: `${nodeId}-${index}`,
  rounds: [{ containerId: 'loop', executionId: 'loop-1', index }],
})
const round = (index: number, fails = false): readonly RunEventBody[] => [
  { type: 'container_next', container: 'iteration', index, ...loop },
  { type: 'node_started', nodeType: 'code', title: 'Work', ...inRound('work', index) },
  fails
    ? {
        type: 'node_failed',
        error: { code: 'CODE_FAILED', message: 'No.', data: {} },
        durationMs: 1,
        ...inRound('work', index),
      }
    : { type: 'node_succeeded', inputs: {}, outputs: { index }, durationMs: 1, ...inRound('work', index) },
]

it('keeps the steps of a round below their container, and counts the rounds', () => {
  const view = applyRunEvents(
    emptyRun(),
    number([
      { type: 'node_started', nodeType: 'iteration', title: 'Each', ...loop },
      { type: 'container_started', container: 'iteration', inputs: { items: [1, 2, 3] }, length: 3, ...loop },
      ...round(0),
      { type: 'node_skipped', nodeId: 'other', rounds: inRound('x', 0).rounds },
      ...round(1, true),
    ]),
  )
  const tree = runTree(view)
  expect(tree.outer.map((step) => step.nodeId)).toEqual(['loop'])
  expect([...(tree.rounds.get('loop-1') ?? [])].map(([index, steps]) => [index, steps[0]?.status])).toEqual([
    [0, 'succeeded'],
    [1, 'failed'],
  ])
  expect(tellingRound(tree, 'loop-1')).toBe(1)
  expect(nodeRunOf(view, 'loop')).toEqual({ status: 'running', rounds: { begun: 2, length: 3 } })
  expect(nodeRunOf(view, 'other')).toEqual({ status: 'skipped' })
  const end = applyRunEvents(
    view,
    number([{ type: 'node_started', nodeType: 'x', title: 'Other', ...inRound('other', 2) }]).map(
      (event) => ({
        ...event,
        sequence: 99,
      }),
    ),
  )
  expect(nodeRunOf(end, 'other')).toEqual({ status: 'running' })
  expect(nodeRunOf(end, 'loop')?.rounds).toEqual({ begun: 3, length: 3 })
})

it('shows what waits for a person, what was sent, and what a step wrote and logged', () => {
  const ask = ref('ask')
  const form = {
    content: 'Well?',
    fields: [],
    actions: [{ id: 'yes', title: 'Yes', style: 'primary' }],
  } as const
  const log = { id: 'a', label: 'Thought', status: 'running', data: {} } as const
  const events = number([
    started('ask'),
    { type: 'node_paused', form, ...ask },
    { type: 'run_paused', executionIds: ['ask-1'], durationMs: 3 },
    { type: 'form_submitted', submission: { actionId: 'yes', inputs: {} }, ...ask },
    { type: 'run_resumed' },
    { type: 'variable_updated', selector: ['conversation', 'mood'], value: 'good', ...ask },
    { type: 'agent_log', log, ...ask },
    { type: 'agent_log', log: { ...log, status: 'succeeded' }, ...ask },
  ])
  const paused = applyRunEvents(emptyRun(), events.slice(0, 3))
  expect([
    paused.status,
    nodeRunOf(paused, 'ask')?.status,
    waitingSteps(paused).map((step) => step.form),
  ]).toEqual(['paused', 'paused', [form]])
  const done = applyRunEvents(paused, events)
  expect(done.steps[0]).toMatchObject({
    status: 'running',
    submission: { actionId: 'yes', inputs: {} },
    updates: [{ selector: ['conversation', 'mood'], value: 'good' }],
    logs: [{ id: 'a', status: 'succeeded' }],
  })
  expect([done.status, waitingSteps(done)]).toEqual(['running', []])
})

it('takes in thousands of rounds in parcels without looking at all of them for each event', () => {
  let view = applyRunEvents(
    emptyRun(),
    number([{ type: 'node_started', nodeType: 'loop', title: 'Loop', ...loop }]),
  )
  let sequence = 1
  for (let index = 0; index < 4000; index += 200) {
    const bodies = Array.from({ length: 200 }, (_, at) => round(index + at)).flat()
    view = applyRunEvents(
      view,
      bodies.map((body) => ({ runId: 'run', sequence: ++sequence, atMs: 0, ...body })),
    )
  }
  expect(view.steps).toHaveLength(4001)
  expect(nodeRunOf(view, 'loop')?.rounds).toEqual({ begun: 4000 })
})
