import type { ClockPort, ModelPart, ModelRequest } from '@skep/engine'
import { SkepError } from '@skep/schema'
import { abortedError, asModelError } from '../errors.ts'
import { raceAbort } from './race-abort.ts'
import { completeUsage } from './usage.ts'

/** @internal */
export interface StreamLimits {
  readonly firstPartMs: number
  readonly idleMs: number
}

/**
 * Holds any provider to the contract: ends within its limits, ends at once on abort, yields nothing after `finish`,
 * and yields `finish` exactly once with usage and latency. A stream that fails midway with an error of no code of ours
 * fails with `MODEL_STREAM_INTERRUPTED`.
 * @internal
 */
export async function* guardStream(
  open: (signal: AbortSignal) => AsyncIterable<ModelPart>,
  context: {
    readonly request: ModelRequest
    readonly limits: StreamLimits
    readonly clock: ClockPort
    readonly signal: AbortSignal
  },
): AsyncGenerator<ModelPart, void, void> {
  const { request, limits, clock } = context
  const startedAtMs = clock.now()
  const inner = new AbortController()
  const stop = (): void => inner.abort(abortedError())
  if (context.signal.aborted) throw abortedError()
  context.signal.addEventListener('abort', stop, { once: true })
  const watchdog = startWatchdog(inner, clock, limits, request)
  let output = ''
  let hasPart = false
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
        const usage = completeUsage(part.usage, request, output, clock.now() - startedAtMs)
        yield { ...part, usage }
        return
      }
      if (part.type === 'text') output += part.text
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
  let limitMs = limits.firstPartMs
  let deadlineMs = clock.now() + limitMs
  let isPaused = false
  const watch = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      const leftMs = isPaused ? limits.idleMs : deadlineMs - clock.now()
      if (leftMs <= 0) {
        inner.abort(timeoutError(request, limitMs))
        return
      }
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
      limitMs = limits.idleMs
      deadlineMs = clock.now() + limitMs
    },
    end: () => ended.abort(),
  }
}

function timeoutError(request: ModelRequest, limitMs: number): SkepError {
  const seconds = Math.round(limitMs / 100) / 10
  return new SkepError(
    'MODEL_TIMEOUT',
    `The model "${request.model}" sent nothing for ${seconds} seconds. Try again, or raise the time limit of its connection.`,
    { provider: request.provider, model: request.model, limitMs },
  )
}
