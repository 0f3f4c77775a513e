import { createKnowledge, type Knowledge, type KnowledgeStore } from '@skep/knowledge'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { expect, it } from 'vitest'
import { createMemoryStores } from '../memory/memory-stores.ts'
import { openDexieStores } from './open-dexie-stores.ts'

const TEXTS = [
  'Prune roses in March, just above an outward bud.',
  'Feed the roses with compost in April. Water them at the root.',
  'Sharpen the secateurs with a whetstone before you prune.',
  'Plant tomatoes after the last frost.',
]

function start(store: KnowledgeStore): Knowledge {
  let count = 0
  return createKnowledge({
    store,
    clock: { now: () => ++count },
    ids: { id: () => `id${++count}` },
  })
}

async function fill(knowledge: Knowledge): Promise<string> {
  const { id } = await knowledge.create({ name: 'Garden' })
  for (const [at, text] of TEXTS.entries()) {
    await knowledge.upload(id, { name: `${at}.txt`, bytes: new TextEncoder().encode(text) })
  }
  await knowledge.idle()
  return id
}

async function open(indexedDB: IDBFactory): Promise<Awaited<ReturnType<typeof openDexieStores>>> {
  return openDexieStores({ namespace: 'test', indexedDB, IDBKeyRange })
}

it('searches find the same over IndexedDB as over memory, and count on after a reload', async () => {
  const factory = new IDBFactory()
  const dexie = await open(factory)
  const memory = createMemoryStores({ namespace: 'test' })
  const both = [start(memory.knowledge), start(dexie.knowledge)] as const
  const [inMemory, inDatabase] = await Promise.all(both.map(fill))
  expect(inDatabase).toBe(inMemory)
  const id = inDatabase ?? ''
  const requests = [
    { settings: { fusion: 'dify' as const } },
    { settings: { fusion: 'rrf' as const, rerank: { type: 'mmr' as const, lambda: 0.5 } } },
    { settings: { neighbours: 1 }, explain: true },
    {
      filter: {
        logicalOperator: 'and' as const,
        conditions: [{ name: 'document_name', operator: 'in', value: ['1.txt', '2.txt'] }],
      },
    },
  ]
  for (const request of requests) {
    const asked = { knowledgeIds: [id], query: 'prune roses', record: 'test' as const, ...request }
    const [one, other] = await Promise.all(both.map((knowledge) => knowledge.retrieve(asked)))
    expect(one?.passages.length).toBeGreaterThan(0)
    const [expected, found] = [one, other].map((result) =>
      result?.passages.map(({ chunkId, text, location, score, neighbours }) => ({
        chunkId,
        text,
        location,
        score,
        neighbours,
      })),
    )
    expect(found).toEqual(expected)
  }
  await both[1].idle()
  await dexie.close()
  const again = await open(factory)
  const reopened = start(again.knowledge)
  expect((await reopened.queries(id)).map(({ query, source }) => [query, source])).toEqual(
    requests.map(() => ['prune roses', 'test']),
  )
  const counts = (await reopened.documents(id)).map(({ hitCount }) => hitCount)
  expect(counts[1]).toBe(4)
  const [chunk] = await reopened.chunks((await reopened.documents(id))[1]?.id ?? '')
  expect(chunk?.hitCount).toBe(4)
  await again.close()
})
