import type { FormSubmission, RoundRef, RunEvent } from '@skep/client'
import { type ErrorData, type JsonObject, type Selector, SkepError, type Value } from '@skep/schema'
import { appendChunk, resetStreams } from '../answer/coordinator.ts'
import type { ExecutorEvent, ExecutorResult, RunInfo } from '../define-executor.ts'
import type { PlannedNode } from '../plan/plan.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { isOfType } from '../variables/is-of-type.ts'
import { readVariable, writeVariable } from '../variables/pool.ts'
import { Attempt, type AttemptHost } from './attempt.ts'
import { ContainerRounds } from './container-rounds.ts'
import type { RunCore } from './core.ts'
import type { Frame } from './frame.ts'
import { toPlainValue } from './plain-outputs.ts'
import type { ExecutionState } from './state.ts'

/** What an event says about the node that it is about. @internal */
export interface NodeAbout {
  readonly nodeId: string
  readonly executionId: string
  readonly rounds?: readonly RoundRef[]
}

/** A node that has been started: its tries, one after the other, and what they tell. @internal */
export class Execution implements AttemptHost {
  readonly core: RunCore
  readonly frame: Frame
  readonly planned: PlannedNode
  readonly state: ExecutionState
  /** The inside of a container. */
  readonly rounds: ContainerRounds | undefined
  /** It wrote variables of the conversation, which are to be kept. */
  hasWrittenConversation = false
  #attempt: Attempt | undefined
  #waiting: AbortController | undefined
  isClosed = false

  constructor(core: RunCore, frame: Frame, planned: PlannedNode, state: ExecutionState) {
    this.core = core
    this.frame = frame
    this.planned = planned
    this.state = state
    this.rounds = planned.inside ? new ContainerRounds(core, this, planned.inside) : undefined
  }

  get executionId(): string {
    return this.state.id
  }

  get run(): RunInfo {
    return this.core.info
  }

  get ports(): EnginePorts {
    return this.core.ports
  }

  get outputChars(): number {
    return this.core.limits.outputChars
  }

  get submission(): FormSubmission | 'expired' | undefined {
    return this.state.submission
  }

  get about(): NodeAbout {
    const { rounds } = this.frame
    const about = { nodeId: this.planned.id, executionId: this.state.id }
    return rounds ? { ...about, rounds } : about
  }

  read(selector: Selector): Value | undefined {
    return this.core.readSecret(selector) ?? readVariable(this.rounds?.layer ?? this.frame.layer, selector)
  }

  conceal(secret: string): void {
    this.core.conceal(secret)
  }

  runApp(appId: string, inputs: JsonObject, signal: AbortSignal): AsyncIterable<RunEvent> {
    return this.core.runApp(appId, inputs, signal)
  }

  start(): void {
    if (this.isClosed) return
    this.#attempt = new Attempt(this)
    this.#attempt.start()
  }

  /** Ends it from outside. */
  close(): void {
    this.isClosed = true
    this.#attempt?.close()
    this.#waiting?.abort()
  }

  onSuccess(result: ExecutorResult): void {
    this.core.succeed(this, result)
  }

  onBreak(error: unknown): void {
    this.core.break(error, this.planned.id)
  }

  onFailure(error: ErrorData): void {
    resetStreams(this.frame, this.planned.id)
    const { canRetry, node } = this.planned
    const tries = canRetry && node.retry?.enabled ? node.retry.maxRetries : 0
    if (this.state.retries >= tries) {
      this.core.fail(this, error)
      return
    }
    this.state.retries += 1
    this.#retry(error).catch((cause: unknown) => this.onBreak(cause))
  }

  async #retry(error: ErrorData): Promise<void> {
    const { retry } = this.planned.node
    const attempt = this.state.retries
    const waitMs = (retry?.intervalMs ?? 0) * (retry?.backoff ?? 1) ** (attempt - 1)
    this.#waiting = new AbortController()
    await this.core.ports.clock.sleep(waitMs, this.#waiting.signal).catch(() => undefined) // only its end stops it
    if (this.isClosed) return
    this.core.emit({ type: 'node_retry', ...this.about, attempt, error })
    this.start()
  }

  onEvent(event: ExecutorEvent): void {
    const { core, frame, planned } = this
    switch (event.type) {
      case 'chunk':
        appendChunk(frame, [planned.id, event.output], {
          text: event.text,
          isFinal: event.isFinal ?? false,
        })
        core.flush(frame)
        return
      case 'reasoning':
        core.emit({ type: 'reasoning_chunk', ...this.about, text: event.text })
        return
      case 'inputs':
        this.state.inputs = event.inputs
        return
      case 'progress': {
        const { message, data } = event
        core.emit({ type: 'node_progress', ...this.about, message, ...(data ? { data } : {}) })
        return
      }
      case 'citations':
        core.emit({ type: 'citations', ...this.about, citations: event.citations })
        return
      case 'log':
        core.emit({ type: 'agent_log', ...this.about, log: event.log })
        return
      case 'variables':
        this.#write(event)
        return
      case 'pause':
        if (this.rounds) throw new SkepError('NODE_FAILED', 'A container cannot wait for a person itself.')
        this.#attempt?.close()
        core.pause(this, event.form)
        return
      default:
        event satisfies never
    }
  }

  /** Nothing is written unless everything can be. */
  #write({ updates, isUntyped }: Extract<ExecutorEvent, { readonly type: 'variables' }>): void {
    const writes = updates.flatMap(({ selector, value }) => {
      const [scope, name] = selector
      if (scope === undefined || name === undefined) return []
      const plain = toPlainValue(value, this.outputChars)
      if (!isUntyped) this.#checkType(scope, name, plain)
      return [{ selector, scope, name, value: plain }]
    })
    for (const { selector, scope, name, value } of writes) {
      writeVariable(this.frame.layer, scope, name, value)
      if (scope === 'conversation') this.hasWrittenConversation = true
      this.core.emit({ type: 'variable_updated', ...this.about, selector, value })
    }
  }

  /** A variable stays what it was declared to be, unless it never was. */
  #checkType(scope: string, name: string, value: Value): void {
    const type = this.core.typeOf(scope, name)
    if (type === undefined || value === null || isOfType(type, value)) return
    const current = readVariable(this.frame.layer, [scope, name])
    if (current === undefined || !isOfType(type, current)) return
    throw new SkepError('VARIABLE_TYPE', `"${name}" is of type ${type} and cannot take this value.`, {
      selector: [scope, name],
    })
  }
}
