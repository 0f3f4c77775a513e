import { describe, expect, it } from 'vitest'
import { addUsage } from './usage.ts'

describe('usage', () => {
  it.each([
    [undefined, undefined, undefined],
    [{ totalTokens: 5 }, undefined, { totalTokens: 5 }],
    [undefined, { totalTokens: 5 }, { totalTokens: 5 }],
    [
      { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      { inputTokens: 10, totalTokens: 30, latencyMs: 7 },
      { inputTokens: 11, outputTokens: 2, totalTokens: 33, latencyMs: 7 },
    ],
    [{ totalTokens: 5, isEstimate: true }, { totalTokens: 5 }, { totalTokens: 10, isEstimate: true }],
  ])('%j and %j are %j', (left, right, sum) => {
    expect(addUsage(left, right)).toEqual(sum)
  })
})
