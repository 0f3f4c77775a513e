import { type JsonObject, SkepError } from '@skep/schema'

/**
 * Outputs as plain JSON that nobody else holds: what an executor returns may be anything, and later nodes, stores and
 * workers must be able to rely on it.
 * @throws `NODE_FAILED` for what JSON cannot say, `RUN_LIMIT_OUTPUT` above `maxChars`.
 * @internal
 */
export function toPlainOutputs(outputs: unknown, maxChars: number): JsonObject {
  if (typeof outputs !== 'object' || outputs === null || Array.isArray(outputs)) {
    throw new SkepError('NODE_FAILED', 'The node returned no object of outputs.')
  }
  let text: string
  try {
    text = JSON.stringify(outputs)
  } catch (cause) {
    throw new SkepError('NODE_FAILED', 'The node returned values that cannot be kept as JSON.', {}, { cause })
  }
  if (text.length > maxChars) throw outputTooLarge(maxChars)
  return JSON.parse(text)
}

/** @internal */
export function outputTooLarge(maxChars: number): SkepError {
  return new SkepError(
    'RUN_LIMIT_OUTPUT',
    `The node returned more than ${maxChars.toLocaleString('en')} characters. Let it return less.`,
    { limit: 'outputChars', maxChars },
  )
}
