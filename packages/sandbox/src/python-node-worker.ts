// Entry of the Python sandbox's worker in Node.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { parentPort } from 'node:worker_threads'
import { servePython } from './python-host.ts'
import type { CreatePyodideModule } from './python-interpreter.ts'

const { resolve } = createRequire(import.meta.url)

async function readBytes(name: string): Promise<ArrayBuffer> {
  const bytes = await readFile(resolve(`pyodide/${name}`))
  return new Uint8Array(bytes).buffer
}

servePython(
  {
    post: (message) => parentPort?.postMessage(message),
    listen: (listener) => parentPort?.on('message', listener),
  },
  {
    defaultFiles: async () => {
      const [wasm, library] = await Promise.all([
        readBytes('pyodide.asm.wasm'),
        readBytes('python_stdlib.zip'),
      ])
      return { script: pathToFileURL(resolve('pyodide/pyodide.asm.mjs')).href, wasm, library }
    },
    async importScript(url) {
      const script: { readonly default: CreatePyodideModule } = await import(url)
      // The script must not find Node: it would take its file system. So it finds what a browser's worker has.
      Reflect.set(globalThis, 'process', undefined)
      Object.assign(globalThis, { WorkerGlobalScope: Object, self: globalThis, location: { href: url } })
      return script
    },
  },
)
