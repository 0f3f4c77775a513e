import type { ModelAnswerer, ModelPart, ModelRef } from '@skep/client'
import { hasErrorCode, SkepError, toErrorData } from '@skep/schema'

/** A model to try, with the reason for it. @internal */
export interface Target extends ModelRef {
  readonly reason: ModelAnswerer['reason']
  readonly message?: string
}

/** Errors that another model would meet too, or that are no failure of the model. */
const FINAL: ReadonlySet<string> = new Set(['CALL_ABORTED', 'CALL_INVALID', 'MODEL_BUDGET', 'CLIENT_CLOSED'])

/**
 * Asks one model after the other until one gives its first part; after that, failures are the caller's. The end says who
 * answered and who failed before.
 * @throws the error of the first model, with all that failed in `data.failed` when there were several.
 * @internal
 */
export async function* answerFromFirst(
  targets: readonly Target[],
  open: (target: Target) => AsyncIterable<ModelPart>,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, void> {
  const failed: { readonly provider: string; readonly model: string; readonly code: string }[] = []
  let firstError: unknown
  for (const target of targets) {
    let hasBegun = false
    try {
      for await (const part of open(target)) {
        hasBegun = true
        yield part.type === 'finish' ? withAnswerer(part, target, failed) : part
      }
      return
    } catch (error) {
      if (hasBegun || signal.aborted || isFinal(error)) throw error
      firstError ??= error
      const { provider, model } = target
      failed.push({ provider, model, code: toErrorData(error, 'MODEL_SERVER').code })
    }
  }
  throw withFailed(firstError, failed)
}

function isFinal(error: unknown): boolean {
  return hasErrorCode(error) && FINAL.has(error.code)
}

function withAnswerer(
  finish: Extract<ModelPart, { readonly type: 'finish' }>,
  { provider, model, reason, message }: Target,
  failed: NonNullable<ModelAnswerer['failed']>,
): ModelPart {
  return {
    ...finish,
    answeredBy: {
      ...finish.answeredBy,
      // The connection itself: apps may name it by a path.
      provider: finish.usage.provider ?? provider,
      model,
      reason: failed.length > 0 ? 'fallback' : reason,
      ...(message === undefined ? {} : { message }),
      ...(failed.length > 0 ? { failed } : {}),
    },
  }
}

function withFailed(error: unknown, failed: NonNullable<ModelAnswerer['failed']>): unknown {
  if (failed.length < 2 || !hasErrorCode(error)) return error
  const others = failed.slice(1).map(({ provider, model }) => `${provider}/${model}`)
  return new SkepError(
    error.code,
    `${error.message} The models after it failed too: ${others.join(', ')}.`,
    { ...error.data, failed: failed.map((one) => ({ ...one })) },
    { cause: error },
  )
}
