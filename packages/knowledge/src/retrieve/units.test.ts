import { describe, expect, it } from 'vitest'
import { chunkAt, withChunks } from './stored-chunks.fixture.ts'

describe('parents', () => {
  const childrenOf = (parentId: string, ...texts: readonly string[]) =>
    texts.map((text, at) => ({ id: `${parentId}/${at}`, text, location: { start: at, end: at + 1 } }))

  it('are returned once for all of their children that were found, with the scores of those', async () => {
    const { knowledge, id, documentId } = await withChunks((document) => [
      chunkAt(document, 0, {
        text: 'All about roses.',
        children: childrenOf(
          `${document}.s.0`,
          'Prune roses in March.',
          'Prune roses with sharp shears, always.',
          'Water.',
        ),
      }),
      chunkAt(document, 1, {
        text: 'All about trees.',
        children: childrenOf(`${document}.s.1`, 'Prune trees in winter, roses later.'),
      }),
    ])
    const { passages, explanation } = await knowledge.retrieve({
      knowledgeIds: [id],
      query: 'prune roses',
      explain: true,
    })
    expect(passages.map(({ text }) => text)).toEqual(['All about roses.', 'All about trees.'])
    const [first] = passages
    expect(first).toMatchObject({ chunkId: `${documentId}.s.0`, location: { start: 0, end: 16 } })
    expect(first?.children?.map(({ text }) => text)).toEqual([
      'Prune roses in March.',
      'Prune roses with sharp shears, always.',
    ])
    expect(first?.score).toBe(first?.children?.[0]?.score)
    expect(first?.children?.[0]?.score).toBeGreaterThan(first?.children?.[1]?.score ?? 0)
    expect(explanation?.nearMisses).toEqual([])
  })

  it('count as one each against the number of passages that is wanted', async () => {
    const { knowledge, id } = await withChunks((document) =>
      [0, 1, 2].map((at) =>
        chunkAt(document, at, {
          text: `Parent ${at}`,
          children: childrenOf(
            `${document}.s.${at}`,
            'Prune roses.',
            'Prune roses again.',
            'Prune roses, please.',
          ),
        }),
      ),
    )
    const settings = { topK: 2 }
    const { passages } = await knowledge.retrieve({ knowledgeIds: [id], query: 'prune roses', settings })
    expect(passages.length).toBe(2)
    expect(new Set(passages.map(({ chunkId }) => chunkId)).size).toBe(2)
  })
})

describe('questions and answers', () => {
  it('are found by the question and come with the answer', async () => {
    const { knowledge, id } = await withChunks((document) => [
      chunkAt(document, 0, {
        text: 'When are roses pruned?\nIn March, above an outward bud.',
        question: 'When are roses pruned?',
        answer: 'In March, above an outward bud.',
      }),
    ])
    const ask = async (query: string) => (await knowledge.retrieve({ knowledgeIds: [id], query })).passages
    expect(await ask('prune roses')).toMatchObject([
      { question: 'When are roses pruned?', answer: 'In March, above an outward bud.' },
    ])
    expect(await ask('outward bud')).toEqual([])
  })
})

describe('neighbours', () => {
  const texts = [
    'Soil and sun.',
    'Prune roses in',
    'in March, above a bud.',
    'Water at the root.',
    'Store tools dry.',
  ]
  const guide = (settings: object = {}) =>
    withChunks((document) =>
      texts.map((text, at) => chunkAt(document, at, { text, ...(at === 4 ? settings : {}) })),
    )

  it('are joined to a passage, what overlaps once, and its place holds all of them', async () => {
    const { knowledge, id, documentId } = await withChunks((document) => [
      chunkAt(document, 0, { text: 'Soil and sun.', location: { start: 0, end: 13, page: 1 } }),
      chunkAt(document, 1, { text: 'Prune roses in', location: { start: 15, end: 29, page: 1 } }),
      chunkAt(document, 2, { text: 'in March, above a bud.', location: { start: 27, end: 49, page: 2 } }),
      chunkAt(document, 3, { text: 'Water.', location: { start: 51, end: 57, page: 2 } }),
    ])
    const settings = { neighbours: 1 }
    const { passages } = await knowledge.retrieve({ knowledgeIds: [id], query: 'prune roses', settings })
    expect(passages).toMatchObject([
      {
        chunkId: `${documentId}.s.1`,
        text: 'Soil and sun.\n\nPrune roses in March, above a bud.',
        location: { start: 0, end: 49, page: 1, lastPage: 2 },
        neighbours: [{ chunkId: `${documentId}.s.0` }, { chunkId: `${documentId}.s.2` }],
      },
    ])
  })

  it('stop at a chunk that is switched off, and no chunk is in two passages', async () => {
    const { knowledge, id } = await guide({ isEnabled: false })
    const ask = async (query: string) =>
      (
        await knowledge.retrieve({
          knowledgeIds: [id],
          query,
          settings: { neighbours: 1, scoreThreshold: 0 },
        })
      ).passages
    expect((await ask('water root')).map(({ text }) => text)).toEqual([
      'in March, above a bud.\n\nWater at the root.',
    ])
    const both = await ask('prune roses March bud')
    const held = both.flatMap(({ chunkId, neighbours = [] }) => [
      chunkId,
      ...neighbours.map((each) => each.chunkId),
    ])
    expect(new Set(held).size).toBe(held.length)
    expect(both.length).toBe(1)
  })
})

describe('metadata', () => {
  it('of the document is with the passage, and filters by fields and by what is built in', async () => {
    const { knowledge, store, id, documentId } = await withChunks((document) => [
      chunkAt(document, 0, { text: 'Prune roses in March.' }),
    ])
    const document = await store.document(documentId)
    if (document) {
      const source = { type: 'web', url: 'https://example.org' } as const
      await store.putDocument({ ...document, metadata: { year: 2001, document_name: 'false' }, source })
    }
    const ask = async (name: string, operator: string, value: string | number) => {
      const filter = { logicalOperator: 'and' as const, conditions: [{ name, operator, value }] }
      return (await knowledge.retrieve({ knowledgeIds: [id], query: 'prune roses', filter })).passages
    }
    expect(await ask('year', '>', 2000)).toMatchObject([
      { metadata: { year: 2001, document_name: 'guide.txt', source: 'website' } },
    ])
    expect(await ask('year', '>', 2001)).toEqual([])
    expect(await ask('document_name', 'is', 'false')).toEqual([])
    expect((await ask('source', 'is', 'website')).length).toBe(1)
    expect((await ask('upload_date', 'before', '2001-01-01')).length).toBe(1)
  })
})
