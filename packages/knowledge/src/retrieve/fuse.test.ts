import type { FusionMethod } from '@skep/client'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Candidate } from './candidates.ts'
import { byScore, fuse } from './fuse.ts'
import { KeywordSpace } from './keyword-space.ts'

const evidence = { coverage: 1, specificTerms: 1 }
const candidate = (chunkId: string, cosine: number | null, fullText: number): Candidate => ({
  chunkId,
  cosine,
  fullText,
  evidence,
})

const candidatesArbitrary = fc
  .array(
    fc.record({
      cosine: fc.double({ min: -1, max: 1, noNaN: true }),
      fullText: fc.double({ min: 0, max: 30, noNaN: true }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((list) => list.map(({ cosine, fullText }, at) => candidate(`c${at}`, cosine, fullText)))

const weightArbitrary = fc.double({ min: 0, max: 1, noNaN: true })

describe('fusion', () => {
  it.each<FusionMethod>(['weighted', 'rrf', 'dify'])(
    'by %s never puts a chunk above one that is better in both searches, whatever the order of the candidates',
    (fusion) => {
      fc.assert(
        fc.property(candidatesArbitrary, weightArbitrary, fc.nat(), (candidates, vectorWeight, turn) => {
          const settings = { method: 'hybrid' as const, fusion, vectorWeight }
          const keywordScores = new Map(candidates.map(({ chunkId, fullText }) => [chunkId, fullText / 30]))
          const input = { lowestCosine: -1, keywordScores }
          const fused = fuse(settings, candidates, input)
          const at = turn % candidates.length
          const turned = [...candidates.slice(at), ...candidates.slice(0, at)]
          expect(fuse(settings, turned, input).sort(byScore)).toEqual([...fused].sort(byScore))
          candidates.forEach((a, i) => {
            candidates.forEach((b, j) => {
              if ((a.cosine ?? 0) < (b.cosine ?? 0) || a.fullText < b.fullText) return
              expect(fused[i]?.score).toBeGreaterThanOrEqual((fused[j]?.score ?? 0) - 1e-12)
            })
          })
        }),
      )
    },
  )

  it('by rrf with equal weights is the sum of reciprocal ranks; what one search missed adds nothing there', () => {
    const candidates = [candidate('a', 0.9, 0), candidate('b', 0.5, 7), candidate('c', null, 9)]
    const fused = fuse({ method: 'hybrid', fusion: 'rrf', vectorWeight: 0.5 }, candidates, {
      lowestCosine: 0,
    })
    expect(fused.map(({ score }) => score)).toEqual([1 / 61, 1 / 62 + 1 / 62, 1 / 61])
    expect(fused[1]?.vector).toEqual({ score: 0.5, rank: 2, weight: 1, contribution: 1 / 62 })
  })

  it('by weights sets both scores in relation to the whole base', () => {
    const candidates = [candidate('a', 0.9, 4), candidate('b', 0.5, 8)]
    const fused = fuse({ method: 'hybrid', vectorWeight: 0.25 }, candidates, { lowestCosine: 0.1 })
    expect(fused.map(({ vector, fullText }) => [vector?.normalized, fullText?.normalized])).toEqual([
      [1, 0.5],
      [0.5, 1],
    ])
    expect(fused.map(({ score }) => score)).toEqual([0.25 + 0.375, 0.125 + 0.75])
  })

  it('of one method is the score of that method', () => {
    const candidates = [candidate('a', 0.9, 4)]
    const score = (method: 'vector' | 'full-text') =>
      fuse({ method, vectorWeight: 0.5 }, candidates, { lowestCosine: 0.1 })[0]
    expect(score('vector')).toMatchObject({ method: 'none', score: 0.9, scores: { vector: 0.9 } })
    expect(score('full-text')).toMatchObject({ method: 'none', score: 4, scores: { fullText: 4 } })
  })
})

describe('Dify’s keyword score', () => {
  it('is the cosine of TF-IDF vectors over the words of the candidates', () => {
    const [a, b] = [new Set(['prune', 'rose']), new Set(['prune', 'tree'])]
    const space = new KeywordSpace([a, b])
    // idf: prune ln(3/3)+1 = 1; rose and tree ln(3/2)+1; a word that is nowhere 0.
    const rare = Math.log(1.5) + 1
    const length = Math.sqrt(1 + rare ** 2)
    expect(space.cosine(new Set(['rose', 'garden']), a)).toBeCloseTo(rare / length, 12)
    expect(space.cosine(new Set(['rose', 'garden']), b)).toBe(0)
    expect(space.cosine(new Set(['garden']), b)).toBe(0)
    expect(space.cosine(a, a)).toBeCloseTo(1, 12)
  })
})
