import { SkepError } from '@skep/schema'
import type { ClockPort, RandomPort } from './ports.ts'

function aborted(): SkepError {
  return new SkepError('CALL_ABORTED', 'The wait was stopped.')
}

/** The longest that a timer waits: one that is asked for more fires at once. */
const LONGEST_MS = 2_147_483_647

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
      let leftMs = ms
      let timer: ReturnType<typeof setTimeout>
      const wait = (): void => {
        const partMs = Math.min(leftMs, LONGEST_MS)
        leftMs -= partMs
        timer = setTimeout(leftMs > 0 ? wait : wake, partMs)
      }
      const wake = (): void => {
        signal.removeEventListener('abort', stop)
        resolve()
      }
      wait()
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
