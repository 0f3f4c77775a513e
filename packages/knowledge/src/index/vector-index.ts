import type { VectorBlock } from '../store/knowledge-store.ts'
import type { AllowedRows, CodeRows } from './code-rows.ts'
import { PlainCodeRows } from './plain-code-rows.ts'
import { quantize } from './quantize.ts'
import { createSimdCodeRows } from './simd-code-rows.ts'

/** A chunk and the cosine of its vector with the question's. */
export interface VectorHit {
  readonly chunkId: string
  readonly cosine: number
}

/** How the cosines of a whole base lie, which says whether the best ones stand out. */
export interface VectorSearch {
  readonly hits: readonly VectorHit[]
  /** How many vectors were searched. */
  readonly size: number
  readonly lowest: number
  readonly mean: number
  readonly deviation: number
}

/** A block as it is kept; its floats are absent while only its codes are here. */
interface KeptBlock {
  readonly documentId: string
  readonly chunkIds: readonly string[]
  floats: Float32Array | null
}

/** Candidates of the coarse search per wanted hit: enough that rounding to bytes loses none in practice. */
const CANDIDATES_PER_HIT = 4

/**
 * The vectors of a base: a flat scan over int8 codes, the best rescored with floats where those are here. Faster at the
 * sizes of a browser than any graph, and nothing to build: adding and removing cost what they touch.
 */
export class VectorIndex {
  readonly dimensions: number
  readonly #rows: CodeRows
  /** By row: the chunk, its block and where in the block it stands. */
  readonly #chunkIds: string[] = []
  readonly #blocks: KeptBlock[] = []
  readonly #positions: number[] = []
  readonly #rowOf = new Map<string, number>()
  /** Blocks of a document, by their number. */
  readonly #documents = new Map<string, Map<number, KeptBlock>>()
  #floatBytes = 0

  constructor(
    dimensions: number,
    rows: CodeRows = createSimdCodeRows(dimensions) ?? new PlainCodeRows(dimensions),
  ) {
    this.dimensions = dimensions
    this.#rows = rows
  }

  /** How many vectors it holds. */
  get size(): number {
    return this.#rows.size
  }

  /** Bytes that it takes, about. */
  get bytes(): number {
    return this.#rows.bytes + this.#floatBytes + this.size * 100
  }

  /** Adds vectors by their codes, in place of those that the block had before; their floats may follow. */
  add(block: Omit<VectorBlock, 'floats'> & { readonly floats?: Float32Array }): void {
    const { documentId, index, chunkIds, codes, scales } = block
    const count = chunkIds.length
    const isWhole = codes.length === count * this.dimensions && scales.length === count
    if (!isWhole || (block.floats && block.floats.length !== codes.length)) throw wrongLength()
    this.#removeBlock(documentId, index)
    const kept: KeptBlock = { documentId, chunkIds, floats: null }
    const blocks = this.#documents.get(documentId) ?? new Map<number, KeptBlock>()
    this.#documents.set(documentId, blocks.set(index, kept))
    chunkIds.forEach((chunkId, position) => {
      this.#rowOf.set(chunkId, this.#chunkIds.length)
      this.#chunkIds.push(chunkId)
      this.#blocks.push(kept)
      this.#positions.push(position)
    })
    this.#rows.push({ codes, scales })
    if (block.floats) this.addFloats(documentId, index, block.floats)
  }

  /**
   * The floats of a block whose codes are here. Those of a block that is gone are left out, and so are those of one that
   * has its own: it has changed since they were stored.
   */
  addFloats(documentId: string, index: number, floats: Float32Array): void {
    const block = this.#documents.get(documentId)?.get(index)
    if (!block || block.floats !== null) return
    if (floats.length !== block.chunkIds.length * this.dimensions) throw wrongLength()
    block.floats = floats
    this.#floatBytes += floats.byteLength
  }

  removeDocument(documentId: string): void {
    for (const index of [...(this.#documents.get(documentId)?.keys() ?? [])]) {
      this.#removeBlock(documentId, index)
    }
  }

  #removeBlock(documentId: string, index: number): void {
    const blocks = this.#documents.get(documentId)
    const block = blocks?.get(index)
    if (!blocks || !block) return
    blocks.delete(index)
    if (blocks.size === 0) this.#documents.delete(documentId)
    this.#floatBytes -= block.floats?.byteLength ?? 0
    for (const chunkId of block.chunkIds) this.#remove(chunkId)
  }

  /** The last row takes the place of the removed one, here as in the rows of codes. */
  #remove(chunkId: string): void {
    const row = this.#rowOf.get(chunkId)
    if (row === undefined) return
    this.#rows.remove(row)
    this.#rowOf.delete(chunkId)
    const last = this.#chunkIds.pop()
    const block = this.#blocks.pop()
    const position = this.#positions.pop()
    if (last === undefined || last === chunkId || block === undefined || position === undefined) return
    this.#chunkIds[row] = last
    this.#blocks[row] = block
    this.#positions[row] = position
    this.#rowOf.set(last, row)
  }

  /**
   * The `limit` nearest chunks to a unit vector, nearest first; only those of the `allowed` documents, where they are given.
   * How cosines lie is told of the whole base.
   */
  search(query: Float32Array, limit: number, allowed: ReadonlySet<string> | null = null): VectorSearch {
    if (this.size === 0) return { hits: [], size: 0, lowest: 0, mean: 0, deviation: 0 }
    const found = this.#rows.search(
      quantize(query, this.dimensions),
      limit * CANDIDATES_PER_HIT,
      this.#rowsOf(allowed),
    )
    const hits = found.best
      .map(({ item, score }) => ({
        chunkId: this.#chunkIds[item] ?? '',
        cosine: this.#exact(item, query) ?? score,
      }))
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, limit)
    const mean = found.sum / found.read
    return {
      hits,
      size: this.size,
      lowest: found.lowest,
      mean,
      deviation: Math.sqrt(Math.max(0, found.squares / found.read - mean * mean)),
    }
  }

  #rowsOf(documentIds: ReadonlySet<string> | null): AllowedRows {
    if (documentIds === null) return null
    const allowed = new Set<KeptBlock>()
    for (const documentId of documentIds) {
      for (const block of this.#documents.get(documentId)?.values() ?? []) allowed.add(block)
    }
    const rows = new Uint8Array(this.size)
    this.#blocks.forEach((block, row) => {
      if (allowed.has(block)) rows[row] = 1
    })
    return rows
  }

  #exact(row: number, query: Float32Array): number | null {
    const floats = this.#blocks[row]?.floats
    const position = this.#positions[row]
    return floats && position !== undefined ? dotFloats(floats, position * this.dimensions, query) : null
  }

  /** The cosine of one chunk, exact where its floats are here; null when it has no vector. */
  cosine(chunkId: string, query: Float32Array): number | null {
    const row = this.#rowOf.get(chunkId)
    if (row === undefined) return null
    return this.#exact(row, query) ?? this.#rows.cosine(row, quantize(query, this.dimensions))
  }
}

function wrongLength(): RangeError {
  return new RangeError('a block of vectors has another number of dimensions than its index')
}

function dotFloats(floats: Float32Array, start: number, query: Float32Array): number {
  let sum = 0
  for (let at = 0; at < query.length; at++) sum += (floats[start + at] ?? 0) * (query[at] ?? 0)
  return sum
}
