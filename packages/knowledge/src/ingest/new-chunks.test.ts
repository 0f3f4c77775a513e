import { describe, expect, it } from 'vitest'
import { createBreathe } from '../embed/breathe.ts'
import type { SplitChunk } from '../split/split-document.ts'
import { createAnalyzer } from '../text/analyzer.ts'
import { NewChunks } from './new-chunks.ts'

const breathe = createBreathe()
const PLACE = { location: { start: 0, end: 9 }, cleanedRange: { start: 0, end: 9 } }

describe.each([3, 3_000])('of a document of %i chunks', (count) => {
  it('the words of each unit are those that its batch gets', async () => {
    const parents = Array.from({ length: count }, (_, index): SplitChunk => {
      const children = Array.from({ length: 1 + (index % 3) }, (__, at) => ({
        text: `harbour${index} boat${at}`,
        ...PLACE,
      }))
      return { index, text: `harbour${index}`, ...PLACE, ...(index % 2 ? { children } : {}) }
    })
    const added = new NewChunks('doc', parents, (index) => `doc.${index}`, createAnalyzer('english'), '')
    const bags = Array.from({ length: added.unitCount }, (_, unit) => added.bag(unit))
    const taken = [...(await added.take(0, 2, breathe)), ...(await added.take(2, count, breathe))]
    expect(taken.map(({ chunk }) => chunk.id)).toEqual(parents.map(({ index }) => `doc.${index}`))
    expect(taken.flatMap(({ units }) => units.map(({ bag }) => bag.counts))).toEqual(bags)
    expect(added.isParents).toBe(true)
  })

  it('without children each is one unit, and the first is told by its text', async () => {
    const cut = Array.from(
      { length: count },
      (_, index): SplitChunk => ({
        index,
        text: `island${index}`,
        ...PLACE,
      }),
    )
    const added = new NewChunks('doc', cut, (index) => `doc.${index}`, createAnalyzer('english'), '')
    expect([added.length, added.unitCount, added.isParents]).toEqual([count, count, false])
    expect(added.first()).toMatchObject({ id: 'doc.0', text: 'island0' })
    expect([...added.bag(count - 1).keys()]).toEqual([`island${count - 1}`])
  })
})
