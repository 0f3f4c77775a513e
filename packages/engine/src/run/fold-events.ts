import type { RoundRef, RunEvent } from '@skep/client'
import { type ErrorData, type Selector, SkepError, type Value } from '@skep/schema'
import { flushAnswers } from '../answer/coordinator.ts'
import { queueFreedResponses } from '../answer/reachability.ts'
import { keepUnfinished, noteSaid } from '../answer/said.ts'
import type { Plan, PlannedNode, PlanScope } from '../plan/plan.ts'
import { type PoolLayer, setVariables, writeVariable } from '../variables/pool.ts'
import { createRoundsState, prepareRound, publishRounds } from './container-rounds.ts'
import { createState } from './create-state.ts'
import type { NodeAbout } from './execution.ts'
import { beginFrame, layerOf } from './frame.ts'
import { removeFrom } from './lists.ts'
import { mergeOutputs } from './merge-outputs.ts'
import { settleEdges } from './settle-edges.ts'
import type { ExecutionState, FrameState, RoundState, RunState } from './state.ts'
import { addUsage } from './usage.ts'

type Started = Extract<RunEvent, { readonly type: 'run_started' }>
type Ended = Extract<RunEvent, { readonly type: 'node_succeeded' | 'node_exception' }>

/** A frame as it is built up again. */
interface FoldFrame {
  readonly scope: PlanScope
  readonly state: FrameState
  readonly round: RoundState | undefined
  readonly layer: PoolLayer
  /** Nodes that are ready, run or wait for a person. */
  active: number
}

/** What the events of a run come to. @internal */
export interface FoldedRun {
  readonly state: RunState
  /** Nodes that are skipped, but the events end before they say so. */
  readonly unsaidSkips: readonly { readonly nodeId: string; readonly rounds?: readonly RoundRef[] }[]
  /** A failure that nothing handled, but the events end before the run's end. */
  readonly failure: { readonly error: ErrorData; readonly nodeId: string | undefined } | undefined
}

/**
 * The state that a run was in when it told its last event. Any beginning of its events will do: what a node wrote counts
 * when its end was told, and what was not told to its end is done again.
 * @throws `RUN_NOT_RESUMABLE` when the events do not belong together or to this plan, or lost a value with a secret
 * @internal
 */
export function foldEvents(plan: Plan, events: readonly RunEvent[]): FoldedRun {
  const [started, ...rest] = events
  if (started?.type !== 'run_started') throw notResumable('Its events do not begin with its start.')
  if (started.appId !== plan.app.id) throw notResumable('It is the run of another app.')
  const fold = new Fold(plan, started)
  for (const event of rest) fold.apply(event)
  return fold
}

/** @internal */
export function notResumable(reason: string): SkepError {
  return new SkepError('RUN_NOT_RESUMABLE', `The run cannot go on. ${reason}`)
}

class Fold implements FoldedRun {
  readonly state: RunState
  failure: FoldedRun['failure']
  readonly #root: FoldFrame
  readonly #frames = new WeakMap<RoundState, FoldFrame>()
  readonly #skips = new Map<string, FoldedRun['unsaidSkips'][number]>()
  /** Variables by the execution that wrote them, until its end. */
  readonly #writes = new Map<string, { readonly selector: Selector; readonly value: Value }[]>()

  constructor(plan: Plan, started: Started) {
    this.state = createState(plan, {
      runId: started.runId,
      nowMs: started.atMs,
      inputs: started.inputs,
      system: started.system ?? {},
      conversationId: started.conversationId,
      conversationVariables: started.conversationVariables ?? {},
      isDraft: started.isDraft ?? false,
      part: started.part,
    })
    this.state.sequence = started.sequence
    this.state.toldAtMs = started.atMs
    const layer = { pool: this.state.variables, isIsolated: false }
    this.#root = { scope: plan, state: this.state, round: undefined, layer, active: 0 }
    this.#root.active = beginFrame(this.#root).length
  }

  get unsaidSkips(): FoldedRun['unsaidSkips'] {
    return [...this.#skips.values()]
  }

  apply(event: RunEvent): void {
    const { state } = this
    if (event.sequence !== state.sequence + 1) throw notResumable('Some of its events are missing.')
    if (event.runId !== state.runId) throw notResumable('Its events are those of several runs.')
    for (const field of event.redacted ?? []) {
      if (['outputs', 'value', 'submission', 'variables'].includes(field)) {
        throw notResumable('One of its values was a secret, and secrets are not kept.')
      }
    }
    state.sequence = event.sequence
    this.#change(event)
    state.toldAtMs = event.atMs
  }

  #change(event: RunEvent): void {
    const { state } = this
    switch (event.type) {
      case 'node_started':
        this.#start(event)
        return
      case 'node_retry':
        if (event.error.code !== 'NODE_INTERRUPTED') this.#open(event).retries = event.attempt
        return
      case 'variable_updated': {
        const writes = this.#writes.get(event.executionId) ?? []
        writes.push({ selector: event.selector, value: event.value })
        this.#writes.set(event.executionId, writes)
        return
      }
      case 'node_succeeded':
        if (event.usage) state.usage = addUsage(state.usage, event.usage)
        this.#end(event, 'succeeded')
        return
      case 'node_exception':
        state.exceptionsCount += 1
        this.#end(event, 'exception')
        return
      case 'node_failed': {
        const frame = this.#frame(event.rounds)
        this.#writes.delete(event.executionId)
        close(frame.state, event.executionId)
        frame.state.nodes.set(event.nodeId, 'failed')
        if (frame.round) {
          frame.round.error = event.error
          this.#endRound(frame, event.rounds, event.atMs)
        } else this.failure = { error: event.error, nodeId: event.nodeId }
        return
      }
      case 'node_stopped': {
        const frame = this.#frame(event.rounds)
        close(frame.state, event.executionId)
        frame.state.nodes.set(event.nodeId, 'stopped')
        return
      }
      case 'node_skipped':
        this.#skips.delete(skipKey(event))
        return
      case 'text_chunk': {
        const frame = this.#frame(event.rounds)
        frame.state.executionIds?.set(event.nodeId, event.executionId)
        noteSaid(frame.state.answer, event)
        return
      }
      case 'container_started': {
        const { rounds } = this.#open(event)
        if (!rounds) return
        rounds.container = event.container
        setVariables(rounds.variables, event.nodeId, event.variables ?? {})
        return
      }
      case 'container_next': {
        const { rounds } = this.#open(event)
        if (rounds) rounds.announced = event.index + 1
        return
      }
      case 'container_succeeded':
      case 'container_failed': {
        const { rounds } = this.#open(event)
        if (rounds) rounds.isConcluded = true
        return
      }
      case 'node_paused': {
        const open = this.#open(event)
        open.form = event.form
        open.pausedAtMs = event.atMs
        this.#frame(event.rounds).state.nodes.set(event.nodeId, 'paused')
        return
      }
      case 'form_submitted':
        this.#open(event).submission = event.submission
        return
      case 'form_expired':
        this.#open(event).submission = 'expired'
        return
      case 'run_paused':
        state.status = 'paused'
        state.pausedAtMs = event.atMs
        return
      case 'run_resumed':
        state.waitedMs += event.atMs - (state.pausedAtMs ?? state.toldAtMs)
        state.pausedAtMs = undefined
        state.status = 'running'
        return
      case 'run_succeeded':
        state.status = 'succeeded'
        return
      case 'run_partial_succeeded':
        state.status = 'partial-succeeded'
        return
      case 'run_failed':
        state.status = 'failed'
        return
      case 'run_stopped':
        state.status = 'stopped'
        return
      default:
        // The others tell of the work and change nothing.
        return
    }
  }

  #start(event: Extract<RunEvent, { readonly type: 'node_started' }>): void {
    const frame = this.#frame(event.rounds)
    const planned = this.#planned(frame, event.nodeId)
    this.state.steps += 1
    frame.state.nodes.set(event.nodeId, 'running')
    frame.state.executionIds?.set(event.nodeId, event.executionId)
    frame.state.open.push({
      id: event.executionId,
      nodeId: event.nodeId,
      startedAtMs: event.atMs,
      retries: 0,
      inputs: undefined,
      form: undefined,
      pausedAtMs: 0,
      submission: undefined,
      rounds: planned.inside ? createRoundsState() : undefined,
    })
  }

  #end(event: Ended, status: 'succeeded' | 'exception'): void {
    const frame = this.#frame(event.rounds)
    const { scope, state } = frame
    const planned = this.#planned(frame, event.nodeId)
    const open = this.#open(event)
    for (const { selector, value } of this.#writes.get(event.executionId) ?? []) {
      writeVariable(frame.layer, selector[0] ?? '', selector[1] ?? '', value)
    }
    this.#writes.delete(event.executionId)
    if (status === 'succeeded') {
      const { response, endsContainer } = planned.executor
      if (open.rounds && planned.inside) publishRounds(open.rounds, planned.inside, state.variables)
      if (response) mergeOutputs(this.state.outputs, event.outputs, response.merge)
      if (endsContainer && frame.round) frame.round.isLast = true
    }
    close(state, event.executionId)
    state.nodes.set(event.nodeId, status)
    setVariables(state.variables, event.nodeId, event.outputs)
    const { taken, ready, skipped } = settleEdges(scope, state, planned, event.handle)
    for (const edge of taken) queueFreedResponses(scope, state, edge)
    for (const nodeId of skipped) {
      const skip = { nodeId, ...(event.rounds ? { rounds: event.rounds } : {}) }
      this.#skips.set(skipKey(skip), skip)
    }
    // All that the end made sayable was said before it.
    flushAnswers(frame)
    keepUnfinished(frame)
    frame.active += ready.length - 1
    if (frame.active === 0) this.#endRound(frame, event.rounds, event.atMs)
  }

  #endRound({ round }: FoldFrame, rounds: readonly RoundRef[] = [], atMs: number): void {
    const ref = rounds.at(-1)
    if (!round || !ref) return
    round.endedAtMs = atMs
    const { rounds: all } = this.#open({
      nodeId: ref.containerId,
      executionId: ref.executionId,
      rounds: rounds.slice(0, -1),
    })
    if (!all || !removeFrom(all.open, round)) return
    all.ended.set(round.index, round)
  }

  #planned({ scope }: FoldFrame, nodeId: string): PlannedNode {
    const planned = scope.nodes.get(nodeId)
    if (!planned) throw notResumable('Its app has changed since.')
    return planned
  }

  #open(event: NodeAbout): ExecutionState {
    const { open: running } = this.#frame(event.rounds).state
    const open = running.findLast(({ id }) => id === event.executionId)
    if (!open) throw notResumable('Its events tell of a step that was not running.')
    return open
  }

  /** The frame of a round, which begins with the first that is told of it. */
  #frame(rounds: readonly RoundRef[] = []): FoldFrame {
    let frame = this.#root
    for (const { containerId, executionId, index } of rounds) {
      const open = frame.state.open.findLast(({ id }) => id === executionId)
      const inside = frame.scope.nodes.get(containerId)?.inside
      if (!open?.rounds || !inside) throw notResumable('Its app has changed since.')
      const known = open.rounds.open.findLast((each) => each.index === index) ?? open.rounds.ended.get(index)
      const round = known ?? prepareRound(open.rounds, inside, index, this.state.toldAtMs)
      let next = this.#frames.get(round)
      if (!next) {
        const shared = { pool: open.rounds.variables, around: frame.layer, isIsolated: false }
        const layer = layerOf(shared, round)
        next = { scope: inside, state: round, round, layer, active: 0 }
        next.active = beginFrame(next).length
        this.#frames.set(round, next)
      }
      frame = next
    }
    return frame
  }
}

function close(frame: FrameState, executionId: string): void {
  const open = frame.open.findLast(({ id }) => id === executionId)
  if (open) removeFrom(frame.open, open)
}

function skipKey({ nodeId, rounds = [] }: FoldedRun['unsaidSkips'][number]): string {
  return JSON.stringify([nodeId, rounds.map(({ executionId, index }) => [executionId, index])])
}
