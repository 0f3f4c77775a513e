import type { PythonFiles, PythonImage, SpawnSandboxWorker } from './protocol.ts'
import { checkCode, languageMissing, readEnding, type Sandbox, toRunMessage } from './sandbox.ts'
import { createWorkerPool } from './worker-pool.ts'

/** @public */
export interface PythonSandboxOptions {
  /** `() => spawnBrowserSandboxWorker(url)` of the Python worker, or `spawnNodePythonWorker` of `@skep/sandbox/node`. */
  readonly spawn: SpawnSandboxWorker
  /**
   * Addresses or bytes of the three files of `pyodide`. Default: `pyodide.asm.js` (its `pyodide.asm.mjs`),
   * `pyodide.asm.wasm` and `python_stdlib.zip` beside the worker file, in Node the installed package's.
   */
  readonly files?: PythonFiles
  /** Runs at the same time; more wait. Each holds 60 to 200 MB. Default 2. */
  readonly maxWorkers?: number
  /** How long a worker may say nothing while it loads. Default 60,000. */
  readonly startTimeoutMs?: number
}

/**
 * Runs Python (CPython as WebAssembly, with its standard library) in workers of its own. Code defines
 * `def main(a, b)`, which gets the inputs as named arguments and returns a dict of plain data. It sees no JavaScript,
 * no network and no storage; its files are read only. Nothing is loaded before the first run; then about 6 MB travel,
 * of which `onProgress` tells. Each run begins with the same untouched interpreter; a worker serves one app, and is
 * replaced after a deadline, a full memory or anything that broke the interpreter.
 * @public
 */
export function createPythonSandbox(options: PythonSandboxOptions): Sandbox {
  const { files } = options
  let image: PythonImage | undefined
  let isLoaded = false
  const pool = createWorkerPool({
    language: 'Python',
    spawn: options.spawn,
    start: () => ({
      type: 'start',
      python: { ...(files === undefined ? {} : { files }), ...(image === undefined ? {} : { image }) },
    }),
    ready(message) {
      image = message.image ?? image
      isLoaded = true
    },
    maxWorkers: options.maxWorkers ?? 2,
    startTimeoutMs: options.startTimeoutMs ?? 60_000,
  })
  let lastId = 0
  return {
    languages: ['python3'],
    async run(request, { signal, appId, onProgress }) {
      if (request.language !== 'python3') throw languageMissing(request.language)
      const message = toRunMessage(++lastId, request)
      const { timeoutMs } = request.limits
      return readEnding(await pool.run({ message, timeoutMs, signal, owner: appId, onProgress }), request)
    },
    async check({ code }, { signal }) {
      // Some megabytes are too much for a look at a text.
      if (!isLoaded) return { status: 'unchecked' }
      return checkCode(pool, ++lastId, { language: 'python3', code }, signal)
    },
    close() {
      image = undefined
      pool.close()
    },
  }
}
