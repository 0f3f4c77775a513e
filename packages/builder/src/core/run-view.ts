import type { Citation, RunEvent, RunStatus, Usage } from '@skep/client'
import type { AppEdge, ErrorData, JsonObject } from '@skep/schema'
import { FAIL_BRANCH } from './node-types.ts'

/** How a node stands in the run that the canvas shows. @public */
export const NODE_RUN_STATUSES = ['running', 'succeeded', 'failed', 'handled', 'skipped', 'stopped'] as const

/** `handled`: failed, but its error strategy went on. @public */
export type NodeRunStatus = (typeof NODE_RUN_STATUSES)[number]

/** One execution of a node, as it happened so far. @public */
export interface RunStep {
  readonly executionId: string
  readonly nodeId: string
  readonly nodeType: string
  readonly title: string
  readonly status: NodeRunStatus
  readonly startedAtMs: number
  readonly durationMs?: number
  readonly inputs?: JsonObject
  readonly outputs?: JsonObject
  readonly process?: JsonObject
  readonly usage?: Usage
  readonly error?: ErrorData
  /** The way out that was taken. */
  readonly handle?: string
  readonly retries: readonly ErrorData[]
  /** What the node last said about its progress. */
  readonly progress?: string
  readonly reasoning?: string
}

/** A run as the events so far tell it. @public */
export interface RunView {
  readonly runId: string
  readonly status: RunStatus
  readonly startedAtMs: number
  readonly inputs: JsonObject
  readonly steps: readonly RunStep[]
  readonly skipped: ReadonlySet<string>
  /** The answer, streamed. */
  readonly text: string
  readonly citations: readonly Citation[]
  readonly outputs?: JsonObject
  readonly error?: ErrorData
  readonly usage?: Usage
  readonly durationMs?: number
  readonly conversationId?: string
  readonly lastSequence: number
}

/** A run of which nothing is known yet. @public */
export function emptyRun(runId = ''): RunView {
  return {
    runId,
    status: 'running',
    startedAtMs: 0,
    inputs: {},
    steps: [],
    skipped: new Set(),
    text: '',
    citations: [],
    lastSequence: 0,
  }
}

/** Takes in events, live or stored. An event seen before changes nothing. @public */
export function applyRunEvents(view: RunView, events: readonly RunEvent[]): RunView {
  return events.reduce(
    (current, event) =>
      event.sequence <= current.lastSequence
        ? current
        : { ...applyEvent(current, event), lastSequence: event.sequence },
    view,
  )
}

function applyEvent(view: RunView, event: RunEvent): RunView {
  switch (event.type) {
    case 'run_started':
      return {
        ...view,
        runId: event.runId,
        status: 'running',
        startedAtMs: event.atMs,
        inputs: event.inputs,
        ...(event.conversationId === undefined ? {} : { conversationId: event.conversationId }),
      }
    case 'run_succeeded':
    case 'run_partial_succeeded':
      return {
        ...view,
        status: event.type === 'run_succeeded' ? 'succeeded' : 'partial-succeeded',
        outputs: event.outputs,
        durationMs: event.durationMs,
        ...(event.usage ? { usage: event.usage } : {}),
      }
    case 'run_failed':
      return { ...stopOpenSteps(view), status: 'failed', error: event.error, durationMs: event.durationMs }
    case 'run_stopped':
      return { ...stopOpenSteps(view), status: 'stopped', durationMs: event.durationMs }
    case 'node_started':
      return { ...view, steps: [...view.steps, startedStep(event)] }
    case 'node_succeeded':
      return changeStep(view, event.executionId, (step) => ({
        ...step,
        status: 'succeeded',
        inputs: event.inputs,
        outputs: event.outputs,
        durationMs: event.durationMs,
        ...(event.process ? { process: event.process } : {}),
        ...(event.usage ? { usage: event.usage } : {}),
        ...(event.handle === undefined ? {} : { handle: event.handle }),
      }))
    case 'node_exception':
      return changeStep(view, event.executionId, (step) => ({
        ...step,
        status: 'handled',
        error: event.error,
        outputs: event.outputs,
        durationMs: event.durationMs,
        ...(event.inputs ? { inputs: event.inputs } : {}),
        ...(event.handle === undefined ? {} : { handle: event.handle }),
      }))
    case 'node_failed':
      return changeStep(view, event.executionId, (step) => ({
        ...step,
        status: 'failed',
        error: event.error,
        durationMs: event.durationMs,
        ...(event.inputs ? { inputs: event.inputs } : {}),
      }))
    case 'node_stopped':
      return changeStep(view, event.executionId, (step) => ({ ...step, status: 'stopped' }))
    case 'node_retry':
      return changeStep(view, event.executionId, (step) => ({
        ...step,
        retries: [...step.retries, event.error],
      }))
    case 'node_progress':
      return changeStep(view, event.executionId, (step) => ({ ...step, progress: event.message }))
    case 'reasoning_chunk':
      return changeStep(view, event.executionId, (step) => ({
        ...step,
        reasoning: (step.reasoning ?? '') + event.text,
      }))
    case 'node_skipped':
      return { ...view, skipped: new Set([...view.skipped, event.nodeId]) }
    case 'text_chunk':
      return { ...view, text: view.text + event.text }
    case 'citations':
      return { ...view, citations: event.citations }
    case 'run_paused':
      return { ...view, status: 'paused', durationMs: event.durationMs }
    case 'run_resumed':
      return { ...view, status: 'running' }
    case 'node_paused':
    case 'form_submitted':
    case 'form_expired':
    case 'container_started':
    case 'container_next':
    case 'container_succeeded':
    case 'container_failed':
    case 'variable_updated':
    case 'agent_log':
      return view
    default:
      event satisfies never
      return view
  }
}

function startedStep(event: Extract<RunEvent, { readonly type: 'node_started' }>): RunStep {
  return {
    executionId: event.executionId,
    nodeId: event.nodeId,
    nodeType: event.nodeType,
    title: event.title,
    status: 'running',
    startedAtMs: event.atMs,
    retries: [],
  }
}

function changeStep(view: RunView, executionId: string, change: (step: RunStep) => RunStep): RunView {
  return {
    ...view,
    steps: view.steps.map((step) => (step.executionId === executionId ? change(step) : step)),
  }
}

function stopOpenSteps(view: RunView): RunView {
  return {
    ...view,
    steps: view.steps.map((step) => (step.status === 'running' ? { ...step, status: 'stopped' } : step)),
  }
}

/** What a card shows of a run: its last execution, or that it was skipped; undefined before its turn. @public */
export interface NodeRun {
  readonly status: NodeRunStatus
  readonly durationMs?: number
}

/** @public */
export function nodeRunOf(view: RunView, nodeId: string): NodeRun | undefined {
  const step = view.steps.findLast((candidate) => candidate.nodeId === nodeId)
  if (!step) return view.skipped.has(nodeId) ? { status: 'skipped' } : undefined
  return step.durationMs === undefined
    ? { status: step.status }
    : { status: step.status, durationMs: step.durationMs }
}

/** What an edge shows of a run: `active` leads into a node that is running. @public */
export type EdgeRun = 'active' | 'taken' | 'skipped'

/** @public */
export function edgeRunOf(view: RunView, edge: AppEdge): EdgeRun | undefined {
  const step = view.steps.findLast((candidate) => candidate.nodeId === edge.source)
  if (!step) return view.skipped.has(edge.source) ? 'skipped' : undefined
  if (step.status !== 'succeeded' && step.status !== 'handled') return undefined
  if (!isTaken(step, edge.sourceHandle)) return 'skipped'
  return nodeRunOf(view, edge.target)?.status === 'running' ? 'active' : 'taken'
}

// A node without branches names no handle: every way out is taken but the one for failures.
function isTaken(step: RunStep, handle: string): boolean {
  return step.handle === undefined ? handle !== FAIL_BRANCH : step.handle === handle
}
