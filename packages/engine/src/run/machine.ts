import type { RunEvent, RunEventBody } from '@skep/client'
import { type ErrorData, type JsonObject, toErrorData } from '@skep/schema'
import { appendChunk, closeStreams, flushAnswers, namedStreams, resetStreams } from '../answer/coordinator.ts'
import { queueFreedResponses, queueFreeResponses } from '../answer/reachability.ts'
import type { ExecutorEvent, ExecutorResult } from '../define-executor.ts'
import type { Plan, PlannedNode } from '../plan/plan.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { setVariable, setVariables } from '../variables/pool.ts'
import { runAttempt } from './attempt.ts'
import { recover } from './error-strategy.ts'
import { createEventQueue, type EventQueue } from './event-queue.ts'
import { createContext } from './executor-context.ts'
import { type RunLimits, stepLimitError, timeLimitError } from './limits.ts'
import { mergeOutputs } from './merge-outputs.ts'
import { type RunSecrets, resolveSecrets } from './secrets.ts'
import { settleEdges } from './settle-edges.ts'
import type { RunState } from './state.ts'
import { addUsage } from './usage.ts'

/** @internal */
export interface MachineOptions {
  readonly plan: Plan
  readonly state: RunState
  readonly ports: EnginePorts
  readonly limits: RunLimits
  readonly inputs: JsonObject
  readonly conversationId: string | undefined
}

/** A node that runs now. */
interface OpenNode {
  readonly executionId: string
  readonly startedAtMs: number
  controller: AbortController
  inputs: JsonObject | undefined
}

/** What makes a run go: it changes the state, starts nodes and says what happened. @internal */
export class RunMachine {
  readonly events: EventQueue<RunEvent> = createEventQueue<RunEvent>()
  readonly #options: MachineOptions
  readonly #named: ReadonlySet<string>
  readonly #open = new Map<string, OpenNode>()
  readonly #timer = new AbortController()
  #secrets: RunSecrets = { read: () => undefined, redact: (value) => value }

  constructor(options: MachineOptions) {
    this.#options = options
    this.#named = namedStreams(options.plan)
  }

  async start(): Promise<void> {
    const { plan, state, ports, inputs, conversationId, limits } = this.#options
    const { app } = plan
    this.#emit({
      type: 'run_started',
      appId: app.id,
      inputs,
      ...(conversationId === undefined ? {} : { conversationId }),
    })
    ports.clock.sleep(limits.timeMs, this.#timer.signal).then(
      () => this.#failRun(timeLimitError(limits)),
      () => undefined, // the run ended in time
    )
    this.#secrets = await resolveSecrets(app, ports.secrets)
    if (this.#isOver()) return
    queueFreeResponses(plan, state)
    state.nodes.set(plan.rootId, 'ready')
    state.ready.push(plan.rootId)
    this.#pump()
  }

  /** Ends the run now: open nodes are stopped, ports get their signal. */
  stop(): void {
    if (this.#isOver()) return
    this.#closeOpenNodes()
    this.#end('stopped', { type: 'run_stopped', durationMs: this.#durationMs() })
  }

  /** Something broke that should not: the run ends with `INTERNAL`. */
  fail(error: unknown): void {
    this.#failRun(toErrorData(error))
  }

  /** The reader has gone: everything stops and nothing is said. */
  abandon(): void {
    if (this.#isOver()) return
    this.events.end()
    this.stop()
  }

  #isOver(): boolean {
    return this.#options.state.status !== 'running'
  }

  #durationMs(): number {
    return this.#options.ports.clock.now() - this.#options.state.startedAtMs
  }

  #emit(body: RunEventBody): void {
    const { state, ports } = this.#options
    state.sequence += 1
    const { runId, sequence } = state
    this.events.push(this.#secrets.redact({ runId, sequence, atMs: ports.clock.now(), ...body }))
  }

  #end(status: RunState['status'], event: RunEventBody): void {
    this.#emit(event)
    // Before any signal fires: what is told to stop may answer at once, and nothing more may be said.
    this.#options.state.status = status
    this.events.end()
    this.#timer.abort()
    for (const { controller } of this.#open.values()) controller.abort()
    this.#open.clear()
  }

  #pump(): void {
    const { state, limits, plan } = this.#options
    while (!this.#isOver() && this.#open.size < limits.parallel) {
      const id = state.ready.shift()
      const planned = id === undefined ? undefined : plan.nodes.get(id)
      if (!planned) break
      if (state.steps >= limits.steps) {
        this.#failRun(stepLimitError(limits), planned.id)
        return
      }
      this.#startNode(planned)
    }
    if (!this.#isOver() && this.#open.size === 0) this.#finish()
  }

  #startNode(planned: PlannedNode): void {
    const { state, ports } = this.#options
    const { id, node } = planned
    state.steps += 1
    state.nodes.set(id, 'running')
    const executionId = this.#executionId(id)
    const startedAtMs = ports.clock.now()
    const open = { executionId, startedAtMs, controller: new AbortController(), inputs: undefined }
    this.#open.set(id, open)
    this.#emit({ type: 'node_started', nodeId: id, executionId, nodeType: node.type, title: node.title })
    this.#runNode(planned, open).catch((error: unknown) => {
      this.#failRun(toErrorData(error), id)
    })
  }

  /** Answers speak for nodes that have not begun, so an execution may be named before it starts. */
  #executionId(nodeId: string): string {
    const { state, ports } = this.#options
    const id = state.executionIds.get(nodeId) ?? ports.random.id()
    state.executionIds.set(nodeId, id)
    return id
  }

  async #runNode(planned: PlannedNode, open: OpenNode): Promise<void> {
    const { plan, state, ports, limits } = this.#options
    const { id, node } = planned
    const retries = planned.canRetry && node.retry?.enabled ? node.retry.maxRetries : 0
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await runAttempt(planned, {
        context: createContext(this.#options, this.#secrets, planned, open.executionId),
        controller: open.controller,
        outputChars: limits.outputChars,
        onEvent: (event) => this.#onExecutorEvent(planned, open, event),
        isOver: () => this.#isOver(),
      })
      if (outcome.type === 'abandoned') return
      if (outcome.type === 'succeeded') {
        this.#succeed(planned, open, outcome.result)
        return
      }
      resetStreams(plan, state, id)
      if (attempt > retries) {
        this.#fail(planned, open, outcome.error)
        return
      }
      open.controller = new AbortController()
      const waitMs = (node.retry?.intervalMs ?? 0) * (node.retry?.backoff ?? 1) ** (attempt - 1)
      await ports.clock.sleep(waitMs, open.controller.signal).catch(() => undefined) // only the run's end stops it
      if (this.#isOver()) return
      this.#emit({
        type: 'node_retry',
        nodeId: id,
        executionId: open.executionId,
        attempt,
        error: outcome.error,
      })
    }
  }

  #onExecutorEvent(planned: PlannedNode, open: OpenNode, event: ExecutorEvent): void {
    const about = { nodeId: planned.id, executionId: open.executionId }
    switch (event.type) {
      case 'chunk':
        appendChunk(this.#options.state, this.#named, [planned.id, event.output], {
          text: event.text,
          isFinal: event.isFinal ?? false,
        })
        this.#flush()
        return
      case 'reasoning':
        this.#emit({ type: 'reasoning_chunk', ...about, text: event.text })
        return
      case 'inputs':
        open.inputs = event.inputs
        return
      case 'progress':
        this.#emit({
          type: 'node_progress',
          ...about,
          message: event.message,
          ...(event.data ? { data: event.data } : {}),
        })
        return
      case 'citations':
        this.#emit({ type: 'citations', ...about, citations: event.citations })
        return
      case 'log':
        this.#emit({ type: 'agent_log', ...about, log: event.log })
        return
      case 'variables':
        for (const { selector, value } of event.updates) {
          const [scope, name] = selector
          if (scope === undefined || name === undefined) continue
          setVariable(this.#options.state.variables, scope, name, value)
          this.#emit({ type: 'variable_updated', ...about, selector, value })
        }
        return
      default:
        event satisfies never
    }
  }

  #flush(): void {
    const { plan, state } = this.#options
    for (const { nodeId, selector, text, isFinal } of flushAnswers(plan, state)) {
      const executionId = this.#executionId(nodeId)
      this.#emit({ type: 'text_chunk', nodeId, executionId, selector, text, isFinal })
    }
  }

  #succeed(planned: PlannedNode, open: OpenNode, result: ExecutorResult): void {
    const { state } = this.#options
    closeStreams(state, planned.id)
    if (planned.executor.response) {
      mergeOutputs(state.outputs, result.outputs, planned.executor.response.merge)
    }
    state.usage = addUsage(state.usage, result.usage)
    const handle = result.handle ?? (planned.isBranch ? 'source' : undefined)
    this.#settle(planned, 'succeeded', result.outputs, handle, {
      type: 'node_succeeded',
      nodeId: planned.id,
      executionId: open.executionId,
      inputs: result.inputs ?? open.inputs ?? {},
      outputs: result.outputs,
      ...(result.process ? { process: result.process } : {}),
      ...(result.usage ? { usage: result.usage } : {}),
      ...(handle === undefined ? {} : { handle }),
      durationMs: this.#options.ports.clock.now() - open.startedAtMs,
    })
  }

  #fail(planned: PlannedNode, open: OpenNode, error: ErrorData): void {
    const { state, ports } = this.#options
    const about = {
      nodeId: planned.id,
      executionId: open.executionId,
      ...(open.inputs ? { inputs: open.inputs } : {}),
      durationMs: ports.clock.now() - open.startedAtMs,
    }
    const recovery = recover(planned, error)
    if (!recovery.ok || !recovery.value) {
      const cause = recovery.ok ? error : recovery.error
      this.#open.delete(planned.id)
      state.nodes.set(planned.id, 'failed')
      this.#emit({ type: 'node_failed', ...about, error: cause })
      this.#failRun(cause, planned.id)
      return
    }
    const { outputs, handle } = recovery.value
    state.exceptionsCount += 1
    this.#settle(planned, 'exception', outputs, handle, {
      type: 'node_exception',
      ...about,
      error,
      outputs,
      ...(handle === undefined ? {} : { handle }),
    })
  }

  /** Keeps the outputs of a node that has ended, decides its ways out and goes on. What it frees is said before `event`. */
  #settle(
    planned: PlannedNode,
    status: 'succeeded' | 'exception',
    outputs: JsonObject,
    handle: string | undefined,
    event: RunEventBody,
  ): void {
    const { plan, state } = this.#options
    this.#open.delete(planned.id)
    state.nodes.set(planned.id, status)
    setVariables(state.variables, planned.id, outputs)
    const { taken, ready, skipped } = settleEdges(plan, state, planned.id, handle)
    for (const edge of taken) queueFreedResponses(plan, state, edge)
    state.ready.push(...ready)
    this.#flush()
    this.#emit(event)
    for (const nodeId of skipped) this.#emit({ type: 'node_skipped', nodeId })
    this.#pump()
  }

  #closeOpenNodes(): void {
    const { state } = this.#options
    for (const [nodeId, { executionId }] of this.#open) {
      state.nodes.set(nodeId, 'stopped')
      this.#emit({ type: 'node_stopped', nodeId, executionId })
    }
  }

  #failRun(error: ErrorData, nodeId?: string): void {
    if (this.#isOver()) return
    this.#closeOpenNodes()
    this.#end('failed', {
      type: 'run_failed',
      error,
      ...(nodeId === undefined ? {} : { nodeId }),
      durationMs: this.#durationMs(),
    })
  }

  #finish(): void {
    const { state } = this.#options
    const about = {
      outputs: Object.fromEntries(state.outputs),
      durationMs: this.#durationMs(),
      ...(state.usage ? { usage: state.usage } : {}),
    }
    const { exceptionsCount } = state
    if (exceptionsCount === 0) this.#end('succeeded', { type: 'run_succeeded', ...about })
    else this.#end('partial-succeeded', { type: 'run_partial_succeeded', ...about, exceptionsCount })
  }
}
