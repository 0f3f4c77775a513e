import { Worker } from 'node:worker_threads'
import type { SandboxWorker } from './protocol.ts'

// Source runs as it is under Node; the published package holds compiled files.
const ENTRY = import.meta.url.endsWith('.ts') ? './node-worker.ts' : './node-worker.js'

/** Starts the sandbox worker as a thread of Node, without the environment variables of the process. @public */
export function spawnNodeSandboxWorker(): SandboxWorker {
  const worker = new Worker(new URL(ENTRY, import.meta.url), {
    env: {},
    execArgv: [],
    name: 'skep-sandbox',
    // What the engine prints when it breaks down is for nobody.
    stderr: true,
    stdout: true,
  })
  // A waiting sandbox must not keep the process alive.
  worker.unref()
  return {
    postMessage(message) {
      worker.ref()
      worker.postMessage(message)
    },
    terminate: () => void worker.terminate(),
    listen(onMessage, onFailure) {
      worker.on('message', (message: unknown) => {
        if (isRest(message)) worker.unref()
        onMessage(message)
      })
      worker.on('error', (error) => onFailure(String(error)))
      worker.on('exit', () => onFailure('The worker ended.'))
    },
  }
}

function isRest(message: unknown): boolean {
  if (typeof message !== 'object' || message === null || !('type' in message)) return false
  return message.type === 'ready' || message.type === 'done'
}
