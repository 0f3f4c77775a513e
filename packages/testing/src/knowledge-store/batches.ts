import { BATCHES_PER_EDITION, type KnowledgeStore, readTerms, readVectors } from '@skep/knowledge'
import { expect } from 'vitest'
import { sampleBatch, sampleChunk, sampleDocument, sampleGeneration } from '../samples.ts'
import { outcome, type Rule } from '../subject-tests.ts'
import { fill, NOTHING, range, ready, stagedBatch, traces } from './stored.ts'

/** Batches of chunks, their editions and what an interruption leaves. @internal */
export function registerBatches(rule: Rule<KnowledgeStore>): void {
  rule('[KS5] a batch that is written twice is there once', async (store) => {
    await fill(store, 'k', 'd', { isReady: true })
    const before = await traces(store, 'k', 'd')
    await store.putBatch(sampleBatch('k', 'd', 0, [0, 2], { generationId: 'g-k' }))
    expect(await traces(store, 'k', 'd')).toEqual(before)
  })

  rule('[KS5] a shorter batch over a longer one leaves no remains', async (store) => {
    await fill(store, 'k', 'd', { isReady: true })
    await store.putBatch(sampleBatch('k', 'd', 0, [0, 200]))
    await store.putBatch(sampleBatch('k', 'd', 0, [0, 1], { text: 'new' }))
    expect((await store.chunks('d')).map((chunk) => [chunk.index, chunk.text])).toEqual([
      [0, 'new'],
      [2, 'text 2'],
    ])
    expect(await store.chunksById(['d#1', 'd#150', 'd#0'])).toEqual([sampleChunk('d', 0, 'new')])
    expect((await readTerms(store, 'k')).map((block) => [block.index, block.chunkIds])).toEqual([
      [0, ['d#0']],
      [1, ['d#2']],
    ])
  })

  rule('[KS6] chunks come in document order, whole, by range and by id', async (store) => {
    await store.putBatch(sampleBatch('k', 'd', 10, [200, 230]))
    await store.putBatch(sampleBatch('k', 'd', 2, [150, 200]))
    await store.putBatch(sampleBatch('k', 'd', 0, [0, 150]))
    await store.putBatch(sampleBatch('k', 'd-other', 0, [0, 5]))
    const indexes = async (offset: number, limit: number): Promise<readonly number[]> =>
      (await store.chunks('d', { offset, limit })).map((chunk) => chunk.index)
    expect((await store.chunks('d')).map((chunk) => chunk.index)).toEqual(range(0, 230))
    for (const [offset, limit] of [
      [0, 3],
      [60, 10],
      [63, 2],
      [64, 64],
      [128, 30],
      [140, 75],
      [225, 50],
      [230, 5],
      [500, 5],
      [5, 0],
    ] as const) {
      expect(await indexes(offset, limit)).toEqual(range(offset, Math.min(230, offset + limit)))
    }
    const wanted = ['d#229', 'd#0', 'nobody', 'd-other#4', 'd#64', 'd#0']
    expect((await store.chunksById(wanted)).map((chunk) => chunk.id)).toEqual([
      'd#229',
      'd#0',
      'd-other#4',
      'd#64',
      'd#0',
    ])
  })

  rule('[KS7] clearStaged removes what does not answer and keeps record, bytes and text', async (store) => {
    await fill(store, 'k', 'half', { isReady: false })
    await store.clearStaged('half')
    await store.commitDocument(ready('half', 'k'))
    expect(await traces(store, 'k', 'half')).toEqual({
      ...NOTHING,
      document: ready('half', 'k'),
      bytes: Uint8Array.of(1, 2, 3),
    })
    await fill(store, 'k', 'd', { isReady: true })
    const before = await traces(store, 'k', 'd')
    await store.putBatch(stagedBatch('d', 0, [0, 3]))
    await store.clearStaged('d')
    expect(await traces(store, 'k', 'd')).toEqual(before)
  })

  rule('[KS7] clearStaged keeps the batches that it is told to keep', async (store) => {
    await fill(store, 'k', 'd', { isReady: true })
    const before = await traces(store, 'k', 'd')
    for (const index of [0, 1, 2, 3]) await store.putBatch(stagedBatch('d', index, [index, index + 1]))
    await store.putCheckpoint('d', 'a', 1)
    const place = (index: number): number => BATCHES_PER_EDITION + index
    await store.clearStaged('d', { first: place(1), end: place(3) })
    const left = await Promise.all([0, 1, 2, 3].map((index) => store.stagedBatch('d', place(index), 'g-k')))
    expect(left).toEqual([null, stagedBatch('d', 1, [1, 2]), stagedBatch('d', 2, [2, 3]), null])
    expect(await store.checkpoint('d', 'a')).toBe(1)
    await store.clearStaged('d')
    expect([await store.stagedBatch('d', place(1), 'g-k'), await store.checkpoint('d', 'a')]).toEqual([
      null,
      null,
    ])
    expect(await traces(store, 'k', 'd')).toEqual(before)
  })

  rule('[KS19] a batch that does not answer yet comes back as it was written', async (store) => {
    await fill(store, 'k', 'd', { isReady: true })
    const staged = stagedBatch('d', 0, [0, 150])
    const { vectors: _, ...withoutVectors } = staged
    await store.putBatch(staged)
    expect(await store.stagedBatch('d', staged.index, 'g-k')).toEqual(staged)
    expect(await store.stagedBatch('d', staged.index, 'other')).toEqual(withoutVectors)
    // One that answers is none.
    expect(await store.stagedBatch('d', 0, 'g-k')).toBeNull()
    expect(await store.stagedBatch('d', staged.index + 1, 'g-k')).toBeNull()
  })

  rule(
    '[KS14] chunks of a new edition are seen by nobody before its commit, the old ones not after it',
    async (store) => {
      await fill(store, 'k', 'd', { isReady: true })
      await store.putDocument({ ...ready('d', 'k'), state: 'embedding', edition: 0 })
      await store.putBatch(stagedBatch('d', 0, [0, 70]))
      await store.putBatch(stagedBatch('d', 1, [70, 75]))
      const texts = async (): Promise<readonly string[]> =>
        (await store.chunks('d')).map((chunk) => chunk.text)
      const terms = async (): Promise<readonly number[]> =>
        (await readTerms(store, 'k')).map((block) => block.chunkIds.length)
      expect([await texts(), await terms()]).toEqual([
        ['text 0', 'text 1', 'text 2'],
        [2, 1],
      ])
      expect(await store.chunks('d', { offset: 2, limit: 9 })).toEqual([sampleChunk('d', 2)])
      expect((await store.unfinished()).map((document) => document.id)).toEqual(['d'])
      const base = await store.commitDocument({ ...ready('d', 'k'), edition: 1, chunkCount: 75 })
      expect(base).toMatchObject({ documentCount: 1, chunkCount: 75 })
      expect([await texts(), await terms()]).toEqual([Array<string>(75).fill('new'), [70, 5]])
      expect((await readVectors(store, 'g-k')).map((block) => block.chunkIds.length)).toEqual([70, 5])
      expect(await store.chunks('d', { offset: 69, limit: 2 })).toHaveLength(2)
    },
  )

  rule('[KS15] a commit with batches and a generation changes all of it or nothing', async (store) => {
    await fill(store, 'k', 'd', { isReady: true })
    await store.putGeneration(sampleGeneration('g2', 'k'))
    const before = await traces(store, 'k', 'd')
    const changed = sampleBatch('k', 'd', 1, [2, 3], { generationId: 'g2', text: 'edited' })
    const refused = [
      { batches: [sampleBatch('k', 'd', 1, [2, 3], { generationId: 'gone' })] },
      { batches: [changed], generationId: 'gone' },
    ]
    for (const commit of refused) {
      const committed = store.commitDocument({ ...ready('d', 'k'), chunkCount: 9 }, commit)
      expect(await outcome(committed)).toMatchObject({ code: 'STORAGE_FAILED' })
    }
    expect(await traces(store, 'k', 'd')).toEqual(before)
    expect(await store.base('k')).toMatchObject({ chunkCount: 3 })
    await store.commitDocument(ready('d', 'k'), { batches: [changed], generationId: 'g2' })
    expect((await store.chunks('d')).map((chunk) => chunk.text)).toEqual(['text 0', 'text 1', 'edited'])
    expect(await store.activeGeneration('k')).toMatchObject({ id: 'g2' })
    expect([await readVectors(store, 'g-k'), await readVectors(store, 'g2')]).toEqual([[], [changed.vectors]])
  })

  rule(
    '[KS16] the batches of a document come back as they were written, with vectors of one generation',
    async (store) => {
      await fill(store, 'k', 'd', { isReady: true })
      await store.putBatch(sampleBatch('k', 'd', 2, [3, 150]))
      await store.putBatch(stagedBatch('d', 0, [0, 3]))
      const written = [
        sampleBatch('k', 'd', 0, [0, 2], { generationId: 'g-k' }),
        sampleBatch('k', 'd', 1, [2, 3], { generationId: 'g-k' }),
        sampleBatch('k', 'd', 2, [3, 150]),
      ]
      expect(await store.batches('d', 'g-k')).toEqual(written)
      expect((await store.batches('d', null)).map((batch) => batch.vectors)).toEqual([
        undefined,
        undefined,
        undefined,
      ])
    },
  )

  rule('[KS9] terms come of ready documents of one base, exactly as written', async (store) => {
    await fill(store, 'k', 'd', { isReady: true })
    await fill(store, 'k', 'half', { isReady: false })
    await fill(store, 'other', 'd2', { isReady: true })
    const found = await readTerms(store, 'k')
    const written = [sampleBatch('k', 'd', 0, [0, 2]).terms, sampleBatch('k', 'd', 1, [2, 3]).terms]
    expect(found).toEqual(written)
  })

  rule('[KS13] an ingestion that is cut at any point and repeated has each chunk once', async (store) => {
    const steps = [
      () => store.putDocument(sampleDocument('d', 'k', { state: 'embedding' })),
      () => store.clearStaged('d'),
      () => store.putBatch(sampleBatch('k', 'd', 0, [0, 70], { generationId: 'g-k' })),
      () => store.putBatch(sampleBatch('k', 'd', 1, [70, 140], { generationId: 'g-k' })),
      () => store.putBatch(sampleBatch('k', 'd', 2, [140, 150], { generationId: 'g-k' })),
      () => store.commitDocument(ready('d', 'k')),
    ]
    await fill(store, 'k', 'd', { isReady: false })
    for (let cut = 0; cut <= steps.length; cut++) {
      for (const step of steps.slice(0, cut)) await step()
      for (const step of steps) await step()
      expect((await store.chunks('d')).map((chunk) => chunk.index)).toEqual(range(0, 150))
      expect((await readTerms(store, 'k')).flatMap((block) => block.chunkIds)).toEqual(
        range(0, 150).map((index) => `d#${index}`),
      )
      expect((await readVectors(store, 'g-k')).flatMap((block) => block.chunkIds)).toHaveLength(150)
      expect(await store.base('k')).toMatchObject({ documentCount: 1, chunkCount: 3 })
    }
  })
}
