import type { ModelPart, ModelPrice, ModelRequest, Usage } from '@skep/client'
import type { ClockPort } from '@skep/engine'
import { SkepError } from '@skep/schema'
import { abortedError, asModelError } from '../errors.ts'
import { raceAbort } from './race-abort.ts'
import { completeUsage } from './usage.ts'

/** @internal */
export interface StreamLimits {
  readonly firstPartMs: number
  readonly idleMs: number
  /** Of one try, from its beginning to its end. */
  readonly totalMs?: number
}

/** @internal */
export interface GuardContext {
  readonly request: ModelRequest
  readonly limits: StreamLimits
  readonly clock: ClockPort
  readonly signal: AbortSignal
  readonly price?: ModelPrice | undefined
  readonly countTokens?: ((text: string) => number) | undefined
  /** Waits for its turn before anything is sent. */
  readonly enter?: () => Promise<(tokens?: number) => void>
  /** What was used, also by an answer that was cut short. */
  readonly onUsed?: (usage: Usage) => void
}

/**
 * Holds any provider to the contract: ends within its limits, ends at once on abort, yields nothing after `finish`,
 * and yields `finish` exactly once with usage and latency. A stream that fails midway with an error of no code of ours
 * fails with `MODEL_STREAM_INTERRUPTED`.
 * @internal
 */
export async function* guardStream(
  open: (signal: AbortSignal) => AsyncIterable<ModelPart>,
  context: GuardContext,
): AsyncGenerator<ModelPart, void, void> {
  const { request, limits, clock } = context
  if (context.signal.aborted) throw abortedError()
  const leave = await context.enter?.()
  const startedAtMs = clock.now()
  const inner = new AbortController()
  const stop = (): void => inner.abort(abortedError())
  context.signal.addEventListener('abort', stop, { once: true })
  const watchdog = startWatchdog(inner, clock, limits, request)
  let output = ''
  let hasPart = false
  let used: Usage | undefined
  let counted: Usage = {}
  const complete = (usage: Usage): Usage =>
    completeUsage(usage, request, output, {
      latencyMs: clock.now() - startedAtMs,
      price: context.price,
      countTokens: context.countTokens,
    })
  let iterator: AsyncIterator<ModelPart> | undefined
  try {
    iterator = open(inner.signal)[Symbol.asyncIterator]()
    for (;;) {
      const step = await raceAbort(iterator.next(), inner.signal)
      if (inner.signal.aborted) throw inner.signal.reason
      const part: ModelPart = step.done ? { type: 'finish', reason: 'stop', usage: {} } : step.value
      watchdog.pause()
      hasPart = true
      if (part.type === 'finish') {
        used = complete(part.usage)
        yield { ...part, usage: used }
        return
      }
      if (part.type === 'text' || part.type === 'reasoning') output += part.text
      else if (part.type === 'tool-call') output += part.argumentsDelta
      else if (part.type === 'usage') counted = part.usage
      yield part
      if (inner.signal.aborted) throw inner.signal.reason
      watchdog.resume()
    }
  } catch (error) {
    if (inner.signal.aborted) throw inner.signal.reason
    throw hasPart
      ? asModelError(
          error,
          'MODEL_STREAM_INTERRUPTED',
          'The model stopped in the middle of its answer. Try again.',
        )
      : asModelError(error, 'MODEL_SERVER', 'The model failed to answer. Try again or choose another model.')
  } finally {
    context.signal.removeEventListener('abort', stop)
    watchdog.end()
    // A request that was refused cost nothing; what was said before a cut did.
    if (!used && hasPart) used = complete(counted)
    leave?.(used ? (used.totalTokens ?? 0) : 0)
    if (used) context.onUsed?.(used)
    if (!inner.signal.aborted) inner.abort(abortedError())
    // Not awaited: a generator that hangs in its own call would hold the run for ever.
    Promise.resolve(iterator?.return?.()).catch(() => undefined)
  }
}

interface Watchdog {
  /** The consumer works on a part: its time is not the model's. */
  pause(): void
  resume(): void
  end(): void
}

/** One timer for the whole stream: it looks at its deadline when it fires, and sleeps on when parts came. */
function startWatchdog(
  inner: AbortController,
  clock: ClockPort,
  limits: StreamLimits,
  request: ModelRequest,
): Watchdog {
  const ended = new AbortController()
  const endMs = clock.now() + (limits.totalMs ?? Infinity)
  let phase: Phase = 'first-token'
  let limitMs = limits.firstPartMs
  let deadlineMs = clock.now() + limitMs
  let isPaused = false
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const now = clock.now()
      if (now >= endMs) return inner.abort(timeoutError(request, 'total', limits.totalMs ?? 0))
      const leftMs = Math.min(isPaused ? limits.idleMs : deadlineMs - now, endMs - now)
      if (leftMs <= 0) return inner.abort(timeoutError(request, phase, limitMs))
      // Never longer than the idle limit: the deadline may move nearer when the first part comes.
      await clock.sleep(Math.min(leftMs, limits.idleMs), ended.signal)
    }
  }
  watch().catch(() => undefined) // ends with CALL_ABORTED when the stream does
  return {
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
      phase = 'idle'
      limitMs = limits.idleMs
      deadlineMs = clock.now() + limitMs
    },
    end: () => ended.abort(),
  }
}

type Phase = 'first-token' | 'idle' | 'total'

function timeoutError({ provider, model }: ModelRequest, phase: Phase, limitMs: number): SkepError {
  const seconds = Math.round(limitMs / 100) / 10
  const what = phase === 'total' ? 'took longer than' : 'sent nothing for'
  return new SkepError(
    'MODEL_TIMEOUT',
    `The model "${model}" ${what} ${seconds} seconds. Try again, or raise the time limit of its connection.`,
    { provider, model, limitMs, phase },
  )
}
