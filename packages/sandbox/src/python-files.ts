import { capMemory } from './cap-memory.ts'
import type { PythonFiles } from './protocol.ts'

const MIB = 1_048_576
/** No run gets more, whatever its limit says. */
const MOST_MEMORY_BYTES = 512 * MIB

/** Unpacked sizes of the files of the version that we are built for: servers do not tell those of packed answers. */
const WASM_BYTES = 9_598_218
const LIBRARY_BYTES = 2_545_637

/** What the interpreter is made of, loaded. */
export interface LoadedPython {
  readonly module: WebAssembly.Module
  readonly library: Uint8Array<ArrayBuffer>
}

/** Fetches and compiles, and tells how far it has come. @throws what the network or the compiler says */
export async function loadPython(
  { wasm, library }: Pick<PythonFiles, 'wasm' | 'library'>,
  onProgress: (loadedBytes: number, totalBytes: number) => void,
): Promise<LoadedPython> {
  const loaded = { wasm: 0, library: 0 }
  const tell = (file: keyof typeof loaded, bytes: number): void => {
    loaded[file] = bytes
    const total = Math.max(WASM_BYTES + LIBRARY_BYTES, loaded.wasm + loaded.library)
    onProgress(loaded.wasm + loaded.library, total)
  }
  const [code, zip] = await Promise.all([
    read(wasm, (bytes) => tell('wasm', bytes)),
    read(library, (bytes) => tell('library', bytes)),
  ])
  // Compiled from bytes: many servers send a wasm file under a type that `compileStreaming` refuses.
  capMemory(code, MOST_MEMORY_BYTES)
  return { module: await WebAssembly.compile(code), library: zip }
}

async function read(
  source: string | ArrayBuffer,
  onBytes: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof source !== 'string') return new Uint8Array(source)
  const response = await fetch(source, { credentials: 'same-origin' })
  if (!response.ok || !response.body) throw new Error(`${response.status} ${source}`)
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of streamOf(response.body)) {
    parts.push(part)
    length += part.length
    onBytes(length)
  }
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Not every browser can loop over a stream. */
async function* streamOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}
