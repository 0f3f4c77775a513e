import type { WasmSource } from './protocol.ts'
import { createGuest } from './quickjs-guest.ts'
import { type SandboxPort, serveGuest } from './worker-host.ts'

/** Serves QuickJS. */
export function serveSandbox(port: SandboxPort, loadDefault: () => Promise<WebAssembly.Module>): void {
  serveGuest(port, async (message) => {
    const wasm = 'wasm' in message ? message.wasm : undefined
    const module = wasm === undefined ? await loadDefault() : await loadModule(wasm)
    return { guest: createGuest(module), ready: { type: 'ready', module } }
  })
}

async function loadModule(wasm: WasmSource): Promise<WebAssembly.Module> {
  if (typeof wasm === 'string') return compileFrom(wasm)
  return wasm instanceof WebAssembly.Module ? wasm : WebAssembly.compile(wasm)
}

/** Compiles the file at `url`. */
export async function compileFrom(url: string): Promise<WebAssembly.Module> {
  const response = await fetch(url, { credentials: 'same-origin' })
  if (!response.ok) throw new Error(`${response.status} ${url}`)
  // Compiled from bytes, because many servers send a wasm file under a type that `compileStreaming` refuses.
  return WebAssembly.compile(await response.arrayBuffer())
}
