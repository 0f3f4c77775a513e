import type { PastQuery } from '@skep/client'
import {
  BATCHES_PER_EDITION,
  type BlockCursor,
  type BlockPart,
  type BlockPosition,
  type IngestBatch,
  type KnowledgeStore,
  readTerms,
  readVectors,
} from '@skep/knowledge'
import { expect } from 'vitest'
import {
  sampleBase,
  sampleBatch,
  sampleChunk,
  sampleDocument,
  sampleGeneration,
  sampleText,
  sampleVectors,
} from './samples.ts'
import type { ContractSubject } from './subject.ts'
import { describeSubject, outcome, type Rule } from './subject-tests.ts'

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

/** A base with one generation and one document of three chunks in two batches. */
async function fill(
  store: KnowledgeStore,
  knowledgeId: string,
  documentId: string,
  { isReady }: { readonly isReady: boolean },
): Promise<void> {
  const generationId = `g-${knowledgeId}`
  if (!(await store.base(knowledgeId))) {
    await store.putBase(sampleBase(knowledgeId))
    await store.putGeneration(sampleGeneration(generationId, knowledgeId))
    await store.activateGeneration(generationId)
  }
  await store.putBytes(documentId, Uint8Array.of(1, 2, 3))
  await store.putDocument(sampleDocument(documentId, knowledgeId, { state: 'embedding' }))
  await store.putBatch(sampleBatch(knowledgeId, documentId, 0, [0, 2], { generationId }))
  await store.putBatch(sampleBatch(knowledgeId, documentId, 1, [2, 3], { generationId }))
  if (isReady) await store.commitDocument(ready(documentId, knowledgeId), { text: sampleText() })
}

function ready(documentId: string, knowledgeId: string): ReturnType<typeof sampleDocument> {
  return sampleDocument(documentId, knowledgeId, {
    state: 'ready',
    progress: 1,
    chunkCount: 3,
    sizeBytes: 100,
    updatedAtMs: 5_000,
  })
}

/** A batch of the edition that comes after the first. */
function stagedBatch(documentId: string, index: number, range: readonly [number, number]): IngestBatch {
  const batch = sampleBatch('k', documentId, BATCHES_PER_EDITION + index, range, {
    generationId: 'g-k',
    text: 'new',
  })
  return { ...batch, chunks: batch.chunks.map((chunk) => ({ ...chunk, id: `${chunk.id}~1` })) }
}

/** Everything that a document left in the store. */
async function traces(store: KnowledgeStore, knowledgeId: string, documentId: string): Promise<unknown> {
  const vectors = await readVectors(store, `g-${knowledgeId}`)
  const terms = await readTerms(store, knowledgeId)
  return {
    document: await store.document(documentId),
    bytes: await store.bytes(documentId),
    text: await store.text(documentId),
    chunks: await store.chunks(documentId),
    byId: await store.chunksById([`${documentId}#0`, `${documentId}#2`]),
    terms: terms.filter((block) => block.documentId === documentId),
    vectors: vectors.filter((block) => block.documentId === documentId),
  }
}

const NOTHING = { document: null, bytes: null, text: null, chunks: [], byId: [], terms: [], vectors: [] }

function registerRecords(rule: Rule<KnowledgeStore>): void {
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

function registerBatches(rule: Rule<KnowledgeStore>): void {
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

function registerVectors(rule: Rule<KnowledgeStore>): void {
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

/** Rules of what is put together: nobody but the disk sees it. */
function registerCompaction(rule: Rule<KnowledgeStore>): void {
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

function positionsOf(blocks: readonly BlockPosition[]): readonly unknown[] {
  return blocks.map(({ documentId, index }) => [documentId, index])
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
}
