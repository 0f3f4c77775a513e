import type { VectorBlock } from '../store/knowledge-store.ts'
import { quantize } from './quantize.ts'
import { TopK } from './top-k.ts'

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

interface Place {
  readonly block: VectorBlock
  readonly position: number
}

/** Candidates of the coarse search per wanted hit: enough that rounding to bytes loses none in practice. */
const CANDIDATES_PER_HIT = 4

/**
 * The vectors of a base: a flat scan over int8 codes, the best rescored with floats. Faster at the sizes of a browser
 * than any graph, exact, and nothing to build.
 */
export class VectorIndex {
  readonly dimensions: number
  readonly #blocks = new Map<string, VectorBlock[]>()
  readonly #places = new Map<string, Place>()

  constructor(dimensions: number) {
    this.dimensions = dimensions
  }

  /** How many vectors it holds. */
  get size(): number {
    return this.#places.size
  }

  add(block: VectorBlock): void {
    if (block.floats.length !== block.chunkIds.length * this.dimensions) {
      throw new RangeError('a block of vectors has another number of dimensions than its index')
    }
    const blocks = this.#blocks.get(block.documentId)
    if (blocks) blocks.push(block)
    else this.#blocks.set(block.documentId, [block])
    block.chunkIds.forEach((chunkId, position) => {
      this.#places.set(chunkId, { block, position })
    })
  }

  removeDocument(documentId: string): void {
    for (const block of this.#blocks.get(documentId) ?? []) {
      for (const chunkId of block.chunkIds) this.#places.delete(chunkId)
    }
    this.#blocks.delete(documentId)
  }

  /** The `limit` nearest chunks to a unit vector, nearest first. */
  search(query: Float32Array, limit: number): VectorSearch {
    const { codes, scales } = quantize(query, this.dimensions)
    const queryScale = scales[0] ?? 0
    const top = new TopK(limit * CANDIDATES_PER_HIT)
    const blocks = [...this.#blocks.values()].flat()
    const starts: number[] = []
    let count = 0
    let lowest = Number.POSITIVE_INFINITY
    let sum = 0
    let squares = 0
    for (const block of blocks) {
      starts.push(count)
      const { length } = block.chunkIds
      for (let position = 0; position < length; position++) {
        const cosine =
          dotCodes(block.codes, position * this.dimensions, codes) *
          (block.scales[position] ?? 0) *
          queryScale
        if (cosine < lowest) lowest = cosine
        sum += cosine
        squares += cosine * cosine
        top.offer(count + position, cosine)
      }
      count += length
    }
    if (count === 0) return { hits: [], size: 0, lowest: 0, mean: 0, deviation: 0 }
    const hits = top
      .take()
      .flatMap(({ item }) => {
        const at = lastNotAbove(starts, item)
        const block = blocks[at]
        const position = item - (starts[at] ?? 0)
        const chunkId = block?.chunkIds[position]
        if (block === undefined || chunkId === undefined) return []
        return [{ chunkId, cosine: dotFloats(block.floats, position * this.dimensions, query) }]
      })
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, limit)
    const mean = sum / count
    return {
      hits,
      size: count,
      lowest,
      mean,
      deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)),
    }
  }

  /** The exact cosine of one chunk, or null when it has no vector. */
  cosine(chunkId: string, query: Float32Array): number | null {
    const place = this.#places.get(chunkId)
    return place ? dotFloats(place.block.floats, place.position * this.dimensions, query) : null
  }
}

function dotCodes(codes: Int8Array, start: number, query: Int8Array): number {
  let sum = 0
  for (let at = 0; at < query.length; at++) sum += (codes[start + at] ?? 0) * (query[at] ?? 0)
  return sum
}

function dotFloats(floats: Float32Array, start: number, query: Float32Array): number {
  let sum = 0
  for (let at = 0; at < query.length; at++) sum += (floats[start + at] ?? 0) * (query[at] ?? 0)
  return sum
}

/** Position of the last start that is not above `item`. */
function lastNotAbove(starts: readonly number[], item: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= item) low = middle
    else high = middle - 1
  }
  return low
}
