import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FoundPassage } from './found-passage.ts'
import { joinByRank } from './merge.ts'

function found(chunkId: string, score: number): FoundPassage {
  return {
    chunkId,
    score,
    scores: { fused: score },
    settings: { method: 'hybrid', topK: 4, vectorWeight: 0.5 },
    passage: {
      chunkId,
      knowledgeId: 'k',
      knowledgeName: 'K',
      documentId: 'd',
      documentName: 'D',
      text: '',
      location: { start: 0, end: 1 },
      metadata: {},
    },
  }
}

const lists = fc.array(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { maxLength: 6 }), {
  minLength: 1,
  maxLength: 5,
})

describe('joining bases', () => {
  it('does not depend on the order of the bases, and takes ranks for scores', () => {
    fc.assert(
      fc.property(lists, fc.nat(), (scores, turn) => {
        const results = scores.map((list, base) => list.map((score, at) => found(`${base}.${at}`, score)))
        const at = turn % results.length
        const turned = joinByRank([...results.slice(at), ...results.slice(0, at)])
        const joined = joinByRank(results)
        expect(turned).toEqual(joined)
        if (scores.filter((list) => list.length > 0).length < 2) return
        const ranks = joined.map(({ chunkId }) => Number(chunkId.split('.')[1]))
        expect(ranks).toEqual([...ranks].sort((a, b) => a - b))
      }),
    )
  })

  it('leaves a single base its own scores', () => {
    const only = [found('a', 3), found('b', 2)]
    expect(joinByRank([[], only, []])).toBe(only)
  })
})
