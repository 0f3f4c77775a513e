import { type CreateService, serveEndpoint } from './serve-endpoint.ts'
import type { HostOptions } from './wire.ts'
import type { Hello } from './worker-host.ts'

/** What `serve` uses of a worker's global scope. */
interface WorkerScope {
  postMessage(message: unknown): void
  addEventListener: Worker['addEventListener']
  removeEventListener: Worker['removeEventListener']
}

/** Answers as a worker does: serves, then says hello with the lock that is its sign of life. @internal */
export function serveWorker(create: CreateService): void {
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
    (options, host) => {
      publishAssets(options)
      return create(options, host)
    },
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

/** Tells the lazy imports of a published worker where their files are; the build writes the reading side. */
function publishAssets({ assets }: HostOptions): void {
  if (assets) Object.assign(globalThis, { skepAssets: assets }) // a worker's own scope, never a page's
}
