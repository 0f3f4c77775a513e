const MEMORY_SECTION = 5
const HAS_MAXIMUM = 1
const PAGE_BYTES = 65_536

/**
 * A WebAssembly module that makes its own memory, with a lower maximum: the engine then ends its growth, whatever the
 * code inside does. The bytes are changed in place.
 * @throws when the module has no memory with a maximum.
 */
export function capMemory(wasm: Uint8Array, maxBytes: number): void {
  let at = 8
  const read = (): number => {
    let value = 0
    for (let shift = 0; ; shift += 7) {
      const byte = wasm[at++] ?? 0
      value += (byte & 127) * 2 ** shift
      if (byte < 128) return value
    }
  }
  while (at < wasm.length) {
    const section = wasm[at++]
    const length = read()
    const next = at + length
    if (section === MEMORY_SECTION) {
      read() // one memory
      const flags = read()
      read() // pages to begin with
      if (flags !== HAS_MAXIMUM) break
      const start = at
      const old = read()
      write(wasm, start, at, Math.min(old, Math.ceil(maxBytes / PAGE_BYTES)))
      return
    }
    at = next
  }
  throw new Error('The module has no memory whose growth could be limited.')
}

/** A number in exactly as many bytes as were there. */
function write(wasm: Uint8Array, start: number, end: number, value: number): void {
  let rest = value
  for (let at = start; at < end; at++) {
    wasm[at] = (rest & 127) | (at < end - 1 ? 128 : 0)
    rest = Math.floor(rest / 128)
  }
}
