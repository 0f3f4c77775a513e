import type { PythonFiles } from '@skep/sandbox'
import type { HostOptions } from './wire.ts'

/** Starts the worker of the code node, from the sources. A published package has `spawn-sandbox.published.ts` in its place. @internal */
export function spawnSandboxWorker(_assets: HostOptions['assets']): Worker {
  return new Worker(new URL('../../sandbox/src/worker.ts', import.meta.url), {
    type: 'module',
    name: 'skep-code',
  })
}

/** The address of QuickJS. @internal */
export function quickjsUrl(_assets: HostOptions['assets']): string {
  return new URL(
    '../../sandbox/node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm',
    import.meta.url,
  ).href
}

/** Starts the worker of code nodes in Python, from the sources. @internal */
export function spawnPythonWorker(_assets: HostOptions['assets']): Worker {
  return new Worker(new URL('../../sandbox/src/python-worker.ts', import.meta.url), {
    type: 'module',
    name: 'skep-python',
  })
}

/** The addresses of Python: nothing is loaded before code in Python runs. @internal */
export function pythonFiles(_assets: HostOptions['assets']): PythonFiles {
  return {
    script: new URL('../../sandbox/node_modules/pyodide/pyodide.asm.mjs', import.meta.url).href,
    wasm: new URL('../../sandbox/node_modules/pyodide/pyodide.asm.wasm', import.meta.url).href,
    library: new URL('../../sandbox/node_modules/pyodide/python_stdlib.zip', import.meta.url).href,
  }
}
