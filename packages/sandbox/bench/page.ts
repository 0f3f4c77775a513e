// The page of the bench.
import { createJavaScriptSandbox } from '../src/javascript-sandbox.ts'
import { createPythonSandbox } from '../src/python-sandbox.ts'
import { spawnBrowserSandboxWorker } from '../src/spawn-browser.ts'
import { type Figures, measure } from './measure.ts'

// Not in one expression: Vite would look for the files itself.
const here = import.meta.url
const file = (path: string): string => new URL(`../node_modules/${path}`, here).href

/** Measures a language in this page. */
export function measureIn(language: 'javascript' | 'python3'): Promise<Figures> {
  return measure(
    language === 'javascript'
      ? createJavaScriptSandbox({
          spawn: () => spawnBrowserSandboxWorker(new URL('../src/worker.ts', import.meta.url)),
          wasm: file('@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm'),
        })
      : createPythonSandbox({
          spawn: () => spawnBrowserSandboxWorker(new URL('../src/python-worker.ts', import.meta.url)),
          files: {
            script: file('pyodide/pyodide.asm.mjs'),
            wasm: file('pyodide/pyodide.asm.wasm'),
            library: file('pyodide/python_stdlib.zip'),
          },
        }),
  )
}
