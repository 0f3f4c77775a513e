import { SkepError } from '@skep/schema'
import type { Host } from './link.ts'

const START_DEADLINE_MS = 30_000

/** The first thing that a worker says, so that the page knows that its script has loaded. @internal */
export interface Hello {
  readonly skep: 'hello'
  /** A Web Lock that the worker holds as long as it lives; absent where there are no Web Locks. */
  readonly lifeLock?: string
}

/**
 * Starts a worker and watches over its life. A crash gives a page no event, but it frees the worker's Web Lock: the
 * page waits for that lock.
 * @throws `WORKER_UNAVAILABLE` when the script does not load or may not run here.
 * @internal
 */
export async function startWorkerHost(createWorker: () => Worker): Promise<Host> {
  let worker: Worker
  try {
    worker = createWorker()
  } catch (cause) {
    throw new SkepError(
      'WORKER_UNAVAILABLE',
      'This page may not start a worker from that address.',
      {},
      { cause },
    )
  }
  let end: (reason: string) => void = () => undefined
  const died = new Promise<string>((resolve) => {
    end = resolve
  })
  const hello = await new Promise<Hello>((resolve, reject) => {
    const unavailable = (why: string): void => {
      worker.terminate()
      reject(new SkepError('WORKER_UNAVAILABLE', `The worker did not start: ${why}.`))
    }
    const timer = setTimeout(() => unavailable('its script did not answer in time'), START_DEADLINE_MS)
    worker.onerror = (event) => {
      clearTimeout(timer)
      unavailable(event.message || 'its script could not be loaded')
    }
    worker.onmessage = (event: MessageEvent<Hello>) => {
      if (event.data?.skep !== 'hello') return
      clearTimeout(timer)
      resolve(event.data)
    }
  })
  worker.onmessage = null
  worker.onerror = (event) => {
    // A failed promise inside must not bring down a page; a script that broke while starting has been told above.
    event.preventDefault()
    console.warn('Something failed in the worker of Skep.', event.message)
  }
  const watch = new AbortController()
  if (hello.lifeLock && globalThis.navigator?.locks) {
    navigator.locks
      .request(hello.lifeLock, { signal: watch.signal }, () => end('crashed'))
      .catch(() => undefined) // aborted by terminate
  }
  return {
    kind: 'worker',
    endpoint: worker,
    died,
    terminate() {
      watch.abort()
      worker.terminate()
      end('terminated')
    },
  }
}

/**
 * Starts a module worker from any address. A script of a foreign origin is reached through a one-line script of our
 * own where the page's policy allows `blob:`.
 * @internal
 */
export function createModuleWorker(url: string | URL): Worker {
  const href = new URL(url, globalThis.location?.href)
  const origin = globalThis.location?.origin
  if (!origin || href.origin === origin || href.protocol === 'blob:' || href.protocol === 'data:') {
    return new Worker(href, { type: 'module', name: 'skep' })
  }
  const shim = URL.createObjectURL(
    new Blob([`import ${JSON.stringify(href.href)}`], { type: 'text/javascript' }),
  )
  try {
    return new Worker(shim, { type: 'module', name: 'skep' })
  } finally {
    // The worker fetches the shim asynchronously: give it time before the address is freed.
    setTimeout(() => URL.revokeObjectURL(shim), START_DEADLINE_MS)
  }
}
