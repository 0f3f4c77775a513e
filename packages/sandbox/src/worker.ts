// Entry of the sandbox worker in a browser. It answers to whoever made it and to nobody else.
import type { ToWorker } from './protocol.ts'
import { compileFrom, serveSandbox } from './quickjs-host.ts'

// Not a literal within `new URL`, so that bundlers leave it: the file is copied beside the worker when it is built.
const WASM_FILE = 'quickjs.wasm'

serveSandbox(
  {
    post: (message) => self.postMessage(message),
    listen(listener) {
      self.onmessage = (event: MessageEvent<ToWorker>) => listener(event.data)
    },
  },
  () => compileFrom(new URL(WASM_FILE, import.meta.url).href),
)
