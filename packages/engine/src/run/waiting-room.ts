import type { FormSubmission, HumanForm, RunEventBody } from '@skep/client'
import { type ErrorData, SkepError, toErrorData } from '@skep/schema'
import type { EnginePorts } from '../ports/ports.ts'
import type { Execution } from './execution.ts'
import { findForm, readSubmission } from './forms.ts'
import { type RunLimits, waitLimitError } from './limits.ts'
import type { RunState } from './state.ts'

/** The run whose executions wait. @internal */
export interface WaitingHost {
  readonly state: RunState
  readonly ports: EnginePorts
  readonly limits: RunLimits
  isOver(): boolean
  emit(body: RunEventBody): void
  /** Lets a paused run go on. */
  wake(): void
  /** Lets an execution that waited go on. */
  answer(execution: Execution, submission: FormSubmission | 'expired'): void
  failRun(error: ErrorData, nodeId: string): void
}

/** The executions that wait for a person. @internal */
export class WaitingRoom {
  readonly #host: WaitingHost
  readonly #waiting = new Map<string, { readonly execution: Execution; readonly timer: AbortController }>()

  constructor(host: WaitingHost) {
    this.#host = host
  }

  get executionIds(): readonly string[] {
    return [...this.#waiting.keys()]
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0
  }

  /** Lets an execution wait until its form is answered or expires, or the run may wait no longer. */
  add(execution: Execution): void {
    const { ports, limits } = this.#host
    const { form, pausedAtMs } = execution.state
    const timer = new AbortController()
    this.#waiting.set(execution.executionId, { execution, timer })
    const limit = pausedAtMs + limits.waitMs
    const until = Math.min(form?.expiresAtMs ?? limit, limit)
    ports.clock.sleep(Math.max(0, until - ports.clock.now()), timer.signal).then(
      () => this.#expire(execution),
      () => undefined, // answered, or the run ended
    )
  }

  /** False: it did not wait. */
  remove({ executionId }: Execution): boolean {
    if (this.#waiting.size === 0) return false
    this.#waiting.get(executionId)?.timer.abort()
    return this.#waiting.delete(executionId)
  }

  close(): void {
    for (const { timer } of this.#waiting.values()) timer.abort()
  }

  deliver(execution: Execution, form: HumanForm): void {
    const { ports, state } = this.#host
    const { planned, executionId } = execution
    ports.forms
      ?.deliver({
        runId: state.runId,
        nodeId: planned.id,
        executionId,
        content: form.content,
        form,
        config: planned.node.config,
      })
      .catch((error: unknown) => {
        if (!this.#waiting.has(executionId)) return
        const { code, message } = toErrorData(error, 'HOST_FUNCTION_FAILED')
        this.#host.emit({ type: 'node_progress', ...execution.about, message, data: { code } })
      })
  }

  /** @throws `FORM_NOT_FOUND`, `INPUT_INVALID`; the form stays open */
  submit(executionId: string, given: FormSubmission): void {
    const host = this.#host
    const waiting = host.isOver() ? undefined : findForm(host.state, executionId)
    if (!waiting) {
      throw new SkepError('FORM_NOT_FOUND', 'Nothing waits for this form any more.', { executionId })
    }
    const submission = readSubmission(waiting.form, given)
    const live = this.#waiting.get(executionId)
    host.wake()
    host.emit({ type: 'form_submitted', ...waiting.about, submission })
    if (live) host.answer(live.execution, submission)
    else waiting.execution.submission = submission // it goes on when its round does
  }

  #expire(execution: Execution): void {
    const host = this.#host
    if (!this.#waiting.has(execution.executionId) || host.isOver()) return
    const { form, pausedAtMs } = execution.state
    if ((form?.expiresAtMs ?? Number.POSITIVE_INFINITY) > pausedAtMs + host.limits.waitMs) {
      host.failRun(waitLimitError(host.limits), execution.planned.id)
      return
    }
    host.wake()
    host.emit({ type: 'form_expired', ...execution.about })
    host.answer(execution, 'expired')
  }
}
