import { SCAN_BYTES } from './scan-bytes.ts'

/** What `scan.wat` exports. Addresses and counts are plain numbers. */
export interface ScanKernel {
  readonly memory: WebAssembly.Memory
  readonly near: (distances: number, count: number, cut: number, out: number) => number
  readonly scan: (
    codes: number,
    scales: number,
    count: number,
    width: number,
    query: number,
    queryScale: number,
    rows: number,
    threshold: number,
    out: number,
  ) => number
  readonly signs: (codes: number, count: number, width: number, bits: number) => void
  readonly hamming: (
    bits: number,
    count: number,
    width: number,
    query: number,
    distances: number,
    histogram: number,
  ) => void
}

let compiled: WebAssembly.Module | null | undefined

/** Null where the policy of the page or the machine does not allow WebAssembly with SIMD. */
function compile(): WebAssembly.Module | null {
  if (compiled !== undefined) return compiled
  try {
    const bytes = Uint8Array.from(atob(SCAN_BYTES), (character) => character.charCodeAt(0))
    compiled = new WebAssembly.Module(bytes)
  } catch {
    compiled = null
  }
  return compiled
}

/** The kernel with a memory of its own; null where WebAssembly with SIMD is not to be had. */
export function createScanKernel(): ScanKernel | null {
  const module = compile()
  // Made from scan.wat, which exports these.
  return module && (new WebAssembly.Instance(module).exports as unknown as ScanKernel)
}
