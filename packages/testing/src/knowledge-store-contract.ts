import { type KnowledgeStore, readTerms, readVectors } from '@skep/knowledge'
import { expect } from 'vitest'
import { registerBatches } from './knowledge-store/batches.ts'
import { registerCompaction } from './knowledge-store/compaction.ts'
import { registerRecords } from './knowledge-store/records.ts'
import { fill, ready } from './knowledge-store/stored.ts'
import { registerVectors } from './knowledge-store/vectors.ts'
import {
  sampleBase,
  sampleBatch,
  sampleChunk,
  sampleDocument,
  sampleGeneration,
  sampleText,
} from './samples.ts'
import type { ContractSubject } from './subject.ts'
import { describeSubject } from './subject-tests.ts'

/** Rules `SS` and `KS` of SPEC.md as vitest tests. @public */
export function knowledgeStoreContract(subject: ContractSubject<KnowledgeStore>): void {
  describeSubject('KnowledgeStore', subject, (rule, reopening) => {
    registerRecords(rule)
    registerBatches(rule)
    registerVectors(rule)
    registerCompaction(rule)

    rule('[SS2] what goes in and what comes out is never the stored value', async (store) => {
      const base = sampleBase('k')
      const batch = sampleBatch('k', 'd', 0, [0, 2])
      const bytes = Uint8Array.of(1)
      const document = sampleDocument('d', 'k', { edition: 0 })
      const putting = [
        store.putBase(base),
        store.putDocument(document),
        store.putBytes('d', bytes),
        store.putBatch(batch),
      ]
      bytes.fill(9)
      for (const mine of [base, document, ...batch.chunks])
        Reflect.set(mine, 'id', 'changed right after the call')
      await Promise.all(putting)
      ;(await store.bytes('d'))?.fill(9)
      for (const found of [base, await store.base('k')]) Reflect.set(found ?? {}, 'name', 'Changed')
      for (const chunk of [...batch.chunks, ...(await store.chunks('d'))])
        Reflect.set(chunk, 'text', 'Changed')
      expect(await store.base('k')).toEqual(sampleBase('k'))
      expect(await store.document('d')).toEqual(sampleDocument('d', 'k', { edition: 0 }))
      expect(await store.bytes('d')).toEqual(Uint8Array.of(1))
      expect(await store.chunks('d')).toEqual([sampleChunk('d', 0), sampleChunk('d', 1)])
    })

    rule('[SS4] what is not there is null or empty, and removing it is no error', async (store) => {
      await store.removeBase('nobody')
      await store.removeDocument('nobody')
      await store.removeGeneration('nobody')
      await store.clearStaged('nobody')
      expect([
        await store.base('nobody'),
        await store.document('nobody'),
        await store.bytes('nobody'),
        await store.text('nobody'),
        await store.activeGeneration('nobody'),
      ]).toEqual([null, null, null, null, null])
      expect([
        await store.bases(),
        await store.documents('nobody'),
        await store.unfinished(),
        await store.chunks('nobody'),
        await store.chunks('nobody', { offset: 0, limit: 5 }),
        await store.chunksById(['nobody']),
        await store.chunksById([]),
        await store.batches('nobody', 'nothing'),
        await readTerms(store, 'nobody'),
        await readVectors(store, 'nobody'),
      ]).toEqual([[], [], [], [], [], [], [], [], [], []])
    })

    reopening(
      '[KS20] checkpoints stay until they are dropped, or their owner is committed or gone',
      async (store, reopen) => {
        await fill(store, 'k', 'd', { isReady: true })
        const value = { list: ['a', 1, null], nested: { isDeep: true } }
        for (const owner of ['d', 'k'])
          for (const key of ['a', 'b']) await store.putCheckpoint(owner, key, value)
        await store.putCheckpoint('d', 'a', [])
        const other = await reopen()
        expect([
          await other.checkpoint('d', 'a'),
          await other.checkpoint('d', 'b'),
          await other.checkpoint('d', 'c'),
          await other.checkpoint('k', 'a'),
        ]).toEqual([[], value, null, value])
        await store.dropCheckpoint('k', 'a')
        await store.dropCheckpoint('k', 'nothing')
        expect([await store.checkpoint('k', 'a'), await store.checkpoint('k', 'b')]).toEqual([null, value])
        await store.commitDocument(ready('d', 'k'))
        expect([await store.checkpoint('d', 'a'), await store.checkpoint('k', 'b')]).toEqual([null, value])
        await store.putCheckpoint('d', 'a', 1)
        await store.removeDocument('d')
        expect(await store.checkpoint('d', 'a')).toBeNull()
        await store.removeBase('k')
        expect(await store.checkpoint('k', 'b')).toBeNull()
      },
    )

    reopening('[SS5] a half-ingested document goes on after a reopen', async (store, reopen) => {
      await fill(store, 'k', 'd', { isReady: false })
      const other = await reopen()
      expect(await other.unfinished()).toEqual([sampleDocument('d', 'k', { state: 'embedding' })])
      expect(await other.bytes('d')).toEqual(Uint8Array.of(1, 2, 3))
      expect(await other.chunks('d')).toEqual([])
      await other.commitDocument(ready('d', 'k'), { text: sampleText() })
      expect(await other.text('d')).toEqual(sampleText())
      expect(await other.chunks('d')).toEqual([0, 1, 2].map((index) => sampleChunk('d', index)))
      expect(await other.activeGeneration('k')).toEqual(sampleGeneration('g-k', 'k', { state: 'active' }))
      expect(await readVectors(other, 'g-k')).toEqual(await readVectors(store, 'g-k'))
    })
  })
}
