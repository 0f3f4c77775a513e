import { LLMock } from '@copilotkit/aimock'
import { createModelRuntime, openAiProvider } from '@skep/models'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'

const KEY = 'key-of-the-visitor'
// A server of somebody else's with the rerank call of Cohere, over HTTP.
const mock = new LLMock({ port: 0, host: '127.0.0.1', logLevel: 'silent', auth: { apiKeys: [KEY] } })
beforeAll(() => mock.start())
afterAll(() => mock.stop())
beforeEach(() => {
  mock.reset()
})

const TEXTS = [
  'Prune roses in March, just above an outward bud.',
  'Oil the shears after you prune roses.',
  'Roses need sun. Prune roses in spring.',
]
const QUERY = 'When do I prune roses?'

async function garden({ key = KEY, baseUrl = `${mock.url}/v2` } = {}) {
  const models = createModelRuntime({
    providers: [
      { id: 'ranker', type: 'openai', settings: { baseUrl, models: ['rerank-3'] }, secretName: 'key' },
    ],
    factories: [openAiProvider()],
    secrets: async () => key,
    retries: 0,
  })
  const { knowledge } = startKnowledge({ rerank: (request, options) => models.rerank(request, options) })
  const { id } = await knowledge.create({ name: 'Garden' })
  for (const [at, text] of TEXTS.entries()) await knowledge.upload(id, textFile(`${at}.txt`, text))
  await knowledge.idle()
  const rerank = { type: 'model', provider: 'ranker', model: 'rerank-3' } as const
  const search = async (settings: object = { rerank }) =>
    knowledge.retrieve({ knowledgeIds: [id], query: QUERY, settings, explain: true })
  const byFusion = (await search({})).passages.map(({ text }) => text)
  return { search, rerank, byFusion }
}

it('a search has the order and the scores of a rerank server, and its threshold tests those', async () => {
  const { search, rerank, byFusion } = await garden()
  expect(byFusion).toHaveLength(3)
  mock.onRerank(QUERY, [
    { index: 0, relevance_score: 0.31 },
    { index: 1, relevance_score: 0.12 },
    { index: 2, relevance_score: 0.87 },
  ])
  const { passages, warnings } = await search()
  expect(warnings).toBeUndefined()
  expect(passages.map(({ text, score }) => [text, score])).toEqual([
    [byFusion[2], 0.87],
    [byFusion[0], 0.31],
    [byFusion[1], 0.12],
  ])
  const above = await search({ rerank, scoreThreshold: 0.3 })
  expect(above.passages.map(({ text }) => text)).toEqual([byFusion[2], byFusion[0]])
  const [missed] = above.explanation?.nearMisses ?? []
  expect([missed?.text, missed?.explanation.decision]).toEqual([byFusion[1], 'below-rerank-threshold'])
  expect(mock.getRequests().map(({ path }) => path)).toEqual(['/v2/rerank', '/v2/rerank'])
})

it.each([
  ['refuses the key', async () => garden({ key: 'another' }), 'MODEL_AUTH'],
  ['is not there', async () => garden({ baseUrl: 'http://127.0.0.1:9/v2' }), 'MODEL_NETWORK'],
  ['does not know the call', async () => garden({ baseUrl: `${mock.url}/elsewhere` }), 'MODEL_NOT_FOUND'],
] as const)(
  'a rerank server that %s leaves the order of fusion, with a warning',
  async (_what, start, code) => {
    const { search, byFusion } = await start()
    const { passages, warnings } = await search()
    expect(passages.map(({ text }) => text)).toEqual(byFusion)
    expect(warnings).toMatchObject([{ code, data: { provider: 'ranker', model: 'rerank-3' } }])
    expect(JSON.stringify(warnings)).not.toContain('another')
  },
)
