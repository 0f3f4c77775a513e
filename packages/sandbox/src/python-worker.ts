// Entry of the Python sandbox's worker in a browser. It answers to whoever made it and to nobody else.
import type { ToWorker } from './protocol.ts'
import { servePython } from './python-host.ts'

// Taken now: the scope is emptied before code runs.
const post = self.postMessage.bind(self)

servePython(
  {
    post: (message) => post(message),
    listen(listener) {
      self.onmessage = (event: MessageEvent<ToWorker>) => listener(event.data)
    },
  },
  {
    // Not literals within `new URL`, so that bundlers leave them: the files are copied beside the worker.
    defaultFiles: async () => {
      const [script, wasm, library] = ['pyodide.asm.js', 'pyodide.asm.wasm', 'python_stdlib.zip'].map(
        (name) => new URL(name, import.meta.url).href,
      )
      return { script: script ?? '', wasm: wasm ?? '', library: library ?? '' }
    },
    importScript: (url) => import(/* @vite-ignore */ /* webpackIgnore: true */ url),
  },
)
