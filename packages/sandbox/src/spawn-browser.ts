import type { SandboxWorker } from './protocol.ts'

/**
 * Starts a sandbox worker from the URL of its file (this package's `./worker` entry for JavaScript or
 * `./python-worker` for Python, as the app's bundler placed it).
 * The file must come from the page's own origin; no `blob:` and no `eval` are used.
 * @public
 */
export function spawnBrowserSandboxWorker(url: string | URL): SandboxWorker {
  return sandboxWorkerOf(new Worker(url, { type: 'module', name: 'skep-sandbox' }))
}

/** A worker that was started already, e.g. in the literal form that bundlers look for. @public */
export function sandboxWorkerOf(worker: Worker): SandboxWorker {
  return {
    postMessage: (message) => worker.postMessage(message),
    terminate: () => worker.terminate(),
    listen(onMessage, onFailure) {
      worker.onmessage = (event: MessageEvent<unknown>) => onMessage(event.data)
      worker.onmessageerror = () => onFailure('A message could not be read.')
      worker.onerror = (event) => {
        event.preventDefault()
        onFailure(event.message || 'The worker file could not be loaded.')
      }
    },
  }
}
