import { describe, expect, it } from 'vitest'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import { createMemoryKnowledgeStore } from '../store/memory-knowledge-store.ts'
import { readTerms, readVectors } from '../store/read-parts.ts'
import { type Failure, failAt } from './failing-store.fixture.ts'
import { proseOf, startKnowledge, textFile } from './knowledge.fixture.ts'

// The first is ready before anything fails; the second brings the base over the size where LSA is fitted, so that a
// generation is built and swapped; the third goes into that; the last has nothing but a heading and a line.
const FIRST = textFile('first.txt', proseOf(1, 20))
const FILES = [
  textFile('second.txt', proseOf(2, 15)),
  textFile('third.txt', proseOf(3, 9)),
  textFile('fourth.txt', '# Zanzibar\n\nCloves and cardamom.'),
]
const BASE = 'base'
const SPLIT = { maxSize: 480, overlap: 0 }

async function prepare(): Promise<KnowledgeStore> {
  const store = createMemoryKnowledgeStore()
  const { knowledge } = startKnowledge({ store })
  await knowledge.create({ id: BASE, name: 'Base', split: SPLIT })
  await knowledge.upload(BASE, FIRST)
  await knowledge.idle()
  await knowledge.close()
  return store
}

async function uploadAll(knowledge: ReturnType<typeof startKnowledge>['knowledge']): Promise<void> {
  for (const file of FILES) await knowledge.upload(BASE, file).catch(() => null)
  await knowledge.idle()
}

/** What is stored, with everything that could be doubled or lost. */
async function inventory(store: KnowledgeStore) {
  const documents = await store.documents(BASE)
  const active = await store.activeGeneration(BASE)
  const vectors = await readVectors(store, active?.id ?? '')
  const terms = await readTerms(store, BASE)
  const base = await store.base(BASE)
  return {
    states: Object.fromEntries(documents.map((document) => [document.name, document.state])),
    chunks: (
      await Promise.all(documents.map(async ({ id }) => (await store.chunks(id)).map((chunk) => chunk.id)))
    )
      .flat()
      .sort(),
    terms: terms.flatMap((block) => block.chunkIds).sort(),
    vectors: vectors.flatMap((block) => block.chunkIds).sort(),
    embedder: active?.embedderId,
    counts: [base?.documentCount, base?.chunkCount, base?.sizeBytes],
    unfinished: (await store.unfinished()).length,
    leftOver: (await readVectors(store, `${BASE}:3`)).length,
  }
}

async function answers(store: KnowledgeStore): Promise<boolean[]> {
  const { knowledge } = startKnowledge({ store })
  const ask = async (query: string, name: string): Promise<boolean> => {
    const { passages } = await knowledge.retrieve({ knowledgeIds: [BASE], query, settings: { topK: 50 } })
    return passages.some((passage) => passage.documentName === name)
  }
  return [
    await ask('part19 willow', 'first.txt'),
    await ask('part14 willow', 'second.txt'),
    await ask('part8 willow', 'third.txt'),
    await ask('cardamom and cloves', 'fourth.txt'),
  ]
}

const undisturbed = await prepare().then(async (store) => {
  const counting = failAt(store, { at: 0, when: 'before', kind: 'once' })
  await uploadAll(startKnowledge({ store: counting.store }).knowledge)
  return { expected: await inventory(store), writes: counting.writes }
})

const points = undisturbed.writes.flatMap((name, index) =>
  (['before', 'after'] as const).map((when) => ({ name, at: index + 1, when })),
)

describe('an ingestion that is cut off', () => {
  it('has the kill points that matter', () => {
    const { chunks, terms, vectors } = undisturbed.expected
    expect(undisturbed.expected).toMatchObject({ unfinished: 0, embedder: 'builtin:lsa:1', leftOver: 0 })
    expect([new Set(chunks).size, terms, vectors]).toEqual([chunks.length, chunks, chunks])
    expect(chunks.length).toBe(20 + 15 + 9 + 1)
    expect(undisturbed.writes).toEqual(
      expect.arrayContaining([
        'putBytes',
        'putDocument',
        'clearStaged',
        'putGeneration',
        'putVectors',
        'putBatch',
        'commitDocument',
      ]),
    )
    expect(points.length).toBeGreaterThan(40)
  })

  it.each(points)(
    '$when write $at ($name): a new session ends with every chunk exactly once',
    async ({ at, when }) => {
      const store = await prepare()
      const failure: Failure = { at, when, kind: 'dead' }
      await uploadAll(startKnowledge({ store: failAt(store, failure).store }).knowledge)

      const { knowledge } = startKnowledge({ store })
      await knowledge.resume()
      await knowledge.idle()
      const between = await store.documents(BASE)
      expect(between.every((document) => ['ready', 'failed'].includes(document.state))).toBe(true)
      // What never got as far as a record is uploaded again by the person; the rest is recognised.
      await uploadAll(knowledge)
      expect(await inventory(store)).toEqual(undisturbed.expected)
      expect(await answers(store)).toEqual([true, true, true, true])
    },
  )

  it.each(points)(
    '$when write $at ($name), once: a retry in the same session ends the same',
    async ({ at, when }) => {
      const store = await prepare()
      const { knowledge } = startKnowledge({ store: failAt(store, { at, when, kind: 'once' }).store })
      await uploadAll(knowledge)
      await knowledge.resume()
      await knowledge.idle()
      for (const document of await knowledge.documents(BASE)) await knowledge.retry(document.id)
      await uploadAll(knowledge)
      expect(await inventory(store)).toEqual(undisturbed.expected)
      expect(await answers(store)).toEqual([true, true, true, true])
    },
  )

  it('counts as done when only the answer of the commit was lost', async () => {
    const store = await prepare()
    const failure: Failure = { at: 2, of: 'commitDocument', when: 'after', kind: 'once' }
    const { knowledge } = startKnowledge({ store: failAt(store, failure).store })
    await uploadAll(knowledge)
    expect(await inventory(store)).toEqual(undisturbed.expected)
  })
})
