import { SkepError } from '@skep/schema'
import type { ClockPort, RandomPort } from './ports.ts'

function aborted(): SkepError {
  return new SkepError('CALL_ABORTED', 'The wait was stopped.')
}

/** The machine's clock. The one place of the engine that holds timers. @public */
export const systemClock: ClockPort = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal.aborted) {
        reject(aborted())
        return
      }
      const stop = (): void => {
        clearTimeout(timer)
        reject(aborted())
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', stop)
        resolve()
      }, ms)
      signal.addEventListener('abort', stop, { once: true })
    }),
}

/** The machine's randomness; ids are UUIDs. @public */
export const systemRandom: RandomPort = {
  id: () => crypto.randomUUID(),
  random: () => Math.random(),
}
