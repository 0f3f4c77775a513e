import { type ErrorData, hasErrorCode, SkepError, toErrorData } from '@skep/schema'

export function throwIfStopped(signal: AbortSignal): void {
  if (signal.aborted) throw new SkepError('CALL_ABORTED', 'Reading the source was stopped.')
}

/** What went wrong at one document. What others throw may quote anything, so their words stay behind. */
export function toSourceError(error: unknown): ErrorData {
  if (hasErrorCode(error)) return toErrorData(error)
  const name = error instanceof Error && /^\w{1,40}$/.test(error.name) ? error.name : 'Error'
  return {
    code: 'SOURCE_FAILED',
    message: 'The source could not give this document. Try again later, or check its connection.',
    data: { name },
  }
}
