import { type AllowedRows, type CodeRows, codeCosine, type RowSearch, SLAB_ROWS } from './code-rows.ts'
import type { Quantized } from './quantize.ts'
import { TopK } from './top-k.ts'

interface Slab {
  readonly codes: Int8Array
  readonly scales: Float32Array
}

/** Rows in plain JavaScript, for where WebAssembly is not allowed. Exact, and about ten times slower than SIMD. */
export class PlainCodeRows implements CodeRows {
  readonly #dimensions: number
  readonly #slabs: Slab[] = []
  #size = 0

  constructor(dimensions: number) {
    this.#dimensions = dimensions
  }

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return this.#slabs.length * SLAB_ROWS * (this.#dimensions + 4)
  }

  push({ codes, scales }: Quantized): void {
    const dimensions = this.#dimensions
    for (let done = 0; done < scales.length; ) {
      const first = this.#size % SLAB_ROWS
      const slab = this.#slab(this.#size)
      const count = Math.min(scales.length - done, SLAB_ROWS - first)
      slab.codes.set(codes.subarray(done * dimensions, (done + count) * dimensions), first * dimensions)
      slab.scales.set(scales.subarray(done, done + count), first)
      this.#size += count
      done += count
    }
  }

  remove(row: number): void {
    const dimensions = this.#dimensions
    this.#size -= 1
    const from = this.#slab(this.#size)
    const to = this.#slab(row)
    const last = this.#size % SLAB_ROWS
    const place = row % SLAB_ROWS
    to.codes.set(from.codes.subarray(last * dimensions, (last + 1) * dimensions), place * dimensions)
    to.scales[place] = from.scales[last] ?? 0
  }

  cosine(row: number, query: Quantized): number {
    const { codes, scales } = this.#slab(row)
    const place = row % SLAB_ROWS
    return codeCosine(codes, place * this.#dimensions, scales[place] ?? 0, query)
  }

  search(query: Quantized, limit: number, allowed: AllowedRows = null): RowSearch {
    const top = new TopK(limit)
    let lowest = Number.POSITIVE_INFINITY
    let sum = 0
    let squares = 0
    for (let row = 0; row < this.#size; row++) {
      const cosine = this.cosine(row, query)
      if (cosine < lowest) lowest = cosine
      sum += cosine
      squares += cosine * cosine
      if (allowed === null || allowed[row] === 1) top.offer(row, cosine)
    }
    return { best: top.take(), read: this.#size, lowest, sum, squares }
  }

  #slab(row: number): Slab {
    const number = Math.floor(row / SLAB_ROWS)
    const known = this.#slabs[number]
    if (known) return known
    const slab = {
      codes: new Int8Array(SLAB_ROWS * this.#dimensions),
      scales: new Float32Array(SLAB_ROWS),
    }
    this.#slabs[number] = slab
    return slab
  }
}
