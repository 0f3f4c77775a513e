import { type ErrorCode, hasErrorCode, SkepError } from '@skep/schema'

/** What an aborted call rejects with. @internal */
export function abortedError(): SkepError {
  return new SkepError('CALL_ABORTED', 'The call was stopped.')
}

/** `MODEL_NOT_FOUND` that names the models there are. @public */
export function modelNotFoundError(provider: string, model: string, known: readonly string[]): SkepError {
  const there = known.length > 0 ? ` It has: ${known.join(', ')}.` : ''
  return new SkepError(
    'MODEL_NOT_FOUND',
    `The connection "${provider}" has no model "${model}".${there} Choose another model.`,
    { provider, model, known },
  )
}

/** Ours stay as they are; anything else becomes `code` with a sentence of our own, so that no foreign text leaks. @internal */
export function asModelError(cause: unknown, code: ErrorCode, message: string): SkepError {
  return hasErrorCode(cause) ? cause : new SkepError(code, message, {}, { cause })
}

/** @internal */
export function capabilityError(provider: string, what: string): SkepError {
  return new SkepError(
    'MODEL_CAPABILITY',
    `The connection "${provider}" cannot ${what}. Choose another one.`,
    { provider },
  )
}
