import type { FormSubmission, RunEvent } from '@skep/client'
import { type ErrorData, type JsonObject, type Selector, toErrorData, type Value } from '@skep/schema'
import type {
  ExecutorContext,
  ExecutorEvent,
  ExecutorResult,
  RenderStyle,
  RunInfo,
} from '../define-executor.ts'
import type { PlannedNode } from '../plan/plan.ts'
import type { EnginePorts } from '../ports/ports.ts'
import type { Rounds } from '../rounds.ts'
import { renderTemplate } from '../variables/render.ts'
import { outputTooLarge, toPlainOutputs } from './plain-outputs.ts'

/** What a try of a node is given, and whom it tells. @internal */
export interface AttemptHost {
  readonly planned: PlannedNode
  readonly executionId: string
  readonly run: RunInfo
  readonly ports: EnginePorts
  readonly outputChars: number
  readonly submission: FormSubmission | 'expired' | undefined
  readonly rounds: Rounds | undefined
  read(selector: Selector): Value | undefined
  runApp(appId: string, inputs: JsonObject, signal: AbortSignal): AsyncIterable<RunEvent>
  conceal(secret: string): void
  onEvent(event: ExecutorEvent): void
  onSuccess(result: ExecutorResult): void
  onFailure(error: ErrorData): void
  /** The host itself broke. */
  onBreak(error: unknown): void
}

type Step = IteratorResult<ExecutorEvent, ExecutorResult>

/**
 * What an executor sees of the run. All of it is made when it is asked for, since most executors ask for little. Getters
 * of the class: own ones would cost a hidden class for each node, three times as much as all else together.
 */
class Context implements ExecutorContext<unknown> {
  readonly #host: AttemptHost
  readonly #attempt: Attempt

  constructor(host: AttemptHost, attempt: Attempt) {
    this.#host = host
    this.#attempt = attempt
  }

  get config(): unknown {
    return this.#host.planned.config
  }

  get node(): ExecutorContext<unknown>['node'] {
    const { id, node, expectsFailure } = this.#host.planned
    const { executionId } = this.#host
    return { id, type: node.type, title: node.title, executionId, expectsFailure }
  }

  get run(): RunInfo {
    return this.#host.run
  }

  get ports(): EnginePorts {
    return this.#host.ports
  }

  get rounds(): Rounds | undefined {
    return this.#host.rounds
  }

  get submission(): FormSubmission | 'expired' | undefined {
    return this.#host.submission
  }

  get signal(): AbortSignal {
    return this.#attempt.signal
  }

  // Executors take these out of the context, so they are bound.
  get read(): (selector: Selector) => Value | undefined {
    return (selector) => this.#host.read(selector)
  }

  get renderText(): (text: string, style?: RenderStyle) => string {
    return (text, style = 'prompt') => renderTemplate(text, this.read, style)
  }

  get runApp(): (appId: string, inputs: JsonObject) => AsyncIterable<RunEvent> {
    return (appId, inputs) => this.#host.runApp(appId, inputs, this.signal)
  }

  get conceal(): (secret: string) => void {
    return (secret) => this.#host.conceal(secret)
  }
}

/**
 * Runs a node once. It makes no promise of its own, and an AbortController only for an executor that asks for its
 * signal: both cost more than all else that a small node needs.
 * @internal
 */
export class Attempt {
  readonly #host: AttemptHost
  #controller: AbortController | undefined
  #iterator: AsyncGenerator<ExecutorEvent, ExecutorResult, void> | undefined
  #streamedChars = 0
  #isOver = false

  constructor(host: AttemptHost) {
    this.#host = host
  }

  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      if (this.#isOver) this.#controller.abort()
    }
    return this.#controller.signal
  }

  start(): void {
    try {
      const made = this.#host.planned.executor.execute(new Context(this.#host, this))
      if ('then' in made) {
        made.then((result) => this.#onResult(result), this.#onError)
        return
      }
      this.#iterator = made
    } catch (error) {
      this.#fail(error)
      return
    }
    this.#next()
  }

  /** Ends it before its executor has. What the executor still does concerns nobody any more. */
  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#controller?.abort()
    // Not awaited: an executor that hangs must not hold up the run.
    this.#iterator?.return({ outputs: {} }).catch(() => undefined)
  }

  #next(): void {
    this.#iterator?.next().then((step) => this.#onStep(step), this.#onError)
  }

  readonly #onError = (error: unknown): void => {
    if (!this.#isOver) this.#fail(error)
  }

  #onResult(result: ExecutorResult): void {
    if (!this.#isOver) this.#finish(result)
  }

  #onStep(step: Step): void {
    if (this.#isOver) return
    if (step.done) {
      this.#finish(step.value)
      return
    }
    const event = step.value
    if (event.type === 'chunk' || event.type === 'reasoning') {
      this.#streamedChars += event.text.length
      if (this.#streamedChars > this.#host.outputChars) {
        this.#fail(outputTooLarge(this.#host.outputChars))
        return
      }
    }
    try {
      this.#host.onEvent(event)
    } catch (error) {
      this.#fail(error)
      return
    }
    if (!this.#isOver) this.#next()
  }

  #finish(value: ExecutorResult): void {
    let result: ExecutorResult
    try {
      result = toPlainResult(value, this.#host.outputChars)
    } catch (error) {
      this.#fail(error)
      return
    }
    this.#isOver = true
    this.#controller?.abort()
    try {
      this.#host.onSuccess(result)
    } catch (error) {
      this.#host.onBreak(error)
    }
  }

  #fail(error: unknown): void {
    this.close()
    try {
      this.#host.onFailure(toErrorData(error, 'NODE_FAILED'))
    } catch (cause) {
      this.#host.onBreak(cause)
    }
  }
}

/** Its optional fields are set one by one: see node-events.ts. */
function toPlainResult(
  { outputs, handle, inputs, process, usage }: ExecutorResult,
  maxChars: number,
): ExecutorResult {
  const result: { -readonly [Key in keyof ExecutorResult]: ExecutorResult[Key] } = {
    outputs: toPlainOutputs(outputs, maxChars),
  }
  if (handle !== undefined) result.handle = handle
  if (inputs) result.inputs = toPlainOutputs(inputs, maxChars)
  if (process) result.process = toPlainOutputs(process, maxChars)
  if (usage) result.usage = usage
  return result
}
