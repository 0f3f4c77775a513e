import type { FromWorker, ToWorker, WasmSource } from './protocol.ts'
import { createGuest, type Guest } from './quickjs-guest.ts'

/** The worker's side of the wall, for a browser's and for Node's kind of worker alike. */
export interface SandboxPort {
  post(message: FromWorker): void
  listen(listener: (message: ToWorker) => void): void
}

/** Answers `start` once and then every `run`, one after the other. Never throws at the port. */
export function serveSandbox(port: SandboxPort, loadDefault: () => Promise<WebAssembly.Module>): void {
  let guest: Promise<Guest> | null = null

  const start = async (wasm: WasmSource | undefined): Promise<Guest> => {
    const module = wasm === undefined ? await loadDefault() : await loadModule(wasm)
    const made = createGuest(module)
    try {
      port.post({ type: 'ready', module })
    } catch {
      // Some hosts do not let modules cross; the next worker compiles its own.
      port.post({ type: 'ready' })
    }
    return made
  }

  port.listen(async (message) => {
    if (message.type === 'start') {
      guest = start(message.wasm)
      guest.catch((error: unknown) => port.post({ type: 'failed-to-start', reason: String(error) }))
      return
    }
    const ready = await guest?.catch(() => null) // it has said so above
    if (!ready) return
    port.post({ type: 'started', id: message.id })
    const outcome = await ready
      .run(message)
      .catch(() => ({ kind: 'crash', reason: 'engine', logs: '[]' }) as const)
    port.post({ type: 'done', id: message.id, outcome })
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
