import { isRunEnd, type RunEvent } from '@skep/client'
import { SkepError, toErrorData } from '@skep/schema'
import { forgetUnfinished } from '../answer/said.ts'
import type { Plan, PlanScope } from '../plan/plan.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { createState } from './create-state.ts'
import { type FoldedRun, foldEvents, notResumable } from './fold-events.ts'
import { type RunLimits, runLimits } from './limits.ts'
import { RunMachine } from './machine.ts'
import { planPart } from './part.ts'
import { createRun, type Run, type RunSnapshot } from './run.ts'
import { appRunner } from './run-app.ts'
import type { FrameState, RunState } from './state.ts'

/** @public */
export interface ResumeOptions {
  /** Of the same app, as it was when the run began. */
  readonly plan: Plan
  readonly ports: EnginePorts
  /**
   * All events of the run so far, from the first on, as `ports.checkpoints` or a reader kept them; or a snapshot. Both are
   * left as they are.
   */
  readonly from: readonly RunEvent[] | RunSnapshot
  readonly limits?: Partial<RunLimits>
  readonly signal?: AbortSignal
  /**
   * Nodes with side effects that were interrupted run again. Default false: they fail with `NODE_INTERRUPTED`, which their
   * error strategy may handle.
   */
  readonly rerunsSideEffects?: boolean
}

/**
 * Goes on with a run, in any process: after a crash, or when a person answers a form (`submitForm`, also before the
 * events are first asked for). Its events continue the numbers of the old ones. A node that was at work runs again, which
 * `node_retry` with `NODE_INTERRUPTED` tells; what the reader has already got of its text is not said twice. Rounds and
 * nodes that had ended do not run again.
 *
 * A run that cannot go on ends with `run_failed` and `RUN_NOT_RESUMABLE`; one that has ended tells nothing more.
 * @throws `CALL_INVALID` when there are no events at all
 * @public
 */
export function resume(options: ResumeOptions): Run {
  const folded = fold(options)
  const { state } = folded
  const { part } = state
  const planned = part ? planPart(options.plan, part) : undefined
  const machine = new RunMachine({
    plan: planned?.ok ? planned.value : options.plan,
    state,
    ports: options.ports,
    limits: runLimits(options.limits),
    rerunsSideEffects: options.rerunsSideEffects ?? false,
    runApp: appRunner(options, 0),
  })
  return createRun(machine, options.signal, async () => {
    if (machine.isOver()) {
      machine.emitter.end()
      return
    }
    await machine.resume(() => {
      for (const skip of folded.unsaidSkips) machine.emit({ type: 'node_skipped', ...skip })
      if (folded.failure) machine.failRun(folded.failure.error, folded.failure.nodeId)
    })
  })
}

function fold({ plan, from }: ResumeOptions): FoldedRun {
  const isSnapshot = !Array.isArray(from)
  try {
    if (isSnapshot) return openSnapshot(plan, from as RunSnapshot) // not a list
    const events = from as readonly RunEvent[] // a list
    const last = events.at(-1)
    if (last && isRunEnd(last)) return ended(plan, last)
    const [first] = events
    const part = first?.type === 'run_started' ? first.part : undefined
    const planned = part ? planPart(plan, part) : undefined
    return foldEvents(planned?.ok ? planned.value : plan, events)
  } catch (error) {
    const last = isSnapshot ? (from as RunSnapshot) : (from as readonly RunEvent[]).at(-1) // as above
    if (!last) throw new SkepError('CALL_INVALID', 'A run without any event cannot be resumed.')
    return {
      state: stateAt(plan, last),
      unsaidSkips: [],
      failure: { error: toErrorData(error), nodeId: undefined },
    }
  }
}

/** All that is known of a run whose story cannot be read, or need not. */
function stateAt(plan: Plan, last: RunEvent | RunSnapshot): RunState {
  const state = createState(plan, {
    runId: last.runId,
    nowMs: 'atMs' in last ? last.atMs : last.startedAtMs,
    inputs: {},
    system: {},
    conversationId: undefined,
    conversationVariables: {},
    isDraft: false,
    part: undefined,
  })
  state.sequence = last.sequence
  return state
}

function ended(plan: Plan, last: RunEvent): FoldedRun {
  const state = stateAt(plan, last)
  state.status = 'stopped' // any end will do: nothing more is told
  return { state, unsaidSkips: [], failure: undefined }
}

function openSnapshot(plan: Plan, snapshot: RunSnapshot): FoldedRun {
  if (snapshot.isRedacted) throw notResumable('One of its values was a secret, and secrets are not kept.')
  if (snapshot.appId !== plan.app.id) throw notResumable('It is the run of another app.')
  const { isRedacted: _, ...state }: RunSnapshot = structuredClone(snapshot)
  const planned = state.part ? planPart(plan, state.part) : undefined
  prepare(planned?.ok ? planned.value : plan, state)
  return { state, unsaidSkips: [], failure: undefined }
}

/** Nodes that were at work stream again, in every round that is open. */
function prepare(scope: PlanScope, frame: FrameState): void {
  forgetUnfinished(scope, frame)
  for (const { nodeId, rounds } of frame.open) {
    const inside = scope.nodes.get(nodeId)?.inside
    if (rounds && !inside) throw notResumable('Its app has changed since.')
    for (const round of rounds?.open ?? []) if (inside) prepare(inside, round)
  }
}
