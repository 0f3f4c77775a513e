import { type AllowedRows, type CodeRows, codeCosine, type RowSearch, SLAB_ROWS } from './code-rows.ts'
import type { Quantized } from './quantize.ts'
import { createScanKernel, type ScanKernel } from './scan-kernel.ts'
import { TopK } from './top-k.ts'

const COARSE_ABOVE = 32 * 1024 * 1024
/**
 * The part of a large set that is read in full: the fewer bits a row has, the less they tell. Of 384 dimensions a 32nd,
 * of 192 and less a 16th; and at least so many rows.
 */
const COARSE_BITS = 12
const COARSE_MOST = 1 / 16
const COARSE_LEAST = 2048
/** So many rows of each slab of a large set are read in full, so that the statistics are those of an even sample. */
const SAMPLE_ROWS = 128
/** In place of the distance of a row that may not be found: above every cut. */
const PASSED_OVER = 0xffff
const MAX_DIMENSIONS = 4096
const PAGE = 65_536

// The head of the memory: sums, query as int16, its sign bits, histogram of distances, near rows, found rows.
const STATS = 0
const QUERY = 64
const QUERY_BITS = QUERY + MAX_DIMENSIONS * 2
const HISTOGRAM = QUERY_BITS + MAX_DIMENSIONS / 8
const NEAR = HISTOGRAM + (MAX_DIMENSIONS + 1) * 4 + 12
const FOUND = NEAR + (SLAB_ROWS + 1) * 4 + 12
const HEAD = Math.ceil((FOUND + SLAB_ROWS * 8) / 64) * 64

/**
 * Rows in WebAssembly memory, searched with SIMD; null where that is not to be had. Sets whose codes take more bytes than
 * `coarseAbove` are first searched by their sign bits.
 */
export function createSimdCodeRows(dimensions: number, coarseAbove: number = COARSE_ABOVE): CodeRows | null {
  const kernel = dimensions <= MAX_DIMENSIONS ? createScanKernel() : null
  return kernel && new SimdCodeRows(dimensions, kernel, coarseAbove)
}

/**
 * A flat scan over int8 codes. Above 32 MiB of codes (87,000 rows of 384) all sign bits are read first, then only the
 * rows whose bits differ least from those of the query: far fewer bytes. Where a filter leaves
 * no more than 32 MiB, all that it leaves are compared.
 */
class SimdCodeRows implements CodeRows {
  readonly #kernel: ScanKernel
  readonly #dimensions: number
  readonly #coarseAbove: number
  /** Bytes of a row: the dimensions, filled up to a multiple of 16. */
  readonly #width: number
  readonly #slabBytes: number
  #size = 0
  #memory: Uint8Array
  /** Rows from here on have no sign bits yet. */
  #signed = 0

  constructor(dimensions: number, kernel: ScanKernel, coarseAbove: number) {
    this.#kernel = kernel
    this.#dimensions = dimensions
    this.#coarseAbove = coarseAbove
    this.#width = Math.ceil(dimensions / 16) * 16
    // Codes, sign bits, scales, distances.
    this.#slabBytes = SLAB_ROWS * (this.#width + this.#width / 8 + 4 + 2)
    this.#memory = new Uint8Array(kernel.memory.buffer)
    this.#reserve(HEAD)
  }

  get size(): number {
    return this.#size
  }

  get bytes(): number {
    return this.#memory.byteLength
  }

  push({ codes, scales }: Quantized): void {
    for (let done = 0; done < scales.length; ) {
      const first = this.#size % SLAB_ROWS
      const count = Math.min(scales.length - done, SLAB_ROWS - first)
      if (first === 0) this.#grow()
      const slab = this.#slab(Math.floor(this.#size / SLAB_ROWS))
      const part = codes.subarray(done * this.#dimensions, (done + count) * this.#dimensions)
      this.#writeCodes(slab.codes + first * this.#width, part, count)
      new Float32Array(this.#memory.buffer, slab.scales + first * 4, count).set(
        scales.subarray(done, done + count),
      )
      this.#size += count
      done += count
    }
  }

  remove(row: number): void {
    this.#size -= 1
    const last = this.#size % SLAB_ROWS
    const place = row % SLAB_ROWS
    const from = this.#slab(Math.floor(this.#size / SLAB_ROWS))
    const to = this.#slab(Math.floor(row / SLAB_ROWS))
    const width = this.#width
    const codes = from.codes + last * width
    this.#memory.copyWithin(to.codes + place * width, codes, codes + width)
    this.#memory.copyWithin(to.scales + place * 4, from.scales + last * 4, from.scales + last * 4 + 4)
    this.#signed = Math.min(this.#signed, this.#size)
    if (row < this.#signed)
      this.#kernel.signs(to.codes + place * width, 1, width, to.bits + (place * width) / 8)
  }

  cosine(row: number, query: Quantized): number {
    const slab = this.#slab(Math.floor(row / SLAB_ROWS))
    const place = row % SLAB_ROWS
    const codes = new Int8Array(this.#memory.buffer, slab.codes + place * this.#width, this.#width)
    const [scale = 0] = new Float32Array(this.#memory.buffer, slab.scales + place * 4, 1)
    return codeCosine(codes, 0, scale, query)
  }

  search(query: Quantized, limit: number, allowed: AllowedRows = null): RowSearch {
    const memory = new DataView(this.#memory.buffer)
    memory.setFloat64(STATS, 0, true)
    memory.setFloat64(STATS + 8, 0, true)
    memory.setFloat32(STATS + 16, Number.POSITIVE_INFINITY, true)
    const codes = new Int16Array(this.#memory.buffer, QUERY, this.#width)
    codes.fill(0)
    codes.set(query.codes.subarray(0, this.#dimensions))
    const top = new TopK(limit)
    const read =
      this.#size * this.#width > this.#coarseAbove
        ? this.#searchCoarse(query, limit, top, allowed)
        : this.#searchAll(query.scales[0] ?? 0, top, allowed)
    return {
      best: top.take(),
      read,
      sum: memory.getFloat64(STATS, true),
      squares: memory.getFloat64(STATS + 8, true),
      lowest: memory.getFloat32(STATS + 16, true),
    }
  }

  #searchAll(queryScale: number, top: TopK, allowed: AllowedRows): number {
    for (let slab = 0; slab * SLAB_ROWS < this.#size; slab++) {
      this.#scan({ slab, first: 0, end: SLAB_ROWS }, queryScale, top, allowed)
    }
    return this.#size
  }

  #searchCoarse(query: Quantized, limit: number, top: TopK, allowed: AllowedRows): number {
    const queryScale = query.scales[0] ?? 0
    const part = Math.min(COARSE_MOST, COARSE_BITS / this.#width)
    const wanted = Math.max(COARSE_LEAST, limit * 8, this.#size * part)
    const cut = this.#measureDistances(query.codes, wanted, allowed)
    let read = 0
    const slabs = Math.ceil(this.#size / SLAB_ROWS)
    for (let slab = 0; slab < slabs; slab++) {
      read += this.#scan({ slab, first: 0, end: SAMPLE_ROWS }, queryScale, top, allowed)
    }
    const sums = this.#memory.slice(STATS, STATS + 20)
    for (let slab = 0; slab < slabs; slab++) {
      this.#scan({ slab, first: SAMPLE_ROWS, end: SLAB_ROWS }, queryScale, top, allowed, cut)
    }
    // The near ones are no even sample.
    this.#memory.set(sums, STATS)
    return read
  }

  /** Offers the allowed rows of a part of a slab whose distance is not above `cut`; returns how many rows the part has. */
  #scan(
    { slab, first, end }: { readonly slab: number; readonly first: number; readonly end: number },
    queryScale: number,
    top: TopK,
    allowed: AllowedRows,
    cut?: number,
  ): number {
    const { codes, scales, distances } = this.#slab(slab)
    const count = Math.min(this.#count(slab), end) - first
    if (count <= 0) return 0
    const near = cut === undefined ? count : this.#kernel.near(distances + first * 2, count, cut, NEAR)
    const found = this.#kernel.scan(
      codes + first * this.#width,
      scales + first * 4,
      near,
      this.#width,
      QUERY,
      queryScale,
      cut === undefined ? 0 : NEAR,
      top.threshold,
      FOUND,
    )
    const rows = new Int32Array(this.#memory.buffer, FOUND, found * 2)
    const cosines = new Float32Array(this.#memory.buffer, FOUND, found * 2)
    for (let at = 0; at < rows.length; at += 2) {
      const row = slab * SLAB_ROWS + first + (rows[at] ?? 0)
      if (allowed === null || allowed[row] === 1) top.offer(row, cosines[at + 1] ?? 0)
    }
    return count
  }

  /** Measures every row by its sign bits; returns the distance within which about `wanted` allowed rows lie. */
  #measureDistances(query: Int8Array, wanted: number, allowed: AllowedRows): number {
    this.#sign()
    const width = this.#width / 8
    const codes = new Int8Array(this.#memory.buffer, FOUND, this.#width)
    codes.fill(0)
    codes.set(query.subarray(0, this.#dimensions))
    this.#kernel.signs(FOUND, 1, this.#width, QUERY_BITS)
    const histogram = new Int32Array(this.#memory.buffer, HISTOGRAM, this.#width + 1)
    histogram.fill(0)
    for (let number = 0; number * SLAB_ROWS < this.#size; number++) {
      const { bits, distances } = this.#slab(number)
      this.#kernel.hamming(bits, this.#count(number), width, QUERY_BITS, distances, HISTOGRAM)
      if (allowed !== null) this.#passOver(number, allowed, histogram)
    }
    // As many as a set without sign bits may have are compared one and all, as if there were no others.
    const count = histogram.reduce((sum, rows) => sum + rows, 0)
    if (count * this.#width <= this.#coarseAbove) return this.#width
    let cut = 0
    for (let within = histogram[0] ?? 0; within < wanted && cut < this.#width; ) {
      cut += 1
      within += histogram[cut] ?? 0
    }
    return cut
  }

  /** Takes the rows of a slab that are not allowed out of its distances and their histogram. */
  #passOver(number: number, allowed: Uint8Array, histogram: Int32Array): void {
    const count = this.#count(number)
    const distances = new Uint16Array(this.#memory.buffer, this.#slab(number).distances, count)
    for (let at = 0; at < count; at++) {
      if (allowed[number * SLAB_ROWS + at] === 1) continue
      const distance = distances[at] ?? 0
      histogram[distance] = (histogram[distance] ?? 0) - 1
      distances[at] = PASSED_OVER
    }
  }

  /** Makes the sign bits of rows that have none: small sets never need them. */
  #sign(): void {
    while (this.#signed < this.#size) {
      const number = Math.floor(this.#signed / SLAB_ROWS)
      const first = this.#signed % SLAB_ROWS
      const { codes, bits } = this.#slab(number)
      const count = this.#count(number) - first
      this.#kernel.signs(codes + first * this.#width, count, this.#width, bits + (first * this.#width) / 8)
      this.#signed += count
    }
  }

  #writeCodes(address: number, codes: Int8Array, count: number): void {
    const memory = new Int8Array(this.#memory.buffer, address, count * this.#width)
    if (this.#width === this.#dimensions) {
      memory.set(codes)
      return
    }
    memory.fill(0)
    for (let row = 0; row < count; row++) {
      memory.set(codes.subarray(row * this.#dimensions, (row + 1) * this.#dimensions), row * this.#width)
    }
  }

  #count(slab: number): number {
    return Math.min(SLAB_ROWS, this.#size - slab * SLAB_ROWS)
  }

  #slab(number: number): {
    readonly codes: number
    readonly bits: number
    readonly scales: number
    readonly distances: number
  } {
    const codes = HEAD + number * this.#slabBytes
    const bits = codes + SLAB_ROWS * this.#width
    const scales = bits + (SLAB_ROWS * this.#width) / 8
    return { codes, bits, scales, distances: scales + SLAB_ROWS * 4 }
  }

  #grow(): void {
    this.#reserve(HEAD + (Math.floor(this.#size / SLAB_ROWS) + 1) * this.#slabBytes)
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#memory.byteLength
    if (missing > 0) this.#kernel.memory.grow(Math.ceil(missing / PAGE))
    this.#memory = new Uint8Array(this.#kernel.memory.buffer)
  }
}
