import loadQuickJs from '@jitl/quickjs-wasmfile-release-sync/emscripten-module'
import { QuickJSFFI } from '@jitl/quickjs-wasmfile-release-sync/ffi'
import { type QuickJSContext, type QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten-core'
import { CODE_FILE, GUEST_BOOTSTRAP } from './guest-bootstrap.ts'
import type { GuestEnding, GuestOutcome, OutputReason } from './protocol.ts'
import type { CheckRequest, GuestRequest, WorkerGuest } from './worker-host.ts'

const PAGE_BYTES = 65_536
const MIB = 1_048_576
/** QuickJS's own data and stack, besides what the guest may use. */
const OVERHEAD_BYTES = 16 * MIB
/** The module asks for this much at least. */
const MIN_PAGES = 256
/** More than this overflows the stack of the host's thread before QuickJS notices. */
const STACK_BYTES = 128 * 1024
/** WebAssembly memory never shrinks, so an instance that grew beyond this is not kept. */
const KEEP_BYTES = 32 * MIB

interface Instance {
  readonly quickJs: QuickJSWASMModule
  readonly memory: WebAssembly.Memory
  readonly memoryBytes: number
}

/** Runs code in QuickJS: one instance as long as it stays healthy and small, a fresh runtime for every run. */
export function createGuest(module: WebAssembly.Module): WorkerGuest {
  let instance: Instance | null = null

  async function use(memoryBytes: number, work: Work): Promise<GuestOutcome> {
    if (instance?.memoryBytes !== memoryBytes) instance = await instantiate(module, memoryBytes)
    const used = instance
    // Whatever throws below leaves an instance in a state that nobody knows.
    instance = null
    const { outcome, isClean } = workOnce(used, work)
    if (isClean && used.memory.buffer.byteLength <= KEEP_BYTES) instance = used
    return outcome
  }

  return {
    run: (request) => use(request.memoryBytes, (session) => execute(session, request)),
    check: (request) => use(request.memoryBytes, (session) => compile(session, request)),
  }
}

/** What is done in a fresh context. */
type Work = (session: Session) => GuestEnding

async function instantiate(module: WebAssembly.Module, memoryBytes: number): Promise<Instance> {
  // QuickJS's own limit does not hold everywhere (its heap grew to 2 GB past it), so the memory itself has an end.
  const maximum = Math.max(MIN_PAGES, Math.ceil((memoryBytes + OVERHEAD_BYTES) / PAGE_BYTES))
  const memory = new WebAssembly.Memory({ initial: MIN_PAGES, maximum })
  // Put together by hand, since the library's own way imports its parts lazily: more files for the host to serve.
  const loaded = await loadQuickJs({
    wasmMemory: memory,
    instantiateWasm(imports, onSuccess) {
      const created = new WebAssembly.Instance(module, imports)
      onSuccess(created)
      return created.exports
    },
  })
  return { quickJs: new QuickJSWASMModule(loaded, new QuickJSFFI(loaded)), memory, memoryBytes }
}

function workOnce(
  instance: Instance,
  work: Work,
): { readonly outcome: GuestOutcome; readonly isClean: boolean } {
  let outcome: GuestOutcome
  const runtime = instance.quickJs.newRuntime()
  try {
    runtime.setMemoryLimit(instance.memoryBytes)
    runtime.setMaxStackSize(STACK_BYTES)
    const context = runtime.newContext()
    outcome = workIn(context, work, () => isFull(instance))
    context.dispose()
  } catch (error) {
    // Thrown through QuickJS's own frames, which have cleaned up nothing: it must not even be disposed of.
    return { outcome: { ...crash(instance, error), logs: '[]' }, isClean: false }
  }
  try {
    runtime.dispose()
    return { outcome, isClean: true }
  } catch {
    // QuickJS found its heap damaged when it counted what was left. The outcome was read before.
    return { outcome, isClean: false }
  }
}

function crash(instance: Instance, error: unknown): GuestEnding {
  if (error instanceof RangeError) return { kind: 'crash', reason: 'stack' }
  return isFull(instance) ? { kind: 'memory' } : { kind: 'crash', reason: 'engine' }
}

/** Whether the memory has grown to about what the guest may use. */
function isFull(instance: Instance): boolean {
  return instance.memory.buffer.byteLength >= instance.memoryBytes * 0.75
}

/** One run: the context, the functions of the bootstrap held from outside, and all handles that are to be freed. */
interface Session {
  readonly context: QuickJSContext
  readonly call: QuickJSHandle
  readonly write: QuickJSHandle
  readonly describe: QuickJSHandle
  readonly logs: QuickJSHandle
  readonly hold: (handle: QuickJSHandle) => QuickJSHandle
  readonly isMemoryFull: () => boolean
}

function workIn(context: QuickJSContext, work: Work, isMemoryFull: () => boolean): GuestOutcome {
  const held: QuickJSHandle[] = []
  const hold = (handle: QuickJSHandle): QuickJSHandle => {
    held.push(handle)
    return handle
  }
  const bootstrap = context.evalCode(GUEST_BOOTSTRAP, 'skep.js')
  if (bootstrap.error) {
    bootstrap.error.dispose()
    return { kind: 'memory', logs: '[]' } // nothing of the user's has run yet: only room can be missing
  }
  const functions = hold(bootstrap.value)
  const [call, write, describe, logs] = [0, 1, 2, 3].map((at) => hold(context.getProp(functions, at)))
  if (!call || !write || !describe || !logs) throw new Error('The bootstrap is not whole.')
  const session = { context, call, write, describe, logs, hold, isMemoryFull }
  const ending = work(session)
  const outcome = { ...ending, logs: readText(context, logs, []) ?? '[]' }
  for (const handle of held.reverse()) handle.dispose()
  return outcome
}

/** The engine's parser makes the code's bytes, which are thrown away. */
function compile(session: Session, { code }: CheckRequest): GuestEnding {
  const { context, hold } = session
  const compiled = context.evalCode(code, CODE_FILE, { compileOnly: true })
  if (compiled.error) return describeError(session, hold(compiled.error))
  hold(compiled.value)
  return { kind: 'result', json: 'true' }
}

function execute(session: Session, request: GuestRequest): GuestEnding {
  const { context, hold } = session
  const failed = (error: QuickJSHandle): GuestEnding => describeError(session, hold(error))

  const loaded = context.evalCode(request.code, CODE_FILE)
  if (loaded.error) return failed(loaded.error)
  hold(loaded.value)
  const looked = context.evalCode("typeof main === 'function' ? main : undefined", 'skep.js')
  if (looked.error) return failed(looked.error)
  const main = hold(looked.value)
  if (context.typeof(main) !== 'function') return { kind: 'output', reason: 'no-main' }

  const inputs = hold(context.newString(request.inputs))
  const called = context.callFunction(session.call, context.undefined, main, inputs)
  if (called.error) return failed(called.error)
  const returned = hold(called.value)

  settle(context)
  // The engine's own view of a promise: the user's code cannot replace it as it can replace `then`.
  const state = context.getPromiseState(returned)
  if (state.type === 'pending') return { kind: 'output', reason: 'unfinished' }
  if (state.type === 'rejected') return failed(state.error)
  const value = state.notAPromise ? returned : hold(state.value)

  const written = context.callFunction(
    session.write,
    context.undefined,
    value,
    hold(context.newNumber(request.outputBytes)),
  )
  if (written.error) return failed(written.error)
  const text = context.getString(hold(written.value))
  if (text.startsWith('-')) return { kind: 'output', reason: text.slice(1) as OutputReason } // the bootstrap's own words
  return { kind: 'result', json: text.slice(1) }
}

/** Runs what promises have put off, until nothing is left. */
function settle(context: QuickJSContext): void {
  const { runtime } = context
  while (runtime.hasPendingJob()) {
    const ran = runtime.executePendingJobs()
    // A job that throws has nobody to tell; the promise of `main` says how it ended.
    if (ran.error) ran.error.dispose()
  }
}

function describeError(session: Session, error: QuickJSHandle): GuestEnding {
  const text = readText(session.context, session.describe, [error])
  // Describing fails only where there is no room left to make a string.
  if (text === null) return { kind: 'memory' }
  const { name, message, stack }: { name: string; message: string; stack: string } = JSON.parse(text)
  if (name === 'InternalError' && message === 'out of memory') return { kind: 'memory' }
  // Where there is no room for an error either, QuickJS throws null.
  if (name === '' && message === 'null' && session.isMemoryFull()) return { kind: 'memory' }
  const line = stack.match(/code\.js:(\d+)/)?.[1]
  return { kind: 'error', name, message, ...(line === undefined ? {} : { line: Number(line) }) }
}

function readText(context: QuickJSContext, reader: QuickJSHandle, args: QuickJSHandle[]): string | null {
  const read = context.callFunction(reader, context.undefined, ...args)
  if (read.error) {
    read.error.dispose()
    return null
  }
  const text = context.getString(read.value)
  read.value.dispose()
  return text
}
