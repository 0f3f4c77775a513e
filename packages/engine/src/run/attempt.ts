import type { ErrorData } from '@skep/schema'
import { toErrorData } from '@skep/schema'
import type { ExecutorContext, ExecutorEvent, ExecutorResult } from '../define-executor.ts'
import type { PlannedNode } from '../plan/plan.ts'
import { outputTooLarge, toPlainOutputs } from './plain-outputs.ts'

/** How one try of a node ended. @internal */
export type AttemptOutcome =
  | { readonly type: 'succeeded'; readonly result: ExecutorResult }
  | { readonly type: 'failed'; readonly error: ErrorData }
  /** The run ended meanwhile; nobody waits for this. */
  | { readonly type: 'abandoned' }

/** @internal */
export interface AttemptHost {
  readonly context: Omit<ExecutorContext<unknown>, 'signal'>
  readonly controller: AbortController
  readonly outputChars: number
  onEvent(event: ExecutorEvent): void
  isOver(): boolean
}

/** Runs a node once. Never rejects; its signal has fired when this resolves. @internal */
export async function runAttempt(planned: PlannedNode, host: AttemptHost): Promise<AttemptOutcome> {
  const { controller, outputChars } = host
  let iterator: AsyncGenerator<ExecutorEvent, ExecutorResult, void> | undefined
  let isDone = false
  let streamedChars = 0
  try {
    iterator = planned.executor.execute({ ...host.context, signal: controller.signal })
    for (;;) {
      const step = await iterator.next()
      isDone = step.done === true
      if (host.isOver()) return { type: 'abandoned' }
      if (step.done) return { type: 'succeeded', result: toPlainResult(step.value, outputChars) }
      if (step.value.type === 'chunk' || step.value.type === 'reasoning') {
        streamedChars += step.value.text.length
        if (streamedChars > outputChars) throw outputTooLarge(outputChars)
      }
      host.onEvent(step.value)
    }
  } catch (error) {
    return host.isOver()
      ? { type: 'abandoned' }
      : { type: 'failed', error: toErrorData(error, 'NODE_FAILED') }
  } finally {
    controller.abort()
    // Not awaited: an executor that hangs must not hold up the run. Its own errors concern nobody any more.
    if (!isDone) iterator?.return({ outputs: {} }).catch(() => undefined)
  }
}

function toPlainResult(result: ExecutorResult, maxChars: number): ExecutorResult {
  return {
    outputs: toPlainOutputs(result.outputs, maxChars),
    ...(result.inputs ? { inputs: toPlainOutputs(result.inputs, maxChars) } : {}),
    ...(result.process ? { process: toPlainOutputs(result.process, maxChars) } : {}),
    ...(result.handle === undefined ? {} : { handle: result.handle }),
    ...(result.usage ? { usage: result.usage } : {}),
  }
}
