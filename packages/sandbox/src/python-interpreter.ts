import type { PythonImage } from './protocol.ts'
import { bytesOf, type CPython, NoRoomError, putText, toPythonText } from './python-api.ts'
import { PYTHON_BOOTSTRAP } from './python-bootstrap.ts'
import { createPythonGate, type PythonGate } from './python-gate.ts'

const HOME = '/home/pyodide'
const LIBRARY = '/lib/python3.14'
/** Standard input, output and error. */
const STANDARD_FILES = 3

/** What `pyodide.asm.mjs` makes, as far as we use it. */
interface PyodideModule {
  readonly FS: {
    mkdirTree(path: string): void
    writeFile(path: string, data: Uint8Array): void
    chdir(path: string): void
    close(stream: unknown): void
    readonly streams: readonly unknown[]
  }
  readonly API: Record<string, unknown>
  readonly ENV: Record<string, string>
}

/** The default export of `pyodide.asm.mjs`. */
export type CreatePyodideModule = (settings: object) => Promise<PyodideModule>

export interface PythonParts {
  readonly createModule: CreatePyodideModule
  readonly module: WebAssembly.Module
  readonly library: Uint8Array<ArrayBuffer>
  readonly image?: PythonImage
}

/** A CPython that has started, behind its gate, with no way to JavaScript. */
export interface Interpreter {
  readonly python: CPython
  readonly gate: PythonGate
  readonly image: PythonImage
  /** Runs code: a tuple, see the bootstrap. @throws whatever broke the interpreter */
  call(code: string, inputs: string): number
  /** Puts back everything that a run has changed. */
  restore(): void
}

/**
 * Starts CPython without Pyodide's own loader: that one makes the bridge to JavaScript, and we want none. Code and
 * values pass through the C interface. With an image, the memory of a finished start is put in place of starting.
 */
export async function startInterpreter(parts: PythonParts): Promise<Interpreter> {
  const gate = createPythonGate()
  let python: CPython | null = null
  const made = await parts.createModule({
    API: { config: { jsglobals: {}, env: {}, args: [], BUILD_ID: '' }, runtimeEnv: WORKER },
    noInitialRun: parts.image !== undefined,
    noImageDecoding: true,
    noAudioDecoding: true,
    arguments: [],
    print: () => undefined,
    printErr: () => undefined,
    locateFile: (file: string) => file,
    preRun: [(module: PyodideModule) => prepareFiles(module, parts.library)],
    instantiateWasm(
      imports: { env: Record<string, unknown> },
      done: (instance: unknown, module: unknown) => void,
    ) {
      Object.assign(imports.env, errorMarks())
      gate.install(imports.env)
      const instance = new WebAssembly.Instance(parts.module, imports as unknown as WebAssembly.Imports) // made by Emscripten
      python = instance.exports as unknown as CPython // what the module exports
      done(instance, parts.module)
      return {}
    },
  })
  return behindGate(python, made, gate, parts)
}

function behindGate(
  python: CPython | null,
  made: PyodideModule,
  gate: PythonGate,
  parts: PythonParts,
): Interpreter {
  if (!python) throw new Error('The interpreter was not made.')
  const stack = python.emscripten_stack_get_current()
  const image = parts.image ?? takeImage(python, parts)
  putImage(python, image)
  gate.close(python.memory)

  return {
    python,
    gate,
    image,
    call(code, inputs) {
      const args = python.malloc(8) >>> 0
      if (args === 0) throw new NoRoomError()
      const [first, second] = [toPythonText(python, code), toPythonText(python, inputs)]
      const view = new DataView(python.memory.buffer)
      view.setUint32(args, first, true)
      view.setUint32(args + 4, second, true)
      return python.PyObject_Vectorcall(image.entry, args, 2, 0) >>> 0
    },
    restore() {
      python._emscripten_stack_restore(stack)
      putImage(python, image)
      for (const stream of made.FS.streams.slice(STANDARD_FILES)) if (stream) made.FS.close(stream)
    },
  }
}

/** Says to the loader that it runs in a browser's worker, also under Node: it then asks for no file system of the host. */
const WORKER = {
  IN_BROWSER: true,
  IN_BROWSER_WEB_WORKER: true,
  IN_BROWSER_MAIN_THREAD: false,
  IN_BUN: false,
  IN_DENO: false,
  IN_NODE: false,
  IN_NODE_COMMONJS: false,
  IN_NODE_ESM: false,
  IN_SAFARI: false,
  IN_SHELL: false,
  IN_WORKERD: false,
}

function prepareFiles({ FS, API, ENV }: PyodideModule, library: Uint8Array): void {
  API.sitePackages = `${LIBRARY}/site-packages`
  FS.mkdirTree(`${LIBRARY}/site-packages`)
  FS.mkdirTree(`${LIBRARY}/lib-dynload`)
  FS.writeFile('/lib/python314.zip', library)
  FS.mkdirTree(HOME)
  FS.chdir(HOME)
  // Without the last one the interpreter would end after its start.
  Object.assign(ENV, { HOME, LANG: 'C.UTF-8', PYTHONINSPECT: '1' })
}

function takeImage(python: CPython, { module, library }: PythonParts): PythonImage {
  const { at } = putText(python, PYTHON_BOOTSTRAP)
  if (python.PyRun_SimpleString(at) !== 0) throw new Error('The bootstrap of Python failed.')
  const main = python.PyImport_AddModule(putText(python, '__main__').at)
  const entry = python.PyObject_GetAttrString(main, putText(python, '_skep_run').at) >>> 0
  if (entry === 0) throw new Error('The bootstrap of Python left nothing.')
  python.PyRun_SimpleString(putText(python, 'del _skep_run').at)
  const used = python.sbrk(0) >>> 0
  return { module, library, memory: bytesOf(python).slice(0, used), entry }
}

/** Memory as it was; what came after it is empty again, as the allocator expects of memory that it has not had yet. */
function putImage(python: CPython, { memory }: PythonImage): void {
  const heap = bytesOf(python)
  const used = Math.min(python.sbrk(0) >>> 0, heap.length)
  if (used > memory.length) heap.fill(0, memory.length, used)
  heap.set(memory)
}

/** The interpreter asks its bridge, which we never use, for a mark that no JavaScript value equals. */
function errorMarks(): Record<string, unknown> {
  const mark = Symbol('error')
  return { Jsv_GetError_import: () => mark, JsvError_Check: (value: unknown) => (value === mark ? 1 : 0) }
}
