import type { ModelCallOptions, ModelRef, Usage } from '@skep/client'
import { SkepError } from '@skep/schema'
import { abortedError, capabilityError } from '../errors.ts'
import type { CallOptions, ModelProvider } from '../provider.ts'
import type { ChatParts } from './chat.ts'
import { hideKeys } from './hide-keys.ts'
import { costOf } from './prices.ts'
import { raceAbort } from './race-abort.ts'
import { withRetry } from './retry.ts'
import { estimateTokens } from './usage.ts'

/** Where a connection sets no `totalTimeoutMs`: a long recording takes minutes. */
const LONGEST_MS = 600_000

type Method<Request, Result> = (request: Request, how: CallOptions) => Promise<Result>

/** One kind of call that does not stream. @internal */
export interface OneCall<Request, Result> {
  /** Ends "cannot ...". */
  readonly what: string
  readonly methodOf: (provider: ModelProvider) => Method<Request, Result> | undefined
  /** What it takes tokens for. */
  readonly textOf: (request: Request) => string
}

/** Its turn, its tries, its time, its cost. @throws `MODEL_*`, `CALL_ABORTED` @internal */
export async function callOnce<Request extends ModelRef, Result extends { readonly usage?: Usage }>(
  parts: Pick<
    ChatParts,
    'budget' | 'clock' | 'gateOf' | 'priceOf' | 'random' | 'resolve' | 'retries' | 'settings'
  >,
  { what, methodOf, textOf }: OneCall<Request, Result>,
  request: Request,
  { signal = new AbortController().signal }: ModelCallOptions = {},
): Promise<Result> {
  if (signal.aborted) throw abortedError()
  const { budget, clock, random } = parts
  const connected = await parts.resolve(request.provider)
  const { id, provider, config, keys } = connected
  const method = methodOf(provider)?.bind(provider)
  if (!method) throw capabilityError(id, what)
  const now = await parts.settings()
  await budget.check(now.budget, undefined)
  const gate = parts.gateOf(connected)
  const ref = { provider: id, model: request.model }
  const text = textOf(request)
  const limitMs = config?.limits?.totalTimeoutMs ?? LONGEST_MS
  try {
    const result = await withRetry(
      async () => {
        const leave = await gate?.enter(estimateTokens(text), signal)
        const inner = new AbortController()
        const stop = (): void => inner.abort(abortedError())
        signal.addEventListener('abort', stop, { once: true })
        const ended = new AbortController()
        clock.sleep(limitMs, ended.signal).then(
          () => inner.abort(timeoutError(ref, limitMs)),
          () => undefined, // it ended in time
        )
        try {
          if (signal.aborted) throw abortedError()
          return await raceAbort(method({ ...request, provider: id }, { signal: inner.signal }), inner.signal)
        } finally {
          ended.abort()
          signal.removeEventListener('abort', stop)
          leave?.()
        }
      },
      { clock, random, signal, retries: config?.limits?.retries ?? parts.retries },
    )
    const counted = result.usage ?? { inputTokens: estimateTokens(text), isEstimate: true }
    const price = parts.priceOf(ref, connected, now)
    const usage = { ...counted, ...ref, ...(price ? { cost: costOf(counted, price) } : {}) }
    budget.record(ref, usage, { isFree: provider.isFree === true })
    return { ...result, usage }
  } catch (error) {
    throw hideKeys(error, keys)
  }
}

function timeoutError({ provider, model }: ModelRef, limitMs: number): SkepError {
  return new SkepError(
    'MODEL_TIMEOUT',
    `The model "${model}" took longer than ${Math.round(limitMs / 100) / 10} seconds. Try again, or raise the time limit of its connection.`,
    { provider, model, limitMs, phase: 'total' },
  )
}
