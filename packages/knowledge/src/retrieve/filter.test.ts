import { BUILT_IN_METADATA, type DocumentSource, type MetadataFilter } from '@skep/client'
import type { JsonObject } from '@skep/schema'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import { documentMetadata } from './document-metadata.ts'
import { compileFilter } from './match-metadata.ts'

const WORDS = ['rose', 'tulip', 'prune', 'water', 'march', 'april', 'shears', 'compost']

const { knowledge, store } = startKnowledge()
const { id } = await knowledge.create({ name: 'Garden' })
for (let at = 0; at < 40; at++) {
  const words = WORDS.filter((_, bit) => (at * 37) & (1 << bit))
  await knowledge.upload(id, textFile(`${at}.txt`, `Text ${at}: rose ${words.join(' ')}.`))
}
await knowledge.idle()
for (const [at, document] of (await knowledge.documents(id)).entries()) {
  const metadata: JsonObject = {
    year: 2000 + (at % 7),
    ...(at % 3 === 0 ? { topic: WORDS[at % 8] ?? '' } : {}),
  }
  await store.putDocument({ ...document, metadata })
}

const condition = fc.oneof(
  fc.record({
    name: fc.constant('year'),
    operator: fc.constantFrom('=', '≠', '>', '<', '≥', '≤', 'empty'),
    value: fc.integer({ min: 1999, max: 2007 }),
  }),
  fc.record({
    name: fc.constantFrom('topic', 'document_name'),
    operator: fc.constantFrom('is', 'is not', 'contains', 'not contains', 'in', 'empty', 'not empty'),
    value: fc.constantFrom('', 'rose', '1', '3.txt', 'tulip'),
  }),
)
const filters: fc.Arbitrary<MetadataFilter> = fc.record({
  logicalOperator: fc.constantFrom('and', 'or'),
  conditions: fc.array(condition, { maxLength: 3 }),
})

it('a filtered search is the search of everything, less what does not fit', async () => {
  const documents = new Map((await store.documents(id)).map((document) => [document.id, document]))
  await fc.assert(
    fc.asyncProperty(
      filters,
      fc.constantFrom('vector', 'full-text', 'hybrid'),
      fc.constantFrom('rose', 'prune shears march', 'compost'),
      async (filter, method, query) => {
        // Reciprocal ranks and normalised sums depend on what else is there, so the order is compared by one method.
        const settings = { method, topK: 100, scoreThreshold: 0 } as const
        const all = (await knowledge.retrieve({ knowledgeIds: [id], query, settings })).passages
        const found = (await knowledge.retrieve({ knowledgeIds: [id], query, settings, filter })).passages
        const fits = compileFilter(filter)
        const naive = all.filter(({ documentId }) => {
          const document = documents.get(documentId)
          return document && (fits === null || fits(documentMetadata(document)))
        })
        const idsOf = (passages: typeof all): string[] => passages.map(({ chunkId }) => chunkId)
        if (method === 'hybrid') expect(idsOf(found).sort()).toEqual(idsOf(naive).sort())
        else
          expect(found.map(({ chunkId, score }) => [chunkId, score])).toEqual(
            naive.map(({ chunkId, score }) => [chunkId, score]),
          )
      },
    ),
    { numRuns: 60 },
  )
})

it('every document has a value for each built-in field, wherever it comes from', async () => {
  const [document] = await store.documents(id)
  if (!document) throw new Error('The base is empty.')
  const sources: readonly DocumentSource[] = [
    { type: 'file' },
    { type: 'text' },
    { type: 'web', url: 'https://garden.example/roses' },
    { type: 'connector', connectorId: 'wiki', itemId: '7' },
  ]
  for (const source of sources) {
    const metadata = documentMetadata({ ...document, source })
    for (const { name, type } of BUILT_IN_METADATA) {
      expect([name, typeof metadata[name]]).toEqual([name, type === 'time' ? 'number' : 'string'])
      expect(metadata[name]).not.toBe('')
    }
  }
})

it("who uploaded a document is a field of the base's own, where the host knows it", async () => {
  const base = await knowledge.create({
    name: 'Shed',
    metadataFields: [{ name: 'uploader', type: 'string' }],
  })
  for (const [name, uploader] of [
    ['ann.txt', 'ann'],
    ['bo.txt', 'bo'],
  ] as const) {
    const document = await knowledge.upload(base.id, textFile(name, `Prune roses, says ${uploader}.`))
    await knowledge.idle()
    await knowledge.updateDocument(document.id, { metadata: { uploader } })
  }
  const { passages } = await knowledge.retrieve({
    knowledgeIds: [base.id],
    query: 'prune roses',
    filter: { logicalOperator: 'and', conditions: [{ name: 'uploader', operator: 'is', value: 'bo' }] },
  })
  expect(passages.map(({ documentName }) => documentName)).toEqual(['bo.txt'])
})
