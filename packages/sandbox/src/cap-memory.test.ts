import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { describe, expect, it } from 'vitest'
import { capMemory } from './cap-memory.ts'

/** A module with one memory of one page, exported, and a maximum that takes three bytes to write. */
function moduleWith(memory: readonly number[]): Uint8Array<ArrayBuffer> {
  const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]
  const exports = [7, 5, 1, 1, 'm'.charCodeAt(0), 2, 0]
  return new Uint8Array([...header, 5, memory.length, ...memory, ...exports])
}

function grow(wasm: Uint8Array<ArrayBuffer>, pages: number): number {
  const { m } = new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports
  return (m as WebAssembly.Memory).grow(pages) // what the module exports under this name
}

describe('a memory with a lower maximum', () => {
  it('does not grow beyond it', () => {
    const wasm = moduleWith([1, 1, 1, 0x80, 0x80, 4])
    expect(grow(wasm.slice(), 9)).toBe(1)
    capMemory(wasm, 4 * 65_536)
    expect(grow(wasm, 3)).toBe(1)
    expect(() => grow(wasm, 4)).toThrow(RangeError)
  })

  it('keeps a maximum that is lower already', () => {
    const wasm = moduleWith([1, 1, 1, 2])
    capMemory(wasm, 100 * 65_536)
    expect(wasm).toEqual(moduleWith([1, 1, 1, 2]))
  })

  it('is refused where there is none to lower', () => {
    expect(() => capMemory(moduleWith([1, 0, 1]), 65_536)).toThrow('could be limited')
  })

  it('is found in the interpreter, whose sizes are those we tell while it loads', () => {
    const file = createRequire(import.meta.url).resolve('pyodide/pyodide.asm.wasm')
    const wasm = new Uint8Array(readFileSync(file))
    expect(wasm.length).toBe(9_598_218)
    const before = wasm.slice()
    capMemory(wasm, 512 * 1_048_576)
    expect(wasm.filter((byte, at) => byte !== before[at]).length).toBeGreaterThan(0)
    expect(wasm.length).toBe(before.length)
  })
})
