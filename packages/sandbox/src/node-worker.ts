// Entry of the sandbox worker in Node.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { parentPort } from 'node:worker_threads'
import { serveSandbox } from './quickjs-host.ts'

const require = createRequire(import.meta.url)

serveSandbox(
  {
    post: (message) => parentPort?.postMessage(message),
    listen: (listener) => parentPort?.on('message', listener),
  },
  async () =>
    WebAssembly.compile(await readFile(require.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'))),
)
