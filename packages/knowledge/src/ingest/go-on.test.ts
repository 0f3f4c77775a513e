import { describe, expect, it } from 'vitest'
import type { KnowledgeOptions } from '../create-knowledge.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import { createMemoryKnowledgeStore } from '../store/memory-knowledge-store.ts'
import { type Failure, failAt } from './failing-store.fixture.ts'
import { startKnowledge, textFile } from './knowledge.fixture.ts'

const BASE = 'base'
const CHOICE = { provider: 'test', model: 'vectors' }
/** Chunks of a batch; as many may be embedded again, as they were in flight. */
const BATCH = 512
const CHUNKS = 2_400
const TEXT = Array.from({ length: CHUNKS }, (_, at) => `Passage ${at} of ${'abcdefgh'.repeat(6)}`).join(
  '\n\n',
)
const FILE = textFile('long.txt', TEXT)
const SPLIT = { maxSize: 64, overlap: 0 }

/** An embedder that counts how often it was given each text. */
function countingEmbedder(onRequest: () => Promise<void> = async () => {}) {
  const given = new Map<string, number>()
  const embedders: KnowledgeOptions['embedders'] = () => ({
    id: 'test:vectors',
    dimensions: 4,
    async embed(texts) {
      await onRequest()
      for (const text of texts) given.set(text, (given.get(text) ?? 0) + 1)
      return texts.map((text) => Float32Array.of(text.length, text.charCodeAt(8), 1, 2))
    },
  })
  /** What was given more than once. */
  const repeated = (): number => [...given.values()].reduce((sum, times) => sum + times - 1, 0)
  return { given, embedders, repeated }
}

async function prepare(): Promise<KnowledgeStore> {
  const store = createMemoryKnowledgeStore()
  const { knowledge } = startKnowledge({ store })
  await knowledge.create({ id: BASE, name: 'Base', split: SPLIT, embedder: CHOICE })
  await knowledge.close()
  return store
}

async function checkWhole(store: KnowledgeStore, count = CHUNKS): Promise<void> {
  const { knowledge } = startKnowledge({ store, embedders: countingEmbedder().embedders })
  const [document] = await knowledge.documents(BASE)
  expect(document).toMatchObject({ state: 'ready', chunkCount: count })
  const chunks = await knowledge.chunks(document?.id ?? '')
  expect(chunks.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, at) => at))
  const active = await store.activeGeneration(BASE)
  const batches = await store.batches(document?.id ?? '', active?.id ?? '')
  const units = chunks.map(({ id }) => id)
  expect(batches.flatMap(({ terms }) => terms.chunkIds)).toEqual(units)
  expect(batches.flatMap(({ vectors }) => vectors?.chunkIds ?? [])).toEqual(units)
}

const POINTS = [1, 2, 3, 4, 5].flatMap((at) => (['before', 'after'] as const).map((when) => ({ at, when })))

describe('a document whose ingestion is cut off', () => {
  it.each(POINTS)(
    '$when batch $at is written goes on there: nothing stored is embedded again',
    async (point) => {
      const store = await prepare()
      const failure: Failure = { ...point, of: 'putBatch', kind: 'dead' }
      const counting = countingEmbedder()
      const { embedders } = counting
      const cut = startKnowledge({ store: failAt(store, failure).store, embedders }).knowledge
      await cut.upload(BASE, FILE)
      await cut.idle()
      const { knowledge } = startKnowledge({ store, embedders })
      await knowledge.resume()
      await knowledge.idle()
      await checkWhole(store)
      // One more, which told how long vectors are.
      expect(counting.repeated()).toBeLessThanOrEqual((point.when === 'before' ? BATCH : 0) + 1)
    },
  )

  it.each(['putDocument', 'commitDocument', 'putGeneration', 'clearStaged'] as const)(
    'at %s is embedded once all the same',
    async (of) => {
      for (const when of ['before', 'after'] as const) {
        const store = await prepare()
        const counting = countingEmbedder()
        const { embedders } = counting
        const failure: Failure = { at: 1, of, when, kind: 'dead' }
        const cut = startKnowledge({ store: failAt(store, failure).store, embedders }).knowledge
        await cut.upload(BASE, FILE).catch(() => null)
        await cut.idle()
        const { knowledge } = startKnowledge({ store, embedders })
        await knowledge.resume()
        await knowledge.upload(BASE, FILE)
        await knowledge.idle()
        await checkWhole(store)
        // The first text is asked for its length once in each session that finds no vectors.
        expect(counting.repeated()).toBeLessThanOrEqual(2)
      }
    },
  )

  it('by a pause goes on where it was, and so does one that failed for a while', async () => {
    const store = await prepare()
    let requests = 0
    let reach = (): void => {}
    const reached = new Promise<void>((resolve) => {
      reach = resolve
    })
    const counting = countingEmbedder(async () => {
      requests++
      if (requests === 20) {
        reach()
        await new Promise((resolve) => setTimeout(resolve, 0))
      }
      if (requests === 30) throw new Error('no network')
    })
    const { knowledge } = startKnowledge({ store, embedders: counting.embedders })
    const { id } = await knowledge.upload(BASE, FILE)
    await reached
    expect(await knowledge.pauseDocument(id)).toMatchObject({ state: 'paused' })
    await knowledge.resumeDocument(id)
    await knowledge.idle()
    expect(await knowledge.document(id)).toMatchObject({ state: 'failed' })
    await knowledge.retry(id)
    await knowledge.idle()
    await checkWhole(store)
    expect(counting.repeated()).toBeLessThanOrEqual(2 * BATCH + 1)
  })

  it('and cut with other settings meanwhile holds nothing of the former cut', async () => {
    const store = await prepare()
    const { embedders } = countingEmbedder()
    const failure: Failure = { at: 4, of: 'putBatch', when: 'after', kind: 'dead' }
    const cut = startKnowledge({ store: failAt(store, failure).store, embedders }).knowledge
    const { id } = await cut.upload(BASE, FILE)
    await cut.idle()
    const { knowledge } = startKnowledge({ store, embedders })
    await knowledge.reindex(id, { split: { maxSize: 250 } })
    await knowledge.idle()
    const { chunkCount } = await knowledge.document(id)
    expect(chunkCount).toBeLessThanOrEqual(CHUNKS / 2)
    await checkWhole(store, chunkCount)
  })

  it('and given new content meanwhile holds nothing of the former', async () => {
    const store = await prepare()
    const { embedders } = countingEmbedder()
    const http = {
      text: TEXT,
      fetch: async () => ({
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: new TextEncoder().encode(http.text),
      }),
    }
    const failure: Failure = { at: 3, of: 'putBatch', when: 'after', kind: 'dead' }
    const cut = startKnowledge({
      store: failAt(store, failure).store,
      embedders,
      sources: { http },
    }).knowledge
    await cut.addUrl(BASE, { url: 'https://a.example/long' })
    await cut.idle()
    http.text = TEXT.replaceAll('Passage', 'Section')
    const { knowledge } = startKnowledge({ store, embedders, sources: { http } })
    const { id } = await knowledge.addUrl(BASE, { url: 'https://a.example/long' })
    await knowledge.idle()
    await checkWhole(store)
    expect((await knowledge.chunks(id)).every(({ text }) => text.startsWith('Section'))).toBe(true)
  })
})

describe('questions that a model writes', () => {
  const PARTS = 30
  const parts = Array.from({ length: PARTS }, (_, at) => `Part ${at} ${'words '.repeat(30)}`).join('\n\n')

  it.each([1, 5, 17])('are not asked for again after the page was closed at answer %i', async (stopAt) => {
    const store = createMemoryKnowledgeStore()
    const asked = new Map<string, number>()
    let stop = (): void => {}
    const stopped = new Promise<void>((resolve) => {
      stop = resolve
    })
    const writer =
      (isCut: boolean): NonNullable<KnowledgeOptions['writeQuestions']> =>
      async ({ text }) => {
        asked.set(text, (asked.get(text) ?? 0) + 1)
        if (isCut && asked.size >= stopAt) {
          stop()
          // Its answer never comes.
          return new Promise(() => {})
        }
        return [{ question: `What is ${text.slice(0, 8)}?`, answer: text }]
      }
    const split = { mode: 'question-answer' as const, maxSize: 200, overlap: 0 }
    const cut = startKnowledge({ store, writeQuestions: writer(true) }).knowledge
    await cut.create({ id: BASE, name: 'Base', split })
    await cut.upload(BASE, textFile('parts.txt', parts))
    await stopped
    await new Promise((resolve) => setTimeout(resolve, 5))
    const before = [...asked.values()].reduce((sum, times) => sum + times, 0)
    const { knowledge } = startKnowledge({ store, writeQuestions: writer(false) })
    await knowledge.resume()
    await knowledge.idle()
    const [document] = await knowledge.documents(BASE)
    expect(document).toMatchObject({ state: 'ready', chunkCount: PARTS })
    const pairs = await knowledge.chunks(document?.id ?? '')
    expect(new Set(pairs.map(({ question }) => question)).size).toBe(PARTS)
    // Four at a time are in flight.
    const total = [...asked.values()].reduce((sum, times) => sum + times, 0)
    expect(total - PARTS).toBeLessThanOrEqual(Math.min(4, before))
    expect(await store.checkpoint(document?.id ?? '', 'anything')).toBeNull()
  })
})

describe('another embedder for a base', () => {
  it('goes on after a reload with the documents that it has made', async () => {
    const store = createMemoryKnowledgeStore()
    const first = startKnowledge({ store })
    await first.knowledge.create({ id: BASE, name: 'Base', split: SPLIT })
    for (const [at, word] of ['amber', 'basin', 'cedar'].entries()) {
      await first.knowledge.upload(BASE, textFile(`${at}.txt`, TEXT.replaceAll('Passage', word)))
    }
    await first.knowledge.idle()
    await first.knowledge.close()
    const counting = countingEmbedder()
    const { embedders } = counting
    const failure: Failure = { at: 8, of: 'putVectors', when: 'after', kind: 'dead' }
    const cut = startKnowledge({ store: failAt(store, failure).store, embedders }).knowledge
    await cut.changeEmbedder(BASE, CHOICE)
    await cut.idle()
    const { knowledge } = startKnowledge({ store, embedders })
    // Changed between: its vectors are made anew.
    const [document] = await knowledge.documents(BASE)
    const [chunk] = await knowledge.chunks(document?.id ?? '')
    await knowledge.updateChunk(chunk?.id ?? '', { text: 'Entirely new words.' })
    await knowledge.resume()
    await knowledge.idle()
    expect(await knowledge.get(BASE)).toMatchObject({ embedder: CHOICE, chunkCount: 3 * CHUNKS })
    const again = [...counting.given].filter(([text, times]) => times > 1 && !text.startsWith('amber'))
    expect(again.length).toBeLessThanOrEqual(BATCH + 1)
    expect(counting.given.get('Entirely new words.')).toBe(1)
  })
})
