import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleToken, seededRandom } from './sampler.ts'

const greedy = { temperature: 0, topP: 1, presencePenalty: 0, frequencyPenalty: 0, random: () => 0 }

describe('the choice of the next token', () => {
  it('takes the likeliest at temperature 0', () => {
    expect(sampleToken(Float32Array.of(1, 3, 2), [], greedy)).toBe(1)
  })

  it('draws by probability: shares over many draws are those of the softmax', () => {
    const random = seededRandom(1)
    const counts = [0, 0, 0]
    const draws = 20_000
    for (let index = 0; index < draws; index += 1) {
      const token = sampleToken(Float32Array.of(Math.log(1), Math.log(2), Math.log(5)), [], {
        ...greedy,
        temperature: 1,
        random,
      })
      counts[token] = (counts[token] ?? 0) + 1
    }
    for (const [token, share] of [1 / 8, 2 / 8, 5 / 8].entries())
      expect((counts[token] ?? 0) / draws).toBeCloseTo(share, 1)
  })

  it('draws only from the fewest tokens that together have topP', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (drawn) => {
        const options = { ...greedy, temperature: 1, random: () => drawn }
        const logits = [0.05, 0.5, 0.15, 0.3].map(Math.log)
        expect([1, 3]).toContain(sampleToken(Float32Array.from(logits), [], { ...options, topP: 0.75 }))
        expect(sampleToken(Float32Array.from(logits), [], { ...options, topP: 0.4 })).toBe(1)
      }),
    )
  })

  it('takes penalties off tokens that came before, for being there and for each time', () => {
    const choose = (penalties: object): number =>
      sampleToken(Float32Array.of(2, 1.5, 1), [0, 0, 1], { ...greedy, ...penalties })
    expect(choose({})).toBe(0)
    expect(choose({ presencePenalty: 2 })).toBe(2)
    expect(choose({ frequencyPenalty: 0.4 })).toBe(0)
    expect(choose({ frequencyPenalty: 0.45 })).toBe(0)
    expect(choose({ frequencyPenalty: 0.6 })).toBe(2)
  })
})
