import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitVector } from '../embed/lsa.ts'
import { seededGaussian } from '../embed/random.ts'
import type { VectorBlock } from '../store/knowledge-store.ts'
import { quantize } from './quantize.ts'
import { TopK } from './top-k.ts'
import { VectorIndex } from './vector-index.ts'

const DIMENSIONS = 32
const gaussian = seededGaussian(5)
const randomVector = () => unitVector(Float32Array.from({ length: DIMENSIONS }, gaussian))

const blockOf = (documentId: string, index: number, vectors: readonly Float32Array[]): VectorBlock => {
  const floats = new Float32Array(vectors.length * DIMENSIONS)
  vectors.forEach((vector, at) => {
    floats.set(vector, at * DIMENSIONS)
  })
  const chunkIds = vectors.map((_, at) => `${documentId}.${index}.${at}`)
  return { generationId: 'g', documentId, index, chunkIds, floats, ...quantize(floats, DIMENSIONS) }
}

describe('the vector index', () => {
  it('finds the nearest vectors with their exact cosines, also after removals', () => {
    const index = new VectorIndex(DIMENSIONS)
    const exact = new Map<string, Float32Array>()
    for (let document = 0; document < 10; document++) {
      for (let part = 0; part < 3; part++) {
        const vectors = Array.from({ length: 70 }, randomVector)
        const block = blockOf(`doc${document}`, part, vectors)
        index.add(block)
        for (const [at, id] of block.chunkIds.entries()) exact.set(id, vectors[at] ?? new Float32Array())
      }
    }
    const check = () => {
      const query = randomVector()
      const cosineOf = (vector: Float32Array) =>
        vector.reduce((sum, value, at) => sum + value * (query[at] ?? 0), 0)
      const expected = [...exact]
        .map(([id, vector]) => ({ id, cosine: cosineOf(vector) }))
        .sort((a, b) => b.cosine - a.cosine)
      const found = index.search(query, 10)
      expect(found.hits.map((hit) => hit.chunkId)).toEqual(expected.slice(0, 10).map(({ id }) => id))
      found.hits.forEach((hit, at) => {
        expect(hit.cosine).toBeCloseTo(expected[at]?.cosine ?? 9, 5)
        expect(index.cosine(hit.chunkId, query)).toBe(hit.cosine)
      })
      const mean = expected.reduce((sum, { cosine }) => sum + cosine, 0) / expected.length
      expect(found.mean).toBeCloseTo(mean, 2)
      expect(found.lowest).toBeCloseTo(expected.at(-1)?.cosine ?? 9, 1)
      expect(found.size).toBe(exact.size)
    }
    for (let round = 0; round < 10; round++) check()
    index.removeDocument('doc3')
    for (const id of [...exact.keys()]) if (id.startsWith('doc3.')) exact.delete(id)
    expect(index.size).toBe(exact.size)
    expect(index.cosine('doc3.0.0', randomVector())).toBeNull()
    for (let round = 0; round < 10; round++) check()
  })

  it('is empty at first, and refuses blocks of another length', () => {
    const index = new VectorIndex(DIMENSIONS)
    expect(index.search(randomVector(), 5)).toEqual({ hits: [], size: 0, lowest: 0, mean: 0, deviation: 0 })
    expect(() => index.add({ ...blockOf('d', 0, [randomVector()]), floats: new Float32Array(3) })).toThrow(
      RangeError,
    )
  })

  it('rounds by at most half a step of each vector', () => {
    const floats = Float32Array.of(1, -0.5, 0.003, 0, 0, 0)
    const { codes, scales } = quantize(floats, 3)
    expect([...codes]).toEqual([127, -63, 0, 0, 0, 0])
    expect(scales[0]).toBeCloseTo(1 / 127, 6)
    expect(scales[1]).toBe(0)
  })
})

describe('the top k', () => {
  it('are those that sorting would put first', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 })),
        fc.integer({ min: 0, max: 12 }),
        (scores, limit) => {
          const top = new TopK(limit)
          scores.forEach((score, item) => {
            top.offer(item, score)
          })
          const sorted = scores
            .map((score, item) => ({ item, score }))
            .sort((a, b) => b.score - a.score || a.item - b.item)
          expect(top.take()).toEqual(sorted.slice(0, limit))
        },
      ),
    )
  })
})
