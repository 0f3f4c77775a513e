import type { VectorHit, VectorIndex, VectorSearch } from '../index/vector-index.ts'

/** The chunks that a search may find. */
export interface AllowedChunks {
  readonly size: number
  has(chunkId: string): boolean
  /** The chunks one by one, where that is cheap. */
  readonly ids: Iterable<string> | null
}

/** Up to this many chunks are compared one by one, which is exact and needs no scan of the others. */
const FEW_CHUNKS = 2000

/**
 * The `limit` nearest of the allowed chunks. The scan knows no filter, so it is asked for more until it has enough or
 * has given everything: what is left out by a filter costs no recall.
 */
export function searchAllowed(
  vectors: VectorIndex,
  query: Float32Array,
  limit: number,
  allowed: AllowedChunks | null,
): VectorSearch {
  if (allowed === null) return vectors.search(query, limit)
  if (allowed.ids !== null && allowed.size <= FEW_CHUNKS) {
    const hits: VectorHit[] = []
    for (const chunkId of allowed.ids) {
      const cosine = vectors.cosine(chunkId, query)
      if (cosine !== null) hits.push({ chunkId, cosine })
    }
    hits.sort((a, b) => b.cosine - a.cosine)
    // How cosines lie in the base as a whole is asked of the whole base.
    return { ...vectors.search(query, 1), hits: hits.slice(0, limit) }
  }
  const wanted = Math.min(limit, allowed.size)
  for (let asked = limit * 2; ; asked *= 4) {
    const found = vectors.search(query, Math.min(asked, vectors.size))
    const hits = found.hits.filter(({ chunkId }) => allowed.has(chunkId))
    if (hits.length >= wanted || asked >= vectors.size) return { ...found, hits: hits.slice(0, limit) }
  }
}
