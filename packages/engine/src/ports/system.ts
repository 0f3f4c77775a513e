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

/** Resolves when everything that could go on without waiting for the outside has gone on. @internal */
export function systemTurn(): Promise<void> {
  return new Promise((resolve) => {
    if ('setImmediate' in globalThis) {
      setImmediate(resolve)
      return
    }
    // Not `setTimeout`: browsers make a chain of timers wait.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(null)
  })
}
