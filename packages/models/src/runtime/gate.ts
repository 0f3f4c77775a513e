import type { ProviderLimits } from '@skep/client'
import type { ClockPort } from '@skep/engine'
import { abortedError } from '../errors.ts'

const WINDOW_MS = 60_000

/** Lets calls of one connection through, in their order, as its limits allow. @internal */
export interface Gate {
  /** Resolves when the call may begin. What it gives must be called once at its end, with the tokens it really took. */
  enter(tokens: number, signal: AbortSignal): Promise<(tokens?: number) => void>
}

interface Waiting {
  readonly tokens: number
  readonly admit: () => void
}

interface Past {
  readonly atMs: number
  tokens: number
}

/**
 * Concurrency and requests and tokens in any 60 seconds. A call that is larger than the whole token limit goes alone,
 * when nothing else was within the last minute.
 * @internal
 */
export function createGate(limits: ProviderLimits, clock: ClockPort): Gate {
  const { maxConcurrent = Infinity, requestsPerMinute = Infinity, tokensPerMinute = Infinity } = limits
  const queue: Waiting[] = []
  let past: Past[] = []
  let running = 0
  let timer: AbortController | undefined

  /** When the next call of this size may begin: 0 now, Infinity when another ends. */
  function waitMs(tokens: number): number {
    if (running >= maxConcurrent) return Infinity
    const now = clock.now()
    past = past.filter(({ atMs }) => now - atMs < WINDOW_MS)
    let until = now
    const earliest = past[past.length - requestsPerMinute]
    if (earliest) until = Math.max(until, earliest.atMs + WINDOW_MS)
    let sum = past.reduce((total, call) => total + call.tokens, 0)
    for (const call of past) {
      if (sum === 0 || sum + tokens <= tokensPerMinute) break
      sum -= call.tokens
      until = Math.max(until, call.atMs + WINDOW_MS)
    }
    return until - now
  }

  function next(): void {
    timer?.abort()
    timer = undefined
    for (let first = queue[0]; first; first = queue[0]) {
      const ms = waitMs(first.tokens)
      if (ms > 0) {
        if (ms !== Infinity) wakeAfter(ms)
        return
      }
      queue.shift()
      running++
      first.admit()
    }
  }

  function wakeAfter(ms: number): void {
    const own = new AbortController()
    timer = own
    clock.sleep(ms, own.signal).then(
      () => {
        if (!own.signal.aborted) next()
      },
      () => undefined, // another wait took its place
    )
  }

  return {
    enter(tokens, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(abortedError())
        const leave = (): void => {
          const place = queue.indexOf(entry)
          if (place < 0) return
          queue.splice(place, 1)
          reject(abortedError())
          next()
        }
        const entry: Waiting = {
          tokens,
          admit() {
            signal.removeEventListener('abort', leave)
            const call: Past = { atMs: clock.now(), tokens }
            if (requestsPerMinute !== Infinity || tokensPerMinute !== Infinity) past.push(call)
            let hasEnded = false
            resolve((really) => {
              if (hasEnded) return
              hasEnded = true
              call.tokens = really ?? call.tokens
              running--
              next()
            })
          },
        }
        signal.addEventListener('abort', leave, { once: true })
        queue.push(entry)
        next()
      })
    },
  }
}
