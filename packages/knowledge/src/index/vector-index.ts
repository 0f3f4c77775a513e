import type { VectorBlock } from '../store/knowledge-store.ts'
import type { CodeRows } from './code-rows.ts'
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

/** The floats of a block; absent while only its codes are here. */
interface Floats {
  values: Float32Array | null
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
  /** By row. */
  readonly #chunkIds: string[] = []
  readonly #floats: Floats[] = []
  readonly #positions: number[] = []
  readonly #rowOf = new Map<string, number>()
  /** Blocks of a document, by their number. */
  readonly #documents = new Map<
    string,
    Map<number, { readonly chunkIds: readonly string[]; readonly floats: Floats }>
  >()

  constructor(dimensions: number) {
    this.dimensions = dimensions
    this.#rows = createSimdCodeRows(dimensions) ?? new PlainCodeRows(dimensions)
  }

  /** How many vectors it holds. */
  get size(): number {
    return this.#rows.size
  }

  /** Adds vectors by their codes; their floats may follow. Adding a block again changes nothing. */
  add(block: Omit<VectorBlock, 'floats'> & { readonly floats?: Float32Array }): void {
    const { documentId, chunkIds, codes, scales } = block
    if (codes.length !== chunkIds.length * this.dimensions || scales.length !== chunkIds.length) {
      throw new RangeError('a block of vectors has another number of dimensions than its index')
    }
    const blocks = this.#documents.get(documentId) ?? new Map()
    this.#documents.set(documentId, blocks)
    if (!blocks.has(block.index)) {
      const floats: Floats = { values: null }
      blocks.set(block.index, { chunkIds, floats })
      chunkIds.forEach((chunkId, position) => {
        this.#rowOf.set(chunkId, this.#chunkIds.length)
        this.#chunkIds.push(chunkId)
        this.#floats.push(floats)
        this.#positions.push(position)
      })
      this.#rows.push({ codes, scales })
    }
    if (block.floats) this.addFloats(documentId, block.index, block.floats)
  }

  /** The floats of a block whose codes are here. Those of a block that is gone are left out. */
  addFloats(documentId: string, index: number, floats: Float32Array): void {
    const block = this.#documents.get(documentId)?.get(index)
    if (!block) return
    if (floats.length !== block.chunkIds.length * this.dimensions) {
      throw new RangeError('a block of vectors has another number of dimensions than its index')
    }
    block.floats.values = floats
  }

  removeDocument(documentId: string): void {
    for (const { chunkIds } of this.#documents.get(documentId)?.values() ?? []) {
      for (const chunkId of chunkIds) this.#remove(chunkId)
    }
    this.#documents.delete(documentId)
  }

  /** The last row takes the place of the removed one, here as in the rows of codes. */
  #remove(chunkId: string): void {
    const row = this.#rowOf.get(chunkId)
    if (row === undefined) return
    this.#rows.remove(row)
    this.#rowOf.delete(chunkId)
    const last = this.#chunkIds.pop()
    const floats = this.#floats.pop()
    const position = this.#positions.pop()
    if (last === undefined || last === chunkId || floats === undefined || position === undefined) return
    this.#chunkIds[row] = last
    this.#floats[row] = floats
    this.#positions[row] = position
    this.#rowOf.set(last, row)
  }

  /** The `limit` nearest chunks to a unit vector, nearest first. */
  search(query: Float32Array, limit: number): VectorSearch {
    if (this.size === 0) return { hits: [], size: 0, lowest: 0, mean: 0, deviation: 0 }
    const found = this.#rows.search(quantize(query, this.dimensions), limit * CANDIDATES_PER_HIT)
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

  #exact(row: number, query: Float32Array): number | null {
    const floats = this.#floats[row]?.values
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

function dotFloats(floats: Float32Array, start: number, query: Float32Array): number {
  let sum = 0
  for (let at = 0; at < query.length; at++) sum += (floats[start + at] ?? 0) * (query[at] ?? 0)
  return sum
}
