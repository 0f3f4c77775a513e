import type { FormSubmission, RunEvent, RunEventBody, RunPart } from '@skep/client'
import { type JsonObject, SkepError } from '@skep/schema'
import type { Plan } from '../plan/plan.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { createState, type RunSystem, systemVariables } from './create-state.ts'
import { readEvents, readHeaps } from './event-reader.ts'
import { type RunLimits, runLimits } from './limits.ts'
import { RunMachine } from './machine.ts'
import { planPart } from './part.ts'
import { appRunner } from './run-app.ts'
import { takeSnapshot } from './snapshot.ts'
import type { RunState } from './state.ts'

/** @public */
export interface RunOptions {
  readonly plan: Plan
  readonly ports: EnginePorts
  /** Values for the form of the start node. */
  readonly inputs?: JsonObject
  readonly system?: RunSystem
  /** Values of this conversation; they replace the app's defaults. */
  readonly conversationVariables?: JsonObject
  readonly limits?: Partial<RunLimits>
  /** Aborting stops the run at any moment: `run_stopped` comes at once, and nothing after it. */
  readonly signal?: AbortSignal
  /** Absent: a new id from `ports.random`. */
  readonly runId?: string
  /** Uses the outputs that are pinned to nodes instead of running them. */
  readonly isDraft?: boolean
  /** Runs a part of the app alone. */
  readonly part?: RunPart
}

/**
 * A run: its events for one reader. It starts when they are first asked for; leaving the loop stops it, unless it is
 * paused: then it can be resumed from a snapshot or from its events.
 * @public
 */
export interface Run extends AsyncIterable<RunEvent> {
  readonly id: string
  /** The events in heaps, as many as there are whenever the reader comes back. Faster than one by one; instead of it. */
  batches(): AsyncIterable<readonly RunEvent[]>
  /**
   * Answers a form that waits. Before the events are first asked for, a resumed run takes it, too.
   * @throws `FORM_NOT_FOUND` when nothing waits for it, `INPUT_INVALID` with the `field` that does not fit; the form
   * stays open then.
   */
  submitForm(form: { readonly executionId: string; readonly submission: FormSubmission }): void
  /** A copy of all that the run knows right now: statuses, variables, outputs. Plain data without secrets. */
  snapshot(): RunSnapshot
}

/** Goes through `structuredClone` and IndexedDB; `resume` continues from it. @public */
export type RunSnapshot = Readonly<RunState> & {
  /** Values of secrets were taken out of it, so that it cannot be resumed. */
  readonly isRedacted?: boolean
}

/**
 * Runs a planned app. The iteration never throws: whatever happens is an event, and the last one is an end event or
 * waits for a person.
 * @example
 * for await (const event of run({ plan, ports, inputs: { question: 'Why?' } })) show(event)
 * @public
 */
export function run(options: RunOptions): Run {
  return startRun(options, 0)
}

/** `appDepth`: how many apps have called one another to come here. @internal */
export function startRun(options: RunOptions, appDepth: number): Run {
  const { ports, inputs = {}, conversationVariables = {}, isDraft = false, part } = options
  const given = options.system ?? {}
  const system = systemVariables(given)
  const runId = options.runId ?? ports.random.id()
  const planned = part ? planPart(options.plan, part) : undefined
  const plan = planned?.ok ? planned.value : options.plan
  const { conversationId } = given
  const state = createState(plan, {
    runId,
    nowMs: ports.clock.now(),
    inputs,
    system,
    conversationId,
    conversationVariables,
    isDraft,
    part,
  })
  const machine = new RunMachine({
    plan,
    state,
    ports,
    limits: runLimits(options.limits),
    rerunsSideEffects: false,
    runApp: appRunner(options, appDepth),
  })
  const started = startedEvent(options)
  return createRun(machine, options.signal, async () => {
    if (!planned || planned.ok) return machine.start(started)
    machine.emit(started)
    machine.failRun(planned.error)
  })
}

/** What a run says first. @internal */
export function startedEvent(options: RunOptions): RunEventBody {
  const { inputs = {}, conversationVariables = {}, isDraft = false, part } = options
  const { conversationId } = options.system ?? {}
  const system = systemVariables(options.system ?? {})
  return {
    type: 'run_started',
    appId: options.plan.app.id,
    inputs,
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(Object.keys(system).length > 0 ? { system } : {}),
    ...(Object.keys(conversationVariables).length > 0 ? { conversationVariables } : {}),
    ...(isDraft ? { isDraft } : {}),
    ...(part ? { part } : {}),
  }
}

/** A run around its machine. `begin` is called once. @internal */
export function createRun(
  machine: RunMachine,
  signal: AbortSignal | undefined,
  begin: () => Promise<void>,
): Run {
  let isStarted = false

  function start(): void {
    if (isStarted) throw new SkepError('CALL_INVALID', 'The events of a run can be read once.')
    isStarted = true
    signal?.addEventListener('abort', stop, { once: true })
    begin().catch((error: unknown) => machine.break(error))
    if (signal?.aborted) stop()
  }
  function stop(): void {
    machine.end.stop()
  }
  function leave(): void {
    signal?.removeEventListener('abort', stop)
    machine.end.abandon()
  }

  const source = { queue: machine.emitter.queue, start, leave }
  return {
    id: machine.state.runId,
    batches: () => readHeaps(source),
    submitForm: ({ executionId, submission }) => machine.waiting.submit(executionId, submission),
    snapshot: () => takeSnapshot(machine.state, machine.emitter.secrets),
    [Symbol.asyncIterator]: () => readEvents(source),
  }
}
