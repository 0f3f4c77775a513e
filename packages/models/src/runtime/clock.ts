import type { ClockPort } from '@skep/engine'
import { abortedError } from '../errors.ts'

/** The platform's own time. @internal */
export const systemClock: ClockPort = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) return reject(abortedError())
      const stop = (): void => {
        clearTimeout(timer)
        reject(abortedError())
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      }, ms)
      signal.addEventListener('abort', stop, { once: true })
    }),
}
