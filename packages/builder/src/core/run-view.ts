import type {
  AgentLog,
  Citation,
  ContainerKind,
  FormSubmission,
  HumanForm,
  RoundRef,
  RunEvent,
  RunStatus,
  Usage,
} from '@skep/client'
import type { ErrorData, JsonObject, JsonValue, Selector } from '@skep/schema'

/** How a node stands in the run that the canvas shows. @public */
export const NODE_RUN_STATUSES = [
  'running',
  'paused',
  'succeeded',
  'failed',
  'handled',
  'skipped',
  'stopped',
] as const

/** `handled`: failed, but its error strategy went on. `paused`: waits for a person. @public */
export type NodeRunStatus = (typeof NODE_RUN_STATUSES)[number]

/** The rounds of one execution of a container. @public */
export interface RunRounds {
  readonly kind: ContainerKind
  /** How many there will be, where that is known. */
  readonly length?: number
  /** How many have begun. */
  readonly begun: number
  /** By round, when it has ended. */
  readonly durationsMs?: readonly number[]
  readonly reason?: 'completed' | 'break'
}

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
  /** The rounds around it, outermost first; empty outside of containers. */
  readonly around: readonly RoundRef[]
  /** Set for a container. */
  readonly rounds?: RunRounds
  /** What an agent did, in order. */
  readonly logs: readonly AgentLog[]
  /** Variables that it wrote, in order. */
  readonly updates: readonly { readonly selector: Selector; readonly value: JsonValue }[]
  /** The form that it waits for, or waited for. */
  readonly form?: HumanForm
  readonly submission?: FormSubmission
  readonly hasExpired?: boolean
  /** It did not run: its outputs were given. */
  readonly origin?: 'cached' | 'pinned'
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
  /** Where the execution of an id stands in `steps`. */
  readonly places: ReadonlyMap<string, number>
  /** Where the last execution of a node stands in `steps`. */
  readonly lastOf: ReadonlyMap<string, number>
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
    places: new Map(),
    lastOf: new Map(),
  }
}

/** A view that is being written: copied once for a whole batch, for a loop may have tens of thousands of steps. */
type Draft = {
  -readonly [Key in keyof RunView]: RunView[Key] extends readonly (infer Item)[]
    ? Item[]
    : RunView[Key] extends ReadonlyMap<infer Id, infer Value>
      ? Map<Id, Value>
      : RunView[Key] extends ReadonlySet<infer Item>
        ? Set<Item>
        : RunView[Key]
}

/** Takes in events, live or stored. An event seen before changes nothing. @public */
export function applyRunEvents(view: RunView, events: readonly RunEvent[]): RunView {
  const draft: Draft = {
    ...view,
    steps: [...view.steps],
    citations: [...view.citations],
    skipped: new Set(view.skipped),
    places: new Map(view.places),
    lastOf: new Map(view.lastOf),
  }
  let hasChanged = false
  for (const event of events) {
    if (event.sequence <= draft.lastSequence) continue
    applyEvent(draft, event)
    draft.lastSequence = event.sequence
    hasChanged = true
  }
  return hasChanged ? draft : view
}

function applyEvent(draft: Draft, event: RunEvent): void {
  switch (event.type) {
    case 'run_started':
      draft.runId = event.runId
      draft.status = 'running'
      draft.startedAtMs = event.atMs
      draft.inputs = event.inputs
      if (event.conversationId !== undefined) draft.conversationId = event.conversationId
      return
    case 'run_succeeded':
    case 'run_partial_succeeded':
      draft.status = event.type === 'run_succeeded' ? 'succeeded' : 'partial-succeeded'
      draft.outputs = event.outputs
      draft.durationMs = event.durationMs
      if (event.usage) draft.usage = event.usage
      return
    case 'run_failed':
      stopOpenSteps(draft)
      draft.status = 'failed'
      draft.error = event.error
      draft.durationMs = event.durationMs
      return
    case 'run_stopped':
      stopOpenSteps(draft)
      draft.status = 'stopped'
      draft.durationMs = event.durationMs
      return
    case 'run_paused':
      draft.status = 'paused'
      draft.durationMs = event.durationMs
      return
    case 'run_resumed':
      draft.status = 'running'
      return
    case 'node_started':
      start(draft, event)
      return
    case 'node_skipped':
      draft.skipped.add(event.nodeId)
      return
    case 'text_chunk':
      draft.text += event.text
      return
    case 'answer_replaced':
      draft.text = event.text
      return
    case 'citations':
      draft.citations = [...event.citations]
      return
    case 'moderation_flagged':
    case 'moderation_failed':
    case 'annotation_replied':
      return
    default:
      change(draft, event.executionId, (step) => afterEvent(step, event))
  }
}

/** The events that only change the step they belong to. */
type StepEvent = Exclude<
  RunEvent,
  {
    readonly type:
      | `run_${string}`
      | 'node_started'
      | 'node_skipped'
      | 'text_chunk'
      | 'answer_replaced'
      | 'citations'
      | `moderation_${string}`
      | 'annotation_replied'
  }
>

function afterEvent(step: RunStep, event: StepEvent): RunStep {
  switch (event.type) {
    case 'node_succeeded':
      return {
        ...step,
        status: 'succeeded',
        inputs: event.inputs,
        outputs: event.outputs,
        durationMs: event.durationMs,
        ...(event.process ? { process: event.process } : {}),
        ...(event.usage ? { usage: event.usage } : {}),
        ...(event.handle === undefined ? {} : { handle: event.handle }),
        ...(event.origin ? { origin: event.origin } : {}),
      }
    case 'node_exception':
      return {
        ...step,
        status: 'handled',
        error: event.error,
        outputs: event.outputs,
        durationMs: event.durationMs,
        ...(event.inputs ? { inputs: event.inputs } : {}),
        ...(event.handle === undefined ? {} : { handle: event.handle }),
      }
    case 'node_failed':
      return {
        ...step,
        status: 'failed',
        error: event.error,
        durationMs: event.durationMs,
        ...(event.inputs ? { inputs: event.inputs } : {}),
      }
    case 'node_stopped':
      return { ...step, status: 'stopped' }
    case 'node_retry':
      return { ...step, retries: [...step.retries, event.error] }
    case 'node_progress':
      return { ...step, progress: event.message }
    case 'reasoning_chunk':
      return { ...step, reasoning: (step.reasoning ?? '') + event.text }
    case 'container_started':
      return {
        ...step,
        inputs: event.inputs,
        rounds: {
          kind: event.container,
          begun: 0,
          ...(event.length === undefined ? {} : { length: event.length }),
        },
      }
    case 'container_next':
      return withRounds(step, event.container, ({ begun }) => ({ begun: Math.max(begun, event.index + 1) }))
    case 'container_succeeded':
      return withRounds(step, event.container, () => ({
        begun: event.roundCount,
        durationsMs: event.durationsMs,
        reason: event.reason,
      }))
    case 'container_failed':
      return { ...step, error: event.error }
    case 'variable_updated':
      return {
        ...step,
        updates: [...step.updates, { selector: event.selector, value: event.value }],
      }
    case 'agent_log':
      return { ...step, logs: [...step.logs.filter((log) => log.id !== event.log.id), event.log] }
    case 'node_paused':
      return { ...step, status: 'paused', form: event.form }
    case 'form_submitted':
      return { ...step, status: 'running', submission: event.submission }
    case 'form_expired':
      return { ...step, status: 'running', hasExpired: true }
    default:
      event satisfies never
      return step
  }
}

function withRounds(
  step: RunStep,
  kind: ContainerKind,
  next: (rounds: RunRounds) => Partial<RunRounds>,
): RunStep {
  const rounds: RunRounds = step.rounds ?? { kind, begun: 0 }
  return { ...step, rounds: { ...rounds, ...next(rounds) } }
}

function start(draft: Draft, event: Extract<RunEvent, { readonly type: 'node_started' }>): void {
  const { executionId, nodeId, nodeType, title, atMs, rounds: around = [] } = event
  // A node that goes on after a pause may say again that it started.
  const known = draft.places.get(executionId)
  const place = known ?? draft.steps.length
  const old = known === undefined ? undefined : draft.steps[known]
  draft.steps[place] = old
    ? { ...old, status: 'running' }
    : {
        executionId,
        nodeId,
        nodeType,
        title,
        status: 'running',
        startedAtMs: atMs,
        retries: [],
        around,
        logs: [],
        updates: [],
      }
  draft.places.set(executionId, place)
  draft.lastOf.set(nodeId, place)
  draft.skipped.delete(nodeId)
  for (const round of around) {
    change(draft, round.executionId, (step) =>
      withRounds(step, step.rounds?.kind ?? 'loop', ({ begun }) => ({
        begun: Math.max(begun, round.index + 1),
      })),
    )
  }
}

function change(draft: Draft, executionId: string, next: (step: RunStep) => RunStep): void {
  const place = draft.places.get(executionId)
  const step = place === undefined ? undefined : draft.steps[place]
  if (place !== undefined && step) draft.steps[place] = next(step)
}

function stopOpenSteps(draft: Draft): void {
  for (const [place, step] of draft.steps.entries()) {
    if (step.status === 'running' || step.status === 'paused')
      draft.steps[place] = { ...step, status: 'stopped' }
  }
}

/** The last execution of a node. @public */
export function lastStepOf(view: RunView, nodeId: string): RunStep | undefined {
  const place = view.lastOf.get(nodeId)
  return place === undefined ? undefined : view.steps[place]
}

/** The steps that wait for a person. @public */
export function waitingSteps(view: RunView): readonly RunStep[] {
  return view.steps.filter((step) => step.status === 'paused' && step.form !== undefined)
}
