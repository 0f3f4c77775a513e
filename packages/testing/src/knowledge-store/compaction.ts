import {
  BATCHES_PER_EDITION,
  type BlockCursor,
  type BlockPart,
  type BlockPosition,
  type KnowledgeStore,
  readTerms,
  readVectors,
} from '@skep/knowledge'
import { expect } from 'vitest'
import { sampleBatch, sampleGeneration, sampleVectors } from '../samples.ts'
import type { Rule } from '../subject-tests.ts'
import { fill, NOTHING, positionsOf, range, ready, stagedBatch, traces } from './stored.ts'

/** Rules of what is put together: nobody but the disk sees it. */
export function registerCompaction(rule: Rule<KnowledgeStore>): void {
  const small = async (store: KnowledgeStore, ids: readonly string[]): Promise<void> => {
    for (const id of ids) {
      await store.putBatch(sampleBatch('k', id, 0, [0, 1], { generationId: 'g-k' }))
      await store.commitDocument({ ...ready(id, 'k'), chunkCount: 1 })
    }
  }
  const compactAll = async (store: KnowledgeStore): Promise<void> => {
    while (await store.compact('k'));
  }
  const state = async (store: KnowledgeStore): Promise<unknown> => ({
    vectors: await readVectors(store, 'g-k'),
    terms: await readTerms(store, 'k'),
    batches: await Promise.all(
      (await store.documents('k')).map(async ({ id }) => [
        await store.batches(id, 'g-k'),
        await store.chunks(id),
      ]),
    ),
  })
  const ids = range(0, 20).map((at) => `s${at}`)

  rule('[KS18] putting a base together changes nothing that anybody reads', async (store) => {
    await fill(store, 'k', 'large', { isReady: true })
    await fill(store, 'other', 'x', { isReady: true })
    await small(store, ids)
    const [before, other] = [await state(store), await traces(store, 'other', 'x')]
    await compactAll(store)
    expect(await state(store)).toEqual(before)
    await small(store, ['later', 'last'])
    const grown = await state(store)
    await compactAll(store)
    expect([await state(store), await traces(store, 'other', 'x')]).toEqual([grown, other])
    expect(await store.compact('nobody')).toBe(false)
  })

  rule('[KS18] what was put together is changed and removed like the rest', async (store) => {
    await fill(store, 'k', 'large', { isReady: true })
    await small(store, ids)
    await compactAll(store)
    const edited = sampleBatch('k', 's3', 0, [0, 2], { generationId: 'g-k', text: 'edited' })
    await store.commitDocument({ ...ready('s3', 'k'), chunkCount: 2 }, { batches: [edited] })
    expect(await store.batches('s3', 'g-k')).toEqual([edited])
    await store.removeDocument('s4')
    expect(await traces(store, 'k', 's4')).toEqual(NOTHING)
    await store.putBatch(stagedBatch('s5', 0, [0, 3]))
    await store.commitDocument({ ...ready('s5', 'k'), edition: 1 })
    expect((await store.batches('s5', 'g-k')).map(({ index }) => index)).toEqual([BATCHES_PER_EDITION])
    const vectors = sampleVectors('g-k', 's6', 0, ['other'])
    await store.putVectors(vectors)
    expect((await store.batches('s6', 'g-k')).map((batch) => batch.vectors)).toEqual([vectors])
    const positions = [
      ['large', 0],
      ['large', 1],
      ...ids
        .filter((id) => id !== 's4')
        .sort()
        .map((id) => [id, id === 's5' ? BATCHES_PER_EDITION : 0]),
    ]
    for (const _ of ['as it is', 'put together again']) {
      expect(positionsOf(await readVectors(store, 'g-k'))).toEqual(positions)
      expect(positionsOf(await readTerms(store, 'k'))).toEqual(positions)
      await compactAll(store)
    }
    await store.removeBase('k')
    expect([await readVectors(store, 'g-k'), await readTerms(store, 'k')]).toEqual([[], []])
    expect((await store.terms('k')).blocks).toEqual([])
  })

  rule('[KS18] another generation takes the place of one that was put together', async (store) => {
    await fill(store, 'k', 'large', { isReady: true })
    await small(store, ids)
    await compactAll(store)
    await store.putGeneration(sampleGeneration('g2', 'k'))
    for (const id of ids) await store.putVectors(sampleVectors('g2', id, 0, [`${id}#0`]))
    await compactAll(store)
    await store.activateGeneration('g2')
    expect(await readVectors(store, 'g-k')).toEqual([])
    await compactAll(store)
    expect(await readVectors(store, 'g2')).toEqual(
      [...ids].sort().map((id) => sampleVectors('g2', id, 0, [`${id}#0`])),
    )
  })

  rule('[KS18] nobody who reads meanwhile misses anything', async (store) => {
    await fill(store, 'k', 'large', { isReady: true })
    const many = range(0, 150).map((at) => `s${at}`)
    await small(store, many)
    for (const read of [
      (after?: BlockCursor) => store.codes('g-k', after),
      (after?: BlockCursor) => store.floats('g-k', after),
      (after?: BlockCursor) => store.terms('k', after),
    ]) {
      const seen = new Set<string>()
      for (let after: BlockCursor | undefined; ; ) {
        const { blocks, next }: BlockPart<BlockPosition> = await read(after)
        for (const { documentId } of blocks) seen.add(documentId)
        if (!next) break
        after = next
        await store.compact('k')
        await small(store, [`new${seen.size}`])
      }
      expect(many.filter((id) => !seen.has(id))).toEqual([])
    }
  })
}
