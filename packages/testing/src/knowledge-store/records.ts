import type { KnowledgeStore } from '@skep/knowledge'
import { expect } from 'vitest'
import { sampleBase, sampleDocument, sampleText } from '../samples.ts'
import { outcome, type Rule } from '../subject-tests.ts'
import { fill, NOTHING, ready, traces } from './stored.ts'

/** Bases, documents and what is asked of them. @internal */
export function registerRecords(rule: Rule<KnowledgeStore>): void {
  rule('[KS1] records come back by id, lists oldest first', async (store) => {
    await store.putBase(sampleBase('young', { createdAtMs: 20 }))
    await store.putBase(sampleBase('old', { createdAtMs: 10 }))
    await store.putDocument(sampleDocument('d2', 'old', { createdAtMs: 20 }))
    await store.putDocument(sampleDocument('d1', 'old', { createdAtMs: 10 }))
    await store.putDocument(sampleDocument('d3', 'young'))
    await store.putDocument(sampleDocument('d1', 'old', { createdAtMs: 10, state: 'loading', progress: 0.5 }))
    expect((await store.bases()).map((base) => base.id)).toEqual(['old', 'young'])
    expect(await store.base('old')).toEqual(sampleBase('old', { createdAtMs: 10 }))
    expect(await store.documents('old')).toEqual([
      sampleDocument('d1', 'old', { createdAtMs: 10, state: 'loading', progress: 0.5 }),
      sampleDocument('d2', 'old', { createdAtMs: 20 }),
    ])
    expect(await store.document('d3')).toEqual(sampleDocument('d3', 'young'))
  })

  rule('[KS1] bytes and text come back as they were', async (store) => {
    const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => at % 251)
    await store.putBytes('d', bytes.subarray(10, 60_000))
    await store.putBase(sampleBase('k'))
    await store.commitDocument(ready('d', 'k'), { text: sampleText() })
    expect(Array.from((await store.bytes('d')) ?? [])).toEqual(Array.from(bytes.subarray(10, 60_000)))
    expect(await store.text('d')).toEqual(sampleText())
  })

  rule(
    '[KS1] a long text comes back whole, and a shorter one in its place leaves nothing of it',
    async (store) => {
      await store.putBase(sampleBase('k'))
      const long = { ...sampleText(), text: `🐝${'long '.repeat(500_000)}end` }
      for (const text of [long, sampleText(), { ...sampleText(), text: '🐝'.repeat(600_001) }]) {
        await store.commitDocument(ready('d', 'k'), { text })
        const found = await store.text('d')
        expect(found?.text === text.text).toBe(true)
        expect(found?.headings).toEqual(text.headings)
      }
      await store.removeDocument('d')
      expect(await store.text('d')).toBeNull()
    },
  )

  rule('[KS2] removing a document leaves nothing of it and lowers the counts', async (store) => {
    await fill(store, 'k', 'd', { isReady: true })
    await fill(store, 'k', 'd2', { isReady: true })
    const kept = await traces(store, 'k', 'd2')
    expect(await store.base('k')).toMatchObject({ documentCount: 2, chunkCount: 6, sizeBytes: 200 })
    await store.removeDocument('d')
    expect(await traces(store, 'k', 'd')).toEqual(NOTHING)
    expect(await traces(store, 'k', 'd2')).toEqual(kept)
    expect(await store.base('k')).toMatchObject({ documentCount: 1, chunkCount: 3, sizeBytes: 100 })
  })

  rule('[KS3] removing a base leaves nothing of it and everything of others', async (store) => {
    await fill(store, 'k', 'd', { isReady: true })
    await fill(store, 'k', 'half', { isReady: false })
    await fill(store, 'other', 'd2', { isReady: true })
    const kept = await traces(store, 'other', 'd2')
    await store.removeBase('k')
    expect([await store.base('k'), await store.documents('k'), await store.activeGeneration('k')]).toEqual([
      null,
      [],
      null,
    ])
    expect(await traces(store, 'k', 'd')).toEqual(NOTHING)
    expect(await traces(store, 'k', 'half')).toEqual(NOTHING)
    expect(await traces(store, 'other', 'd2')).toEqual(kept)
    expect((await store.bases()).map((base) => base.id)).toEqual(['other'])
  })

  rule('[KS4] unfinished holds what is not ready, failed or paused, oldest first', async (store) => {
    const states = [
      ...(['ready', 'indexing', 'failed', 'embedding'] as const),
      ...(['paused', 'splitting', 'loading', 'queued'] as const),
    ]
    for (const [at, state] of states.entries()) {
      await store.putDocument(sampleDocument(state, 'k', { state, createdAtMs: 100 - at }))
    }
    expect((await store.unfinished()).map((document) => document.state)).toEqual([
      'queued',
      'loading',
      'splitting',
      'embedding',
      'indexing',
    ])
  })

  rule('[KS8] a commit sets the document and the counts of ready documents', async (store) => {
    await fill(store, 'k', 'half', { isReady: false })
    await fill(store, 'k', 'd', { isReady: false })
    const base = await store.commitDocument(ready('d', 'k'))
    expect(base).toEqual(
      sampleBase('k', { documentCount: 1, chunkCount: 3, sizeBytes: 100, updatedAtMs: 5_000 }),
    )
    expect(await store.base('k')).toEqual(base)
    expect(await store.document('d')).toEqual(ready('d', 'k'))
    expect(await store.commitDocument(ready('d', 'k'))).toEqual(base)
  })

  rule('[KS8] commits that come at once are all counted', async (store) => {
    await store.putBase(sampleBase('k'))
    const ids = Array.from({ length: 6 }, (_, at) => `d${at}`)
    await Promise.all(ids.map((id) => store.commitDocument(ready(id, 'k'))))
    expect(await store.base('k')).toMatchObject({ documentCount: 6, chunkCount: 18, sizeBytes: 600 })
  })

  rule('[SS3] a commit into a base that is gone leaves no document', async (store) => {
    expect(await outcome(store.commitDocument(ready('d', 'gone')))).toMatchObject({ code: 'STORAGE_FAILED' })
    expect(await store.document('d')).toBeNull()
  })
}
