import type { FormSubmission, HumanForm, RunEvent, RunEventBody } from '@skep/client'
import { type ErrorData, type JsonObject, type Selector, toErrorData, type ValueType } from '@skep/schema'
import { closeStreams, flushAnswers } from '../answer/coordinator.ts'
import { queueFreedResponses } from '../answer/reachability.ts'
import { unsaid } from '../answer/said.ts'
import type { ExecutorResult, RunInfo } from '../define-executor.ts'
import type { Plan, PlannedNode } from '../plan/plan.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { type DeclaredTypes, declaredTypes } from '../variables/declared-types.ts'
import { setVariables } from '../variables/pool.ts'
import type { RunCore } from './core.ts'
import { Emitter } from './emitter.ts'
import { recover } from './error-strategy.ts'
import { Execution } from './execution.ts'
import { beginFrame, type Frame, openRootFrame } from './frame.ts'
import { interruptedError, type RunLimits, stepLimitError, timeLimitError } from './limits.ts'
import { removeFrom, withItem } from './lists.ts'
import { mergeOutputs } from './merge-outputs.ts'
import { nodeStarted, nodeSucceeded, textChunk } from './node-events.ts'
import { type GivenOutputs, givenOutputs } from './part.ts'
import { ReadyQueue } from './ready-queue.ts'
import { type EndingRun, RunEnd } from './run-end.ts'
import { type PausingRun, RunPause } from './run-pause.ts'
import { RunTime } from './run-time.ts'
import { saveConversation } from './save-conversation.ts'
import { resolveSecrets } from './secrets.ts'
import { settleEdges } from './settle-edges.ts'
import type { ExecutionState, RunState } from './state.ts'
import { addUsage } from './usage.ts'
import { type WaitingHost, WaitingRoom } from './waiting-room.ts'

/** @internal */
export interface MachineOptions {
  readonly plan: Plan
  readonly state: RunState
  readonly ports: EnginePorts
  readonly limits: RunLimits
  /** Nodes with side effects that were interrupted run again. */
  readonly rerunsSideEffects: boolean
  /** Runs another app beside this one. */
  readonly runApp: RunCore['runApp']
}

/** What makes a run go: it changes the state, starts nodes and says what happened. @internal */
export class RunMachine implements RunCore, WaitingHost, EndingRun, PausingRun {
  readonly state: RunState
  readonly info: RunInfo
  readonly limits: RunLimits
  readonly emitter: Emitter
  ports: EnginePorts
  readonly root: Frame
  readonly time: RunTime
  readonly waiting: WaitingRoom = new WaitingRoom(this)
  readonly end: RunEnd = new RunEnd(this)
  readonly #pauses = new RunPause(this)
  readonly #options: MachineOptions
  readonly #ready = new ReadyQueue()
  /** Executions that take a place, containers left out: they wait for what runs inside them. */
  #running = 0
  #executionPrefix: string | undefined
  #executionCount = 0
  #types: DeclaredTypes | undefined

  constructor(options: MachineOptions) {
    const { plan, state, ports, limits } = options
    this.#options = options
    this.state = state
    this.limits = limits
    this.ports = ports
    this.emitter = new Emitter(state, ports.clock, ports.checkpoints)
    this.root = openRootFrame(plan, state)
    this.time = new RunTime(state, ports.clock, limits.timeMs, () => this.failRun(timeLimitError(limits)))
    this.info = infoOf(plan, state)
  }

  /** Begins a new run; `started` is its first event. */
  async start(started: RunEventBody): Promise<void> {
    this.emit(started)
    this.time.start()
    await this.#openSecrets()
    if (this.isOver()) return
    this.enqueue(this.root, beginFrame(this.root))
    this.pump()
  }

  /** Goes on with a run that was interrupted or waits. `begin` is called before anything goes on. */
  async resume(begin: () => void): Promise<void> {
    const { state, ports } = this
    if (state.status === 'running' && !this.#pauses.hasWoken) {
      state.waitedMs += Math.max(0, ports.clock.now() - state.toldAtMs)
      this.emit({ type: 'run_resumed' })
      this.time.start()
    }
    begin()
    if (this.isOver()) return
    await this.#openSecrets()
    if (this.isOver()) return
    this.revive(this.root)
    this.pump()
  }

  async #openSecrets(): Promise<void> {
    const { plan, ports } = this.#options
    const secrets = await resolveSecrets(plan.app, ports.secrets)
    this.emitter.secrets = secrets
    if (secrets.port) this.ports = { ...ports, secrets: secrets.port }
  }

  break(error: unknown, nodeId?: string): void {
    this.failRun(toErrorData(error), nodeId)
  }

  isOver(): boolean {
    return this.end.hasCome
  }

  /** Nothing takes a place, and nothing is about to. */
  get isIdle(): boolean {
    return this.#running === 0 && this.#ready.isEmpty
  }

  failRun(error: ErrorData, nodeId?: string): void {
    this.end.fail(error, nodeId)
  }

  wake(): void {
    this.#pauses.end()
  }

  emit(body: RunEventBody): void {
    this.emitter.emit(body)
  }

  runApp(appId: string, inputs: JsonObject, signal: AbortSignal): AsyncIterable<RunEvent> {
    return this.#options.runApp(appId, inputs, signal)
  }

  conceal(secret: string): void {
    this.emitter.secrets.conceal(secret)
  }

  readSecret(selector: Selector): string | undefined {
    return selector[0] === 'env' ? this.emitter.secrets.read(selector) : undefined
  }

  typeOf(scope: string, name: string): ValueType | undefined {
    this.#types ??= declaredTypes(this.#options.plan.app)
    return this.#types.get(scope)?.get(name)
  }

  enqueue(frame: Frame, nodes: readonly PlannedNode[]): void {
    for (const planned of nodes) {
      frame.active += 1
      this.#ready.push(frame, planned)
    }
  }

  pump(): void {
    while (!this.isOver() && this.#running < this.limits.parallel) {
      const next = this.#ready.take()
      if (!next) break
      if (next.frame.isOver) continue
      if (this.state.steps >= this.limits.steps) {
        this.failRun(stepLimitError(this.limits), next.planned.id)
        return
      }
      this.#startNode(next.frame, next.planned)
    }
    if (!this.isIdle || this.isOver()) return
    if (this.root.active === 0) this.end.succeed()
    else if (!this.waiting.isEmpty) this.#pauses.look()
  }

  #startNode(frame: Frame, planned: PlannedNode): void {
    const { state } = this
    const execution = this.#open(frame, planned, {
      id: this.#executionId(frame, planned.id),
      nodeId: planned.id,
      startedAtMs: this.emitter.takeTime(),
      retries: 0,
      inputs: undefined,
      form: undefined,
      pausedAtMs: 0,
      submission: undefined,
      rounds: undefined,
    })
    state.steps += 1
    this.emitter.tell(nodeStarted(execution, this.emitter))
    const given = givenOutputs(planned, state)
    if (given) this.succeed(execution, { outputs: given.outputs }, given)
    else this.#begin(execution)
  }

  #open(frame: Frame, planned: PlannedNode, state: ExecutionState): Execution {
    frame.state.nodes.set(planned.id, 'running')
    if (!frame.state.open.includes(state)) frame.state.open = withItem(frame.state.open, state)
    const execution = new Execution(this, frame, planned, state)
    frame.executions = withItem(frame.executions, execution)
    if (!planned.inside) this.#running += 1
    return execution
  }

  /** A node that changes something outside begins when its start is kept: else nobody would know that it ran. */
  #begin(execution: Execution): void {
    if (!this.ports.checkpoints || !execution.planned.hasSideEffects) {
      execution.start()
      return
    }
    this.emitter.kept().then(
      () => execution.start(),
      (error: unknown) => {
        if (!execution.isClosed) this.fail(execution, toErrorData(error, 'STORAGE_FAILED'))
      },
    )
  }

  /** Lets a frame of an interrupted run go on: what was ready is ready, what ran runs again, what waits waits. */
  revive(frame: Frame): void {
    const { nodes, open } = frame.state
    const unfinished = [...nodes].flatMap(([id, status]) => {
      const planned = frame.scope.nodes.get(id)
      const isUnfinished = status === 'ready' || status === 'running' || status === 'paused'
      return planned && isUnfinished ? [{ planned, status }] : []
    })
    // All at once, for what goes on may end, and must not find the others missing.
    frame.active += unfinished.length
    for (const { planned, status } of unfinished) {
      if (frame.isOver) return
      const state = open.find(({ nodeId }) => nodeId === planned.id)
      if (status === 'ready' || !state) {
        this.#ready.push(frame, planned)
        continue
      }
      const execution = this.#open(frame, planned, state)
      if (status === 'paused' && state.submission === undefined) this.#wait(execution)
      else if (planned.inside || status === 'paused') execution.start()
      else this.#rerun(execution)
    }
    this.flush(frame)
  }

  #rerun(execution: Execution): void {
    const error = interruptedError(execution.planned.node.title)
    if (execution.planned.hasSideEffects && !this.#options.rerunsSideEffects) {
      this.fail(execution, error)
      return
    }
    const attempt = execution.state.retries + 1
    this.emit({ type: 'node_retry', ...execution.about, attempt, error })
    this.#begin(execution)
  }

  /** Answers speak for nodes that have not begun, so an execution may be named before it starts. */
  #executionId({ state }: Frame, nodeId: string): string {
    const known = state.executionIds?.get(nodeId)
    if (known !== undefined) return known
    // One random id for all: making one for each node took a tenth of the time of a small node.
    this.#executionPrefix ??= `${this.#options.ports.random.id()}-`
    this.#executionCount += 1
    const id = this.#executionPrefix + this.#executionCount
    state.executionIds?.set(nodeId, id)
    return id
  }

  flush(frame: Frame): void {
    for (const chunk of flushAnswers(frame)) {
      const fresh = unsaid(frame.state.answer, chunk)
      if (fresh) this.emit(textChunk(frame, fresh, this.#executionId(frame, fresh.nodeId)))
    }
  }

  succeed(execution: Execution, result: ExecutorResult, given?: GivenOutputs): void {
    if (!execution.hasWrittenConversation) {
      this.#conclude(execution, result, given)
      return
    }
    saveConversation(this).then(
      () => {
        if (execution.isClosed) return
        try {
          this.#conclude(execution, result, given)
        } catch (error) {
          this.break(error, execution.planned.id)
        }
      },
      (error: unknown) => {
        if (!execution.isClosed) this.fail(execution, toErrorData(error, 'STORAGE_FAILED'))
      },
    )
  }

  #conclude(execution: Execution, result: ExecutorResult, given: GivenOutputs | undefined): void {
    const { state } = this
    const { frame, planned, rounds } = execution
    if (rounds) {
      this.#stopRounds(execution)
      rounds.succeed(frame.state.variables)
    }
    closeStreams(frame.state, planned.id)
    const { response, endsContainer } = planned.executor
    if (response) mergeOutputs(state.outputs, result.outputs, response.merge)
    if (endsContainer && frame.round) frame.round.isLast = true
    state.usage = addUsage(state.usage, result.usage)
    const handle = given ? given.handle : (result.handle ?? (planned.isBranch ? 'source' : undefined))
    const skipped = this.#settle(execution, 'succeeded', result.outputs, handle)
    this.emitter.tell(nodeSucceeded(execution, result, { handle, origin: given?.origin }, this.emitter))
    this.#goOn(execution.frame, skipped)
  }

  fail(execution: Execution, error: ErrorData): void {
    const { planned, frame, rounds } = execution
    if (rounds) {
      this.#stopRounds(execution)
      rounds.fail(error)
    }
    const recovery = recover(planned, error)
    const about = {
      ...execution.about,
      ...(execution.state.inputs ? { inputs: execution.state.inputs } : {}),
      durationMs: this.ports.clock.now() - execution.state.startedAtMs,
    }
    if (!recovery.ok || !recovery.value) {
      const cause = recovery.ok ? error : recovery.error
      this.#closeExecution(execution)
      frame.state.nodes.set(planned.id, 'failed')
      this.emit({ type: 'node_failed', ...about, error: cause })
      this.#failFrame(frame, cause, planned.id)
      return
    }
    const { outputs, handle } = recovery.value
    this.state.exceptionsCount += 1
    const skipped = this.#settle(execution, 'exception', outputs, handle)
    this.emit({
      type: 'node_exception',
      ...about,
      error,
      outputs,
      ...(handle === undefined ? {} : { handle }),
    })
    this.#goOn(frame, skipped)
  }

  /** Keeps the outputs of a node that has ended, decides its ways out and says what it freed. Gives the nodes skipped. */
  #settle(
    execution: Execution,
    status: 'succeeded' | 'exception',
    outputs: JsonObject,
    handle: string | undefined,
  ): readonly string[] {
    const { frame, planned } = execution
    const { scope, state } = frame
    this.#closeExecution(execution)
    state.nodes.set(planned.id, status)
    setVariables(state.variables, planned.id, outputs)
    const { taken, ready, skipped } = settleEdges(scope, state, planned, handle)
    if (state.answer.reached.size > 0) for (const edge of taken) queueFreedResponses(scope, state, edge)
    this.enqueue(frame, ready)
    this.flush(frame)
    return skipped
  }

  /** A node's end has been told. */
  #goOn(frame: Frame, skipped: readonly string[]): void {
    for (const nodeId of skipped) {
      this.emit({ type: 'node_skipped', nodeId, ...(frame.rounds ? { rounds: frame.rounds } : {}) })
    }
    frame.active -= 1
    if (frame.active === 0) this.#endFrame(frame)
    this.pump()
  }

  #closeExecution(execution: Execution): void {
    const { frame, planned } = execution
    if (!removeFrom(frame.executions, execution)) return
    removeFrom(frame.state.open, execution.state)
    if (!this.waiting.remove(execution) && !planned.inside) this.#running -= 1
  }

  #endFrame(frame: Frame): void {
    if (frame === this.root || frame.isOver) return
    frame.isOver = true
    frame.container?.end(frame)
  }

  /** A node without an error strategy has failed: so has its round, or the run. */
  #failFrame(frame: Frame, error: ErrorData, nodeId: string): void {
    if (frame === this.root) {
      this.failRun(error, nodeId)
      return
    }
    this.stopFrame(frame)
    if (frame.round) frame.round.error = error
    this.#endFrame(frame)
    this.pump()
  }

  stopFrame(frame: Frame): void {
    for (const execution of [...frame.executions]) {
      this.#stopRounds(execution)
      execution.close()
      this.#closeExecution(execution)
      frame.state.nodes.set(execution.planned.id, 'stopped')
      this.emit({ type: 'node_stopped', ...execution.about })
    }
  }

  #stopRounds({ rounds }: Execution): void {
    for (const frame of [...(rounds?.frames ?? [])]) {
      this.stopFrame(frame)
      frame.isOver = true
    }
  }

  pause(execution: Execution, form: HumanForm): void {
    execution.state.form = form
    execution.state.pausedAtMs = this.ports.clock.now()
    this.emit({ type: 'node_paused', ...execution.about, form })
    this.#wait(execution)
    this.waiting.deliver(execution, form)
    this.pump()
  }

  #wait(execution: Execution): void {
    execution.frame.state.nodes.set(execution.planned.id, 'paused')
    this.#running -= 1
    this.waiting.add(execution)
  }

  answer(execution: Execution, submission: FormSubmission | 'expired'): void {
    this.waiting.remove(execution)
    execution.state.submission = submission
    execution.frame.state.nodes.set(execution.planned.id, 'running')
    this.#running += 1
    execution.start()
  }
}

function infoOf({ app }: Plan, { runId, inputs, conversationId }: RunState): RunInfo {
  const info = { id: runId, appId: app.id, mode: app.mode, inputs }
  return conversationId === undefined ? info : { ...info, conversationId }
}
