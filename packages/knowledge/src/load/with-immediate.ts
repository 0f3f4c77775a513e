let users = 0

/** `setImmediate` as far as jszip uses it: no arguments, no cancelling. */
function callSoon(callback: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    port2.close()
    callback()
  }
  port2.postMessage(null)
}

/**
 * Runs work that needs `setImmediate` where there is none. jszip, inside mammoth, would else put a polyfill with a
 * message listener on the page for ever; ours is gone when the last reader has finished.
 */
export async function withImmediate<T>(work: () => Promise<T>): Promise<T> {
  if (users === 0 && 'setImmediate' in globalThis) return work()
  if (users++ === 0) {
    Object.defineProperty(globalThis, 'setImmediate', { value: callSoon, configurable: true, writable: true })
  }
  try {
    return await work()
  } finally {
    if (--users === 0) Reflect.deleteProperty(globalThis, 'setImmediate')
  }
}
