import { describe, expect, it } from 'vitest'
import { faultOf, fuzzStreams } from './fuzz-streams.ts'

describe('chat streams with faults', () => {
  // `pnpm fuzz streams` tries 1,000 of the same.
  it('give the text of the source or say that they broke off: 50 seeds', async () => {
    for (let seed = 1; seed <= 50; seed += 1) expect([seed, await fuzzStreams(seed)]).toEqual([seed, []])
  }, 120_000)

  it('have faults of every kind, also inside characters', () => {
    const faults = Array.from({ length: 50 }, (_, seed) => faultOf(seed + 1))
    expect([...new Set(faults.map(({ kind }) => kind))].sort()).toEqual(['broken', 'cut', 'repeat', 'split'])
    // A byte of the form 10xxxxxx at the start of a chunk: its character began in the chunk before.
    const inside = faults.filter(({ chunks }) => chunks.some(([first = 0]) => first >> 6 === 2))
    expect(inside.length).toBeGreaterThan(10)
  })
})
