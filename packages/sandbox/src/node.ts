import { type ResourceLimits, Worker } from 'node:worker_threads'
import type { SandboxWorker } from './protocol.ts'

// Source runs as it is under Node; the published package holds compiled files.
const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js'
const MEGABYTES = { maxYoungGenerationSizeMb: 16, maxOldGenerationSizeMb: 128 }

/**
 * Starts the worker for JavaScript as a thread of Node, without the environment variables of the process.
 * @public
 */
export function spawnNodeSandboxWorker(): SandboxWorker {
  return spawnThread(new URL(`./node-worker${EXTENSION}`, import.meta.url))
}

/** Starts the worker for Python as a thread of Node, without the environment variables of the process. @public */
export function spawnNodePythonWorker(): SandboxWorker {
  return spawnThread(new URL(`./python-node-worker${EXTENSION}`, import.meta.url), MEGABYTES)
}

function spawnThread(entry: URL, resourceLimits: ResourceLimits = {}): SandboxWorker {
  const worker = new Worker(entry, {
    env: {},
    execArgv: [],
    name: 'skep-sandbox',
    resourceLimits,
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
