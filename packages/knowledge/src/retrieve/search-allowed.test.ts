import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitVector } from '../embed/lsa.ts'
import { seededGaussian } from '../embed/random.ts'
import { quantize } from '../index/quantize.ts'
import { VectorIndex } from '../index/vector-index.ts'
import { searchAllowed } from './search-allowed.ts'

const DIMENSIONS = 16

function randomIndex(count: number) {
  const gaussian = seededGaussian(7)
  const vector = () => unitVector(Float32Array.from({ length: DIMENSIONS }, () => gaussian()))
  const rows = Array.from({ length: count }, vector)
  const floats = new Float32Array(count * DIMENSIONS)
  rows.forEach((row, at) => {
    floats.set(row, at * DIMENSIONS)
  })
  const index = new VectorIndex(DIMENSIONS)
  const chunkIds = rows.map((_, at) => `c${at}`)
  index.add({
    generationId: 'g',
    documentId: 'd',
    index: 0,
    chunkIds,
    floats,
    ...quantize(floats, DIMENSIONS),
  })
  return { index, chunkIds, query: vector() }
}

describe('a search that may find some chunks only', () => {
  const { index, chunkIds, query } = randomIndex(6000)
  const naive = (allowed: ReadonlySet<string>): string[] =>
    chunkIds
      .filter((id) => allowed.has(id))
      .map((id) => ({ id, cosine: index.cosine(id, query) ?? 0 }))
      .sort((a, b) => b.cosine - a.cosine)
      .slice(0, 10)
      .map(({ id }) => id)

  it('finds what comparing every allowed chunk finds, however few or many there are', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 97 }), fc.boolean(), (every, isListed) => {
        const allowed = new Set(chunkIds.filter((_, at) => at % 97 < every))
        const ids = isListed ? allowed : null
        const has = (id: string): boolean => allowed.has(id)
        const { hits } = searchAllowed(index, query, 10, { size: allowed.size, has, ids })
        expect(hits.map(({ chunkId }) => chunkId)).toEqual(naive(allowed))
      }),
      { numRuns: 25 },
    )
  })

  it('finds nothing where nothing is allowed', () => {
    const nothing = { size: 0, has: () => false, ids: new Set<string>() }
    expect(searchAllowed(index, query, 10, nothing).hits).toEqual([])
    expect(searchAllowed(index, query, 10, { ...nothing, ids: null }).hits).toEqual([])
  })
})
