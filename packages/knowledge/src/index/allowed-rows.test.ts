import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitVector } from '../embed/lsa.ts'
import { seededGaussian } from '../embed/random.ts'
import type { CodeRows } from './code-rows.ts'
import { PlainCodeRows } from './plain-code-rows.ts'
import { quantize } from './quantize.ts'
import { createSimdCodeRows } from './simd-code-rows.ts'
import { VectorIndex } from './vector-index.ts'

const DIMENSIONS = 16
const DOCUMENTS = 97
const CHUNKS = 62

const gaussian = seededGaussian(7)
const randomVector = () => unitVector(Float32Array.from({ length: DIMENSIONS }, () => gaussian()))
const documents = Array.from({ length: DOCUMENTS }, (_, number) => {
  const floats = new Float32Array(CHUNKS * DIMENSIONS)
  for (let at = 0; at < CHUNKS; at++) floats.set(randomVector(), at * DIMENSIONS)
  const chunkIds = Array.from({ length: CHUNKS }, (_, at) => `${number}.${at}`)
  return { generationId: 'g', documentId: `${number}`, index: 0, chunkIds, floats }
})

function indexOf(rows: CodeRows | null): VectorIndex {
  if (!rows) throw new Error('WebAssembly with SIMD is part of every browser and Node that Skep supports.')
  const index = new VectorIndex(DIMENSIONS, rows)
  for (const block of documents) index.add({ ...block, ...quantize(block.floats, DIMENSIONS) })
  // Rows move.
  index.removeDocument('3')
  index.removeDocument('40')
  return index
}

describe.each([
  ['with SIMD', indexOf(createSimdCodeRows(DIMENSIONS))],
  ['with SIMD by their sign bits first', indexOf(createSimdCodeRows(DIMENSIONS, 0))],
  ['without SIMD', indexOf(new PlainCodeRows(DIMENSIONS))],
])('a search %s that may find some documents only', (_, index) => {
  it('finds what comparing all their chunks finds, however few or many there are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: DOCUMENTS - 1 }), { maxLength: DOCUMENTS }),
        fc.integer({ min: 1, max: 60 }),
        (numbers, limit) => {
          const query = randomVector()
          const naive = numbers
            .flatMap((number) => documents[number]?.chunkIds ?? [])
            .map((chunkId) => ({ chunkId, cosine: index.cosine(chunkId, query) }))
            .filter(({ cosine }) => cosine !== null)
            .sort((a, b) => (b.cosine ?? 0) - (a.cosine ?? 0))
            .slice(0, limit)
          const found = index.search(query, limit, new Set(numbers.map(String)))
          expect(found.hits).toEqual(naive)
          // How cosines lie is told of the whole base.
          expect({ ...found, hits: [] }).toEqual({ ...index.search(query, limit), hits: [] })
        },
      ),
      { numRuns: 25 },
    )
  })

  it('finds nothing where nothing is allowed', () => {
    expect(index.search(randomVector(), 10, new Set()).hits).toEqual([])
    expect(index.search(randomVector(), 10, new Set(['3', 'gone'])).hits).toEqual([])
  })
})
