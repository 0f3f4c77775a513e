import type { CodePort, CodeRequest } from '@skep/engine'
import { type JsonValue, SkepError } from '@skep/schema'
import { timeoutError, toCodeError } from './code-errors.ts'
import type { GuestOutcome, SpawnSandboxWorker, WasmSource } from './protocol.ts'
import { createWorkerPool } from './worker-pool.ts'

/** The code port with an end. @public */
export interface Sandbox extends CodePort {
  /** Ends all workers. Runs that go on are rejected; later ones too. */
  close(): void
}

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
  const pool = createWorkerPool({
    spawn: options.spawn,
    wasm: options.wasm,
    maxWorkers: options.maxWorkers ?? 4,
    startTimeoutMs: options.startTimeoutMs ?? 20_000,
  })
  let lastId = 0
  return {
    languages: ['javascript'],
    async run({ language, code, inputs, limits }, { signal }) {
      if (language !== 'javascript') throw languageMissing(language)
      const { timeoutMs, memoryBytes, outputBytes } = limits
      const id = ++lastId
      const ending = await pool.run(
        { type: 'run', id, code, inputs: JSON.stringify(inputs), memoryBytes, outputBytes },
        timeoutMs,
        signal,
      )
      if (ending.type === 'timeout') throw timeoutError(limits)
      if (ending.type === 'lost') throw toCodeError({ kind: 'crash', reason: 'engine' }, limits)
      return readOutcome(ending.outcome, limits)
    },
    close: () => pool.close(),
  }
}

/**
 * One code port over the sandboxes of several languages.
 * @public
 */
export function createSandbox(sandboxes: readonly Sandbox[]): Sandbox {
  return {
    languages: sandboxes.flatMap((sandbox) => sandbox.languages),
    async run(request, runOptions) {
      const sandbox = sandboxes.find(({ languages }) => languages.includes(request.language))
      if (!sandbox) throw languageMissing(request.language)
      return sandbox.run(request, runOptions)
    },
    close() {
      for (const sandbox of sandboxes) sandbox.close()
    },
  }
}

function readOutcome(
  outcome: GuestOutcome,
  limits: CodeRequest['limits'],
): { readonly result: JsonValue; readonly logs: readonly string[] } {
  if (outcome.kind !== 'result') throw toCodeError(outcome, limits)
  if (new TextEncoder().encode(outcome.json).byteLength > limits.outputBytes) {
    throw toCodeError({ kind: 'output', reason: 'too-large' }, limits)
  }
  try {
    const logs: unknown = JSON.parse(outcome.logs)
    return { result: JSON.parse(outcome.json), logs: Array.isArray(logs) ? logs.map(String) : [] }
  } catch {
    // The bootstrap writes JSON; anything else was not written by it.
    throw toCodeError({ kind: 'crash', reason: 'engine' }, limits)
  }
}

function languageMissing(language: string): SkepError {
  return new SkepError(
    'CODE_LANGUAGE_UNAVAILABLE',
    `Code in ${language} cannot run here. Choose another language for this node.`,
    { language },
  )
}
