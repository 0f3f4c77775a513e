import { describe, expect, it } from 'vitest'
import { startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import { createMemoryKnowledgeStore } from '../store/memory-knowledge-store.ts'
import { chunkAt, withChunks } from './stored-chunks.fixture.ts'

const QUERY = 'prune roses'

async function gardenWith(store = createMemoryKnowledgeStore()) {
  const { knowledge } = startKnowledge({ store })
  const { id } = await knowledge.create({ name: 'Garden' })
  await knowledge.upload(id, textFile('roses.txt', 'Prune roses in March.'))
  await knowledge.idle()
  return { knowledge, store, id }
}

describe('what was asked', () => {
  it('by apps and tests is kept with its base, newest first, and counts what was found', async () => {
    const { knowledge, id } = await gardenWith()
    const ask = (query: string, record?: 'app' | 'test') =>
      knowledge.retrieve({ knowledgeIds: [id], query, ...(record ? { record } : {}) })
    await ask(QUERY, 'app')
    await ask('Who won the world cup?', 'test')
    await ask(QUERY, 'test')
    await ask(QUERY)
    const queries = await knowledge.queries(id)
    expect(queries.map(({ query, source, passageCount }) => [query, source, passageCount])).toEqual([
      [QUERY, 'test', 1],
      ['Who won the world cup?', 'test', 0],
      [QUERY, 'app', 1],
    ])
    const [document] = await knowledge.documents(id)
    const chunks = await knowledge.chunks(document?.id ?? '')
    expect([document?.hitCount, chunks[0]?.hitCount]).toEqual([2, 2])
    expect((await ask(QUERY)).passages[0]?.hitCount).toBe(2)
  })

  it('counts a parent once, however many of its children were found', async () => {
    const { knowledge, id, documentId } = await withChunks((document) => [
      chunkAt(document, 0, {
        text: 'Roses.',
        children: ['Prune roses.', 'Prune roses again.'].map((text, at) => ({
          id: `${document}.s.0/${at}`,
          text,
          location: { start: 0, end: 1 },
        })),
      }),
    ])
    await knowledge.retrieve({ knowledgeIds: [id], query: QUERY, record: 'test' })
    await knowledge.idle()
    expect((await knowledge.chunks(documentId)).map(({ hitCount }) => hitCount)).toEqual([1])
  })

  it('is written while nobody waits: a store that is stuck or broken keeps no answer back', async () => {
    const { store, id } = await gardenWith()
    let release = (): void => undefined
    const stuck = new Promise<void>((resolve) => {
      release = resolve
    })
    let writes = 0
    const slow = {
      ...store,
      recordRetrievals: async () => {
        writes++
        await stuck
        throw new Error('broken')
      },
    }
    const { knowledge } = startKnowledge({ store: slow })
    const ask = () => knowledge.retrieve({ knowledgeIds: [id], query: QUERY, record: 'app' })
    for (let times = 0; times < 5; times++) expect((await ask()).passages.length).toBe(1)
    release()
    await knowledge.idle()
    // The first one alone, then all that came meanwhile at once.
    expect(writes).toBe(2)
    expect(await knowledge.queries(id)).toEqual([])
  })

  it('of a base that is gone is refused', async () => {
    const { knowledge, id } = await gardenWith()
    await knowledge.remove(id)
    await expect(knowledge.queries(id)).rejects.toMatchObject({ code: 'KNOWLEDGE_NOT_FOUND' })
  })
})
