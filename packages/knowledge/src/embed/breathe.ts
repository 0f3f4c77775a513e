/** Called between pieces of long work: lets other work of the thread run when enough time has passed. */
export type Breathe = () => Promise<void>

const BUDGET_MS = 12

interface Yielding {
  readonly scheduler?: { readonly yield?: () => Promise<void> }
  readonly setImmediate?: (run: () => void) => unknown
}

/** Yields to the event loop at most every 12 ms, so that a worker answers calls while it computes. */
export function createBreathe(): Breathe {
  let last = performance.now()
  return async () => {
    if (performance.now() - last < BUDGET_MS) return
    await nextTask()
    last = performance.now()
  }
}

async function nextTask(): Promise<void> {
  const realm: Yielding = globalThis
  if (realm.setImmediate) {
    const { setImmediate } = realm
    await new Promise<void>((resolve) => setImmediate(resolve))
  } else if (realm.scheduler?.yield) {
    await realm.scheduler.yield()
  } else {
    // setTimeout would be clamped to 4 ms when nested.
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => {
        port1.close()
        resolve()
      }
      port2.postMessage(null)
    })
  }
}
