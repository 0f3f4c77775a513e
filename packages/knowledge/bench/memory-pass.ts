// How long one core needs to read so many bytes once: the floor that a search over all floats stands on.

const ROUNDS = 15

/** Median of 15 passes in milliseconds. `module` exports a memory and `read`, which loads 64 bytes at a time. */
export async function memoryPass(bytes: number, module: readonly number[]): Promise<number> {
  const { instance } = await WebAssembly.instantiate(Uint8Array.from(module))
  const { memory, read } = instance.exports as unknown as {
    readonly memory: WebAssembly.Memory
    readonly read: (at: number, end: number) => number
  }
  memory.grow(Math.ceil(bytes / 65_536))
  new Uint8Array(memory.buffer).fill(3)
  const times = Array.from({ length: ROUNDS }, () => {
    const startedAtMs = performance.now()
    read(0, bytes - (bytes % 64))
    return performance.now() - startedAtMs
  })
  return times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
}
