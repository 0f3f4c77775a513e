import { expect, it } from 'vitest'
import { proseOf, startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import { openBase, readFloats } from './open-base.ts'

async function storedBase(): Promise<{ readonly store: KnowledgeStore; readonly id: string }> {
  const { knowledge, store } = startKnowledge()
  const { id } = await knowledge.create({ name: 'Base', split: { maxSize: 480, overlap: 0 } })
  await knowledge.upload(id, textFile('prose.txt', proseOf(1, 40)))
  await knowledge.idle()
  await knowledge.close()
  return { store, id }
}

it('a base answers from codes while its exact vectors have not come', async () => {
  const { store, id } = await storedBase()
  const waiting: KnowledgeStore = { ...store, floats: () => new Promise(() => undefined) }
  const { knowledge } = startKnowledge({ store: waiting })
  const settings = { method: 'vector', topK: 3, scoreThreshold: 0 } as const
  const { passages } = await knowledge.retrieve({ knowledgeIds: [id], query: 'part19 willow', settings })
  expect(passages).toHaveLength(3)
})

it('finds the same with its exact vectors as without, and cosines a little closer', async () => {
  const { store, id } = await storedBase()
  const opened = await openBase(store, id)
  const query = opened.builtin?.embed(new Map([['willow', 1]])) ?? new Float32Array()
  const byCodes = opened.vectors.search(query, 5).hits
  await readFloats(store, opened)
  const byFloats = opened.vectors.search(query, 5).hits
  expect(byCodes.length).toBe(5)
  byFloats.forEach(({ cosine }, at) => {
    expect(cosine).toBeCloseTo(byCodes[at]?.cosine ?? 9, 1)
  })
  expect(byFloats).not.toEqual(byCodes)
})

it('leaves exact vectors out that would not fit, and refuses a base that does not fit at all', async () => {
  const { store, id } = await storedBase()
  const opened = await openBase(store, id)
  const bytes = opened.vectors.bytes + opened.fullText.bytes
  await readFloats(store, opened, bytes)
  expect(opened.vectors.bytes + opened.fullText.bytes).toBe(bytes)
  const { knowledge } = startKnowledge({ store, limits: { maxBaseBytes: 10_000 } })
  await expect(knowledge.retrieve({ knowledgeIds: [id], query: 'willow' })).rejects.toMatchObject({
    code: 'KNOWLEDGE_TOO_LARGE',
    data: { maxBytes: 10_000 },
  })
  const added = await knowledge.upload(id, textFile('more.txt', proseOf(2, 40)))
  await knowledge.idle()
  expect(await knowledge.document(added.id)).toMatchObject({
    state: 'failed',
    error: { code: 'KNOWLEDGE_TOO_LARGE' },
  })
})
