import { serveEndpoint } from './serve-endpoint.ts'
import { createService, type ServeOptions } from './service/create-service.ts'
import type { Hello } from './worker-host.ts'

/** What `serve` uses of a worker's global scope. */
interface WorkerScope {
  postMessage(message: unknown): void
  addEventListener: Worker['addEventListener']
  removeEventListener: Worker['removeEventListener']
}

/**
 * Turns the worker that calls it into Skep's. A host that adds its own providers, node types or executors inside the
 * worker writes an entry of three lines and passes it as `worker` to `createSkep`.
 * @example
 * import { serve } from '@skep/runtime'
 * import { transformersProvider } from '@skep/models-transformers'
 * serve({ providers: [transformersProvider()] })
 * @public
 */
export function serve(options: ServeOptions = {}): void {
  const scope = globalThis as unknown as WorkerScope // called inside a worker
  serveEndpoint(
    {
      postMessage: (message, transfer) =>
        (scope as unknown as Worker).postMessage(message, (transfer ?? []) as Transferable[]), // a worker posts as a Worker does
      addEventListener: (type, listener, eventOptions) =>
        scope.addEventListener(type as 'message', listener as EventListener, eventOptions), // Comlink listens to messages
      removeEventListener: (type, listener, eventOptions) =>
        scope.removeEventListener(type as 'message', listener as EventListener, eventOptions), // as above
    },
    createService(options),
  )
  const hello = (lifeLock?: string): void => {
    const message: Hello = { skep: 'hello', ...(lifeLock === undefined ? {} : { lifeLock }) }
    scope.postMessage(message)
  }
  const locks = globalThis.navigator?.locks
  if (!locks) {
    hello()
    return
  }
  const lifeLock = `skep-worker:${crypto.randomUUID()}`
  // Held until this worker dies; the page waits for it.
  locks
    .request(lifeLock, () => {
      hello(lifeLock)
      return new Promise(() => undefined)
    })
    .catch(() => hello()) // no locks here, e.g. in an opaque origin
}
