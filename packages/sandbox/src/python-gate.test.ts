import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { beforeAll, describe, expect, it } from 'vitest'
import { createPythonGate, ExitError, RefusedError, type WasmImport } from './python-gate.ts'

const file = createRequire(import.meta.url).resolve('pyodide/pyodide.asm.wasm')
const PASSES =
  /^(_Py_CheckEmscriptenSignals_Helper|_Py_emscripten_runtime|_PyEM_TrampolineCall_JS|__call_sighandler|_emscripten_get_progname|_emscripten_runtime_keepalive_clear|_(gm|local|mk)time_js|_timegm_js|_tzset_js|_try_fcntl64|clock_(res|time)_get|emscripten_(date_now|get_heap_max|get_now|runtime_keepalive_(pop|push))|environ_(sizes_)?get|fd_(close|fdstat_get|pread|seek|sync)|__syscall_(dup|dup3|faccessat|fadvise64|fcntl64|fdatasync|fstat64|fstatfs64|getcwd|getdents64|getuid32_js|ioctl|lstat64|newfstatat|readlinkat|stat64|statfs64|umask_js))$/

let names: readonly string[] = []
beforeAll(() => {
  const module = new WebAssembly.Module(readFileSync(file))
  names = WebAssembly.Module.imports(module)
    .filter(({ kind }) => kind === 'function')
    .map(({ name }) => name)
})

/** The gate around functions that answer `reached`, closed. */
function closedGate(): {
  readonly call: (name: string, ...values: unknown[]) => unknown
  readonly memory: WebAssembly.Memory
  readonly gate: ReturnType<typeof createPythonGate>
} {
  const imports: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, () => 'reached']))
  const gate = createPythonGate()
  gate.install(imports)
  const memory = new WebAssembly.Memory({ initial: 4 })
  gate.close(memory)
  return { memory, gate, call: (name, ...values) => (imports[name] as WasmImport)(...values) } // functions, as made above
}

describe('the gate around the interpreter', () => {
  it('lets everything pass while it loads', () => {
    const imports: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, () => 'reached']))
    createPythonGate().install(imports)
    expect(names.filter((name) => (imports[name] as WasmImport)() !== 'reached')).toEqual([]) // functions, as made above
  })

  it('once closed, lets pass only what plain computation needs', () => {
    const { call } = closedGate()
    const reached = names.filter((name) => {
      try {
        return call(name, 0, 0, 0, 0) === 'reached'
      } catch {
        return false
      }
    })
    // A file can be opened for reading, read, and memory can grow: these have guards of their own, tested below.
    const guarded = ['__syscall_openat', 'emscripten_resize_heap']
    expect(reached.filter((name) => !PASSES.test(name)).sort()).toEqual(guarded)
    expect(reached.filter((name) => PASSES.test(name)).length).toBeGreaterThan(30)
  })

  it.each([
    'raw_call_js',
    'JsProxy_GetAttr_js',
    'JsvFunction_CallBound',
    'js2python_js',
    'saveState',
    'ffi_call_js',
    '_emscripten_dlopen_js',
    '_abort_js',
  ])('refuses %s', (name) => {
    expect(() => closedGate().call(name)).toThrow(RefusedError)
  })

  it.each([
    ['__syscall_socket', -63],
    ['__syscall_connect', -63],
    ['__syscall_mkdirat', -69],
    ['__syscall_unlinkat', -69],
    ['_emscripten_system', -1],
    ['_dlsym_js', 0],
    ['_maybe_poll_async', null],
  ])('answers %s like a machine without it', (name, answer) => {
    expect(closedGate().call(name)).toBe(answer)
  })

  it('opens files for reading only', () => {
    const { call } = closedGate()
    expect(call('__syscall_openat', -100, 0, 0, 0)).toBe('reached')
    for (const flags of [1, 2, 0o100, 0o1000, 0o2001])
      expect(call('__syscall_openat', -100, 0, flags, 0)).toBe(-69)
  })

  it('lets memory grow up to the limit of the run', () => {
    const { call, gate } = closedGate()
    gate.begin(1_000)
    expect(call('emscripten_resize_heap', 1_000)).toBe('reached')
    expect(call('emscripten_resize_heap', 1_001)).toBe(0)
    expect(call('emscripten_resize_heap', -1)).toBe(0)
  })

  it('ends a run that ends the interpreter', () => {
    const { call } = closedGate()
    expect(() => call('exit', 0)).toThrow(ExitError)
    expect(() => call('proc_exit', 0)).toThrow(ExitError)
  })

  it('keeps what is printed, up to a limit, and writes nowhere else', () => {
    const { call, gate, memory } = closedGate()
    const view = new DataView(memory.buffer)
    const bytes = new Uint8Array(memory.buffer)
    bytes.set(new TextEncoder().encode('bees'), 100)
    for (const [at, value] of [100, 3, 101, 3].entries()) view.setUint32(16 + at * 4, value, true)
    gate.begin(1e9)
    expect(call('fd_write', 1, 16, 2, 8)).toBe(0)
    expect(view.getUint32(8, true)).toBe(6)
    expect(new TextDecoder().decode(gate.printed)).toBe('beeees')
    expect(call('fd_write', 3, 16, 2, 8)).toBe(8)
    view.setUint32(20, 200_000, true)
    expect(call('fd_write', 2, 16, 1, 8)).toBe(0)
    expect([gate.printed.length, view.getUint32(8, true)]).toEqual([64_000, 200_000])
    gate.begin(1e9)
    expect(gate.printed.length).toBe(0)
  })

  it('gives nothing to read and fills with random bytes', () => {
    const { call, memory } = closedGate()
    const view = new DataView(memory.buffer)
    view.setUint32(8, 7, true)
    expect(call('fd_read', 0, 16, 1, 8)).toBe(0)
    expect(view.getUint32(8, true)).toBe(0)
    expect(call('random_get', 1_000, 200_000)).toBe(0)
    const bytes = new Uint8Array(memory.buffer)
    expect(new Set(bytes.subarray(1_000, 201_000)).size).toBe(256)
    expect([bytes[999], bytes[201_000]]).toEqual([0, 0])
  })
})
