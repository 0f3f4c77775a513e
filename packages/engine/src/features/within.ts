import { SkepError } from '@skep/schema'
import type { ClockPort } from '../ports/ports.ts'

/**
 * What `work` gives, unless it takes longer than `limitMs` or `signal` fires: then its own signal fires and this
 * rejects at once, whether or not it listens.
 * @throws `CALL_TIMEOUT`, `CALL_ABORTED`, and what `work` throws.
 * @internal
 */
export async function within<T>(
  clock: ClockPort,
  limitMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw aborted()
  const controller = new AbortController()
  let stop = (): void => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(aborted())
    signal.addEventListener('abort', stop, { once: true })
  })
  const late = clock.sleep(limitMs, controller.signal).then(() => {
    throw new SkepError('CALL_TIMEOUT', 'A helper of the app took too long and was left out.', { limitMs })
  })
  late.catch(() => undefined) // also when it is woken because the work is done
  try {
    return await Promise.race([work(controller.signal), late, stopped])
  } finally {
    signal.removeEventListener('abort', stop)
    controller.abort()
  }
}

function aborted(): SkepError {
  return new SkepError('CALL_ABORTED', 'The call was stopped.')
}
