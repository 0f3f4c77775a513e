import type { ClockPort } from '@skep/engine'
import { type ErrorCode, hasErrorCode } from '@skep/schema'

const PASSING: ReadonlySet<ErrorCode> = new Set(['MODEL_RATE_LIMIT', 'MODEL_SERVER', 'MODEL_NETWORK'])

/** Longer waits than this are the user's decision, not ours. */
const LONGEST_WAIT_MS = 20_000

/** @internal */
export interface RetryPolicy {
  readonly clock: ClockPort
  readonly random: () => number
  readonly signal: AbortSignal
  /** Tries after the first. */
  readonly retries: number
}

/**
 * How long to wait before try `attempt + 1` (0 is the first), or undefined when trying again is pointless: a server's
 * own Retry-After, else 0.5 s doubled each time, with up to half of it taken off at random so that many clients spread.
 * @internal
 */
export function retryDelayMs(error: unknown, attempt: number, random: () => number): number | undefined {
  if (!hasErrorCode(error) || !PASSING.has(error.code) || error.data.isFinal === true) return undefined
  const asked = error.data.retryAfterMs
  if (typeof asked === 'number') return asked <= LONGEST_WAIT_MS ? asked : undefined
  return 500 * 2 ** attempt * (1 - random() / 2)
}

/** Calls `task` again while it fails in a passing way. @internal */
export async function withRetry<T>(task: () => Promise<T>, policy: RetryPolicy): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await task()
    } catch (error) {
      const delayMs = attempt < policy.retries ? retryDelayMs(error, attempt, policy.random) : undefined
      if (delayMs === undefined) throw error
      await policy.clock.sleep(delayMs, policy.signal)
    }
  }
}

/** Starts `open` again while it fails in a passing way before its first value; later failures are the caller's. @internal */
export async function* retryStream<T>(
  open: () => AsyncIterable<T>,
  policy: RetryPolicy,
): AsyncGenerator<T, void, void> {
  const { first, rest } = await withRetry(async () => {
    const rest = open()[Symbol.asyncIterator]()
    return { first: await rest.next(), rest }
  }, policy)
  try {
    for (let step = first; !step.done; step = await rest.next()) yield step.value
  } finally {
    await rest.return?.()
  }
}
