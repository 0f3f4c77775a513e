import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diversify } from './mmr.ts'

const sorted = fc
  .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 })
  .map((list) =>
    list.sort((a, b) => b - a).map((relevance, at) => ({ item: { at, group: at % 3 }, relevance })),
  )

const sameGroup = (a: { group: number }, b: { group: number }): number => (a.group === b.group ? 1 : 0)

describe('maximal marginal relevance', () => {
  it('with lambda 1 keeps the order of relevance', () => {
    fc.assert(
      fc.property(sorted, (items) => {
        expect(diversify(items, 1, sameGroup).map(({ item }) => item.at)).toEqual(items.map((_, at) => at))
      }),
    )
  })

  it('takes every item once, the best first', () => {
    fc.assert(
      fc.property(sorted, fc.double({ min: 0.01, max: 1, noNaN: true }), (items, lambda) => {
        const order = diversify(items, lambda, sameGroup).map(({ item }) => item.at)
        expect(new Set(order).size).toBe(items.length)
        if (items.length > 0) expect(order[0]).toBe(0)
      }),
    )
  })

  it('puts what is said already below something new', () => {
    const items = [
      { item: { name: 'a', group: 1 }, relevance: 1 },
      { item: { name: 'a again', group: 1 }, relevance: 0.95 },
      { item: { name: 'b', group: 2 }, relevance: 0.5 },
    ]
    expect(diversify(items, 0.5, sameGroup).map(({ item, score }) => [item.name, score])).toEqual([
      ['a', 0.5],
      ['b', 0.25],
      ['a again', 0.475 - 0.5],
    ])
  })
})
