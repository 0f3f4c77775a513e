import type { ContainerKind, RoundRef } from '@skep/client'
import { type ErrorData, type JsonObject, type Selector, SkepError, type Value } from '@skep/schema'
import type { PlanScope } from '../plan/plan.ts'
import type { RoundOptions, RoundResult, Rounds } from '../rounds.ts'
import { type PoolLayer, readVariable, setVariables, type VariablePool } from '../variables/pool.ts'
import type { RunCore } from './core.ts'
import type { Execution } from './execution.ts'
import { beginFrame, createRoundState, type Frame, layerOf } from './frame.ts'
import { removeFrom } from './lists.ts'
import { containerNext } from './node-events.ts'
import type { RoundState, RoundsState } from './state.ts'

const NO_VARIABLES: JsonObject = {}

/** @internal */
export function createRoundsState(): RoundsState {
  return {
    container: undefined,
    announced: 0,
    isBroken: false,
    isConcluded: false,
    variables: new Map(),
    open: [],
    ended: new Map(),
    results: new Map(),
  }
}

/** Lets a round exist. Where rounds share their variables, what the last one left behind is cleared. @internal */
export function prepareRound(
  rounds: RoundsState,
  inside: PlanScope,
  index: number,
  startedAtMs: number,
): RoundState {
  const isIsolated = rounds.container === 'iteration'
  // Not deleted: see lists.ts.
  if (!isIsolated) {
    for (const id of inside.nodes.keys()) if (rounds.variables.has(id)) rounds.variables.set(id, new Map())
  }
  const variables: VariablePool = isIsolated ? new Map() : rounds.variables
  const round = createRoundState(inside, variables, { index, isIsolated, startedAtMs })
  rounds.open.push(round)
  return round
}

/** Where rounds share their variables, what the nodes of the last one left behind stays readable. @internal */
export function publishRounds({ variables }: RoundsState, inside: PlanScope, into: VariablePool): void {
  for (const [scope, values] of variables) if (inside.nodes.has(scope)) into.set(scope, values)
}

/** The rounds of one execution of a container. @internal */
export class ContainerRounds implements Rounds {
  readonly #core: RunCore
  readonly #execution: Execution
  readonly #inside: PlanScope
  readonly #state: RoundsState
  /** What the container itself sees: what it keeps, and what is around it. */
  readonly layer: PoolLayer
  /** Rounds that run. */
  readonly frames: Frame[] = []
  readonly done: number

  constructor(core: RunCore, execution: Execution, inside: PlanScope) {
    this.#core = core
    this.#execution = execution
    this.#inside = inside
    execution.state.rounds ??= createRoundsState()
    this.#state = execution.state.rounds
    this.layer = { pool: this.#state.variables, around: execution.frame.layer, isIsolated: false }
    this.done = countDone(this.#state)
  }

  begin(about: {
    readonly container: ContainerKind
    readonly inputs: JsonObject
    readonly length?: number
    readonly variables?: JsonObject
  }): void {
    const { container, inputs, length, variables = {} } = about
    const id = this.#execution.planned.id
    const known = this.#state.variables.get(id)
    // After an interruption they have the values that the rounds gave them.
    const missing = Object.entries(variables).filter(([name]) => !known?.has(name))
    setVariables(this.#state.variables, id, Object.fromEntries(missing))
    if (this.#state.container !== undefined || this.#core.isOver()) return
    this.#state.container = container
    this.#core.emit({
      type: 'container_started',
      ...this.#execution.about,
      container,
      inputs,
      ...(length === undefined ? {} : { length }),
      ...(Object.keys(variables).length > 0 ? { variables } : {}),
    })
  }

  result(index: number): RoundResult | undefined {
    const ended = this.#state.ended.get(index)
    return this.#state.results.get(index) ?? (ended && viewOf(ended, undefined))
  }

  breakOff(): void {
    this.#state.isBroken = true
  }

  run(options: RoundOptions): Promise<RoundResult> {
    const { index, variables = NO_VARIABLES, isAnnounced = false } = options
    const { limits } = this.#core
    if (this.#execution.frame.depth >= limits.depth) {
      const message = `Containers are nested more than ${limits.depth} deep. Take one of them out.`
      const data = { limit: 'depth', value: limits.depth }
      return Promise.reject(new SkepError('RUN_LIMIT_DEPTH', message, data))
    }
    const before = this.#state.results.get(index) ?? this.#ended(index, options)
    if (before) return Promise.resolve(before)
    if (isAnnounced && this.#state.announced <= index && !this.#core.isOver()) {
      this.#state.announced = index + 1
      const { emitter } = this.#core
      const about = { container: this.#state.container ?? 'loop', index }
      emitter.tell(containerNext(this.#execution, about, emitter))
    }
    const earlier = findRound(this.#state.open, index)
    const round = earlier ?? prepareRound(this.#state, this.#inside, index, this.#core.state.toldAtMs)
    setVariables(round.variables, this.#execution.planned.id, variables)
    const { promise, resolve } = Promise.withResolvers<RoundResult>()
    const frame = this.#openFrame(round, options.output, resolve)
    if (frame.isOver) return promise
    this.frames.push(frame)
    if (earlier) this.#core.revive(frame)
    else {
      this.#core.enqueue(frame, beginFrame(frame))
      if (frame.active === 0) this.end(frame)
      else this.#core.flush(frame)
    }
    this.#core.pump()
    return promise
  }

  #openFrame(round: RoundState, output: Selector | undefined, resolve: (result: RoundResult) => void): Frame {
    const { planned, executionId, frame } = this.#execution
    const ref: RoundRef = { containerId: planned.id, executionId, index: round.index }
    return {
      scope: this.#inside,
      state: round,
      round,
      layer: layerOf(this.layer, round),
      rounds: frame.rounds ? [...frame.rounds, ref] : [ref],
      depth: frame.depth + 1,
      executions: [],
      active: 0,
      isOver: this.#core.isOver(),
      container: this,
      output,
      resolve,
    }
  }

  /** All that was to run in a round has run. */
  end(frame: Frame): void {
    const { round, layer, output, resolve } = frame
    if (!round) return
    removeFrom(this.frames, frame)
    removeFrom(this.#state.open, round)
    // What began it and what ended it has just been told, as a run that is resumed finds it.
    round.endedAtMs = this.#core.state.toldAtMs
    resolve?.(this.#conclude(round, layer, output))
  }

  /** A round that had ended before the run was interrupted; what it left is looked at only now. */
  #ended(index: number, { output, variables = NO_VARIABLES }: RoundOptions): RoundResult | undefined {
    const round = this.#state.ended.get(index)
    if (!round) return undefined
    this.#state.ended.delete(index)
    setVariables(round.variables, this.#execution.planned.id, variables)
    return this.#conclude(round, layerOf(this.layer, round), output)
  }

  #conclude(round: RoundState, layer: PoolLayer, output: Selector | undefined): RoundResult {
    const result = viewOf(round, output && readVariable(layer, output))
    this.#state.results.set(round.index, result)
    return result
  }

  /** Ends the rounds well, and leaves what the last of them left behind. */
  succeed(into: VariablePool): void {
    const { container, results, isBroken } = this.#state
    if (container === undefined) return
    publishRounds(this.#state, this.#inside, into)
    if (this.#state.isConcluded) return
    this.#state.isConcluded = true
    const indices = [...results.keys()].toSorted((a, b) => a - b)
    this.#core.emit({
      type: 'container_succeeded',
      ...this.#execution.about,
      container,
      roundCount: indices.length,
      reason: isBroken ? 'break' : 'completed',
      durationsMs: indices.map((index) => results.get(index)?.durationMs ?? 0),
    })
  }

  fail(error: ErrorData): void {
    const { container, isConcluded } = this.#state
    if (container === undefined || isConcluded) return
    this.#state.isConcluded = true
    this.#core.emit({ type: 'container_failed', ...this.#execution.about, container, error })
  }
}

function findRound(open: readonly RoundState[], index: number): RoundState | undefined {
  for (const round of open) if (round.index === index) return round
  return undefined
}

/** Its optional fields are set one by one: see node-events.ts. */
function viewOf(round: RoundState, output: Value | undefined): RoundResult {
  const { error, isLast, endedAtMs, startedAtMs } = round
  const view: { -readonly [Key in keyof RoundResult]: RoundResult[Key] } = {
    status: error ? 'failed' : 'succeeded',
    isLast,
    durationMs: (endedAtMs ?? startedAtMs) - startedAtMs,
  }
  if (output !== undefined) view.output = output
  if (error) view.error = error
  return view
}

function countDone({ results, ended }: RoundsState): number {
  let count = 0
  while (results.has(count) || ended.has(count)) count += 1
  return count
}
