import type { PastQuery } from '@skep/client'
import {
  type BlockCursor,
  type BlockPart,
  type BlockPosition,
  type KnowledgeStore,
  readTerms,
  readVectors,
} from '@skep/knowledge'
import { expect } from 'vitest'
import { sampleBatch, sampleChunk, sampleGeneration, sampleVectors } from '../samples.ts'
import { outcome, type Rule } from '../subject-tests.ts'
import { fill, positionsOf, range, ready } from './stored.ts'

/** Vectors and their generations. @internal */
export function registerVectors(rule: Rule<KnowledgeStore>): void {
  rule('[KS10] vectors come back bit for bit, of one generation, in order', async (store) => {
    await store.putGeneration(sampleGeneration('g', 'k'))
    await store.putGeneration(sampleGeneration('g2', 'k'))
    for (const index of [2, 0, 11, 1]) await store.putVectors(sampleVectors('g', 'd', index, ['a', 'b']))
    await store.putVectors(sampleVectors('g2', 'd', 0, ['a', 'b', 'c']))
    // Written again over itself: once.
    await store.putVectors(sampleVectors('g', 'd', 1, ['a', 'b']))
    expect(await readVectors(store, 'g')).toEqual(
      [0, 1, 2, 11].map((index) => sampleVectors('g', 'd', index, ['a', 'b'])),
    )
    expect(await readVectors(store, 'g2')).toEqual([sampleVectors('g2', 'd', 0, ['a', 'b', 'c'])])
  })

  rule('[KS10] codes, floats and terms come in parts, until nothing follows', async (store) => {
    await fill(store, 'k', 'a', { isReady: true })
    const indexes = range(0, 150)
    for (const index of indexes) {
      await store.putBatch(sampleBatch('k', 'd', index, [index, index + 1], { generationId: 'g-k' }))
    }
    await store.commitDocument(ready('d', 'k'))
    const all = [['a', 0], ['a', 1], ...indexes.map((index) => ['d', index])]
    for (const read of [
      (after?: BlockCursor) => store.codes('g-k', after),
      (after?: BlockCursor) => store.floats('g-k', after),
      (after?: BlockCursor) => store.terms('k', after),
    ]) {
      const positions: unknown[] = []
      let parts = 0
      for (let after: BlockCursor | undefined; ; parts++) {
        const { blocks, next }: BlockPart<BlockPosition> = await read(after)
        positions.push(...blocks.map(({ documentId, index }) => [documentId, index]))
        if (!next) break
        after = next
      }
      expect(parts).toBeGreaterThan(0)
      expect(positions).toEqual(all)
    }
    expect(positionsOf(await readVectors(store, 'g-k'))).toEqual(all)
    expect(positionsOf(await readTerms(store, 'k'))).toEqual(all)
  })

  rule('[KS10] a view into a larger buffer is stored as the view alone', async (store) => {
    await store.putGeneration(sampleGeneration('g', 'k'))
    const block = sampleVectors('g', 'd', 0, ['a', 'b'])
    await store.putVectors({
      ...block,
      codes: Int8Array.from([9, ...block.codes, 9]).subarray(1, 9),
      floats: Float32Array.from([9, ...block.floats, 9]).subarray(1, 9),
    })
    expect(await readVectors(store, 'g')).toEqual([block])
  })

  rule('[KS11] vectors of an unknown generation are refused and leave nothing', async (store) => {
    await store.putBatch(sampleBatch('k', 'd', 0, [0, 1], { text: 'before' }))
    const batch = sampleBatch('k', 'd', 0, [0, 3], { generationId: 'gone' })
    expect(await outcome(store.putBatch(batch))).toMatchObject({ code: 'STORAGE_FAILED' })
    expect(await outcome(store.putVectors(sampleVectors('gone', 'd', 0, ['a'])))).toMatchObject({
      code: 'STORAGE_FAILED',
    })
    expect(await store.chunks('d')).toEqual([sampleChunk('d', 0, 'before')])
    expect(await readVectors(store, 'gone')).toEqual([])
  })

  rule('[KS12] activating drops the one before it and keeps what is building', async (store) => {
    const { model: _, ...withoutModel } = sampleGeneration('g1', 'k')
    await store.putGeneration(withoutModel)
    for (const id of ['g2', 'g3']) await store.putGeneration(sampleGeneration(id, 'k'))
    await store.putGeneration(sampleGeneration('foreign', 'other', { state: 'active' }))
    for (const id of ['g1', 'g2', 'g3', 'foreign']) await store.putVectors(sampleVectors(id, 'd', 0, ['a']))
    expect(await store.activeGeneration('k')).toBeNull()
    expect([await store.generation('g2'), await store.generation('nobody')]).toEqual([
      sampleGeneration('g2', 'k'),
      null,
    ])
    await store.activateGeneration('g1')
    expect(await store.activeGeneration('k')).toEqual({ ...withoutModel, state: 'active' })
    await store.activateGeneration('g2')
    expect(await store.activeGeneration('k')).toEqual(sampleGeneration('g2', 'k', { state: 'active' }))
    expect(await readVectors(store, 'g1')).toEqual([])
    for (const id of ['g2', 'g3', 'foreign']) expect(await readVectors(store, id)).toHaveLength(1)
    expect(await store.activeGeneration('other')).toMatchObject({ id: 'foreign' })
  })

  rule('[KS12] activating twice changes nothing and an unknown one is refused', async (store) => {
    await store.putGeneration(sampleGeneration('g1', 'k'))
    await store.putVectors(sampleVectors('g1', 'd', 0, ['a']))
    await store.activateGeneration('g1')
    await store.activateGeneration('g1')
    expect(await outcome(store.activateGeneration('nobody'))).toMatchObject({ code: 'STORAGE_FAILED' })
    expect(await store.activeGeneration('k')).toEqual(sampleGeneration('g1', 'k', { state: 'active' }))
    expect(await readVectors(store, 'g1')).toHaveLength(1)
  })

  rule(
    '[KS17] hits are added to chunks and documents, and the newest 100 questions of a base are kept',
    async (store) => {
      await fill(store, 'k', 'd', { isReady: true })
      const asked = (at: number): PastQuery => ({
        id: `q${at}`,
        query: `question ${at}`,
        source: 'test',
        atMs: at,
        passageCount: 1,
      })
      const [first, second] = [sampleChunk('d', 0).id, sampleChunk('d', 2).id]
      await store.recordRetrievals('k', {
        hits: new Map([
          [first, 2],
          ['gone', 1],
        ]),
        queries: [asked(1)],
      })
      await store.recordRetrievals('k', {
        hits: new Map([
          [first, 1],
          [second, 1],
        ]),
        queries: [asked(3), asked(2)],
      })
      expect((await store.chunks('d')).map(({ hitCount }) => hitCount)).toEqual([3, 0, 1])
      expect(await store.document('d')).toMatchObject({ hitCount: 4 })
      expect(await store.queries('k')).toEqual([asked(3), asked(2), asked(1)])
      await store.recordRetrievals('k', {
        hits: new Map(),
        queries: Array.from({ length: 120 }, (_, at) => asked(200 - at)),
      })
      expect((await store.queries('k')).map(({ atMs }) => atMs).slice(-1)).toEqual([101])
      await store.removeBase('k')
      await store.recordRetrievals('k', { hits: new Map([[first, 1]]), queries: [asked(300)] })
      expect(await store.queries('k')).toEqual([])
    },
  )

  rule('[KS17] what is written from an earlier reading keeps the hits that came since', async (store) => {
    await fill(store, 'k', 'd', { isReady: true })
    const [document, batches] = [await store.document('d'), await store.batches('d', 'g-k')]
    await store.recordRetrievals('k', { hits: new Map([[sampleChunk('d', 0).id, 3]]), queries: [] })
    if (document) await store.putDocument({ ...document, name: 'Renamed' })
    expect(await store.document('d')).toMatchObject({ name: 'Renamed', hitCount: 3 })
    if (document) await store.commitDocument(document, { batches })
    expect(await store.document('d')).toMatchObject({ name: 'd.pdf', hitCount: 3 })
    expect((await store.chunks('d')).map(({ hitCount }) => hitCount)).toEqual([3, 0, 0])
    await store.putBatch(sampleBatch('k', 'd', 0, [0, 2], { generationId: 'g-k' }))
    expect((await store.chunks('d')).map(({ hitCount }) => hitCount)).toEqual([3, 0, 0])
  })

  rule('[SS4] a removed generation is gone with its vectors', async (store) => {
    await store.putGeneration(sampleGeneration('g1', 'k', { state: 'active' }))
    await store.putVectors(sampleVectors('g1', 'd', 0, ['a']))
    await store.removeGeneration('g1')
    expect([await store.activeGeneration('k'), await readVectors(store, 'g1')]).toEqual([null, []])
  })
}
