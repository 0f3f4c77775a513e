import type { SpawnSandboxWorker, WasmSource } from './protocol.ts'
import { checkCode, languageMissing, readEnding, type Sandbox, toRunMessage } from './sandbox.ts'
import { createWorkerPool } from './worker-pool.ts'

/** @public */
export interface JavaScriptSandboxOptions {
  /** `() => spawnBrowserSandboxWorker(url)`, or `spawnNodeSandboxWorker` of `@skep/sandbox/node`. */
  readonly spawn: SpawnSandboxWorker
  /** URL or bytes of QuickJS. Default: `quickjs.wasm` beside the worker file, in Node the installed package's. */
  readonly wasm?: WasmSource
  /** Runs at the same time; more wait. Default 4. */
  readonly maxWorkers?: number
  /** How long a worker may take to load. Default 20,000. */
  readonly startTimeoutMs?: number
}

/**
 * Runs JavaScript in QuickJS (WebAssembly) in workers of its own. Code defines `function main({ a, b })`, which may be
 * async and returns plain data. It sees no host object, no network, no storage and no timers. At `limits.timeoutMs` its
 * worker is terminated, whatever it does; after that, and after it ran out of memory, a fresh worker takes over.
 * @public
 */
export function createJavaScriptSandbox(options: JavaScriptSandboxOptions): Sandbox {
  let { wasm } = options
  const pool = createWorkerPool({
    language: 'JavaScript',
    spawn: options.spawn,
    start: () => (wasm === undefined ? { type: 'start' } : { type: 'start', wasm }),
    ready({ module }) {
      wasm = module ?? wasm
    },
    maxWorkers: options.maxWorkers ?? 4,
    startTimeoutMs: options.startTimeoutMs ?? 20_000,
  })
  let lastId = 0
  return {
    languages: ['javascript'],
    async run(request, { signal }) {
      if (request.language !== 'javascript') throw languageMissing(request.language)
      const message = toRunMessage(++lastId, request)
      return readEnding(await pool.run({ message, timeoutMs: request.limits.timeoutMs, signal }), request)
    },
    check: ({ code }, { signal }) => checkCode(pool, ++lastId, { language: 'javascript', code }, signal),
    close: () => pool.close(),
  }
}
