import { afterEach, describe, expect, it } from 'vitest'
import { type ExternalQuery, retrieveExternal } from './external-knowledge.ts'
import { type Answer, nodeHttp, serve, type TestServer } from './web.fixture.ts'

let web: TestServer
afterEach(() => web.close())

async function ask(answer: Answer | number, query: Partial<ExternalQuery> = {}, seen: unknown[] = []) {
  web = await serve(async (path, request) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    seen.push(path, request.headers.authorization, JSON.parse(Buffer.concat(chunks).toString()))
    return answer
  })
  return retrieveExternal(
    { endpoint: `${web.url}/api/`, apiKey: 'key-1', knowledgeId: 'k', http: nodeHttp },
    { query: 'How?', topK: 3, ...query },
    { signal: new AbortController().signal },
  )
}

const json = (value: unknown, status = 200): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(value),
})

describe('an external knowledge base', () => {
  it('is asked in the words of the contract', async () => {
    const seen: unknown[] = []
    const metadataCondition = {
      logical_operator: 'and',
      conditions: [{ name: ['year'], comparison_operator: '>', value: '2020' }],
    }
    await ask(json({ records: [] }), { scoreThreshold: 0.5, metadataCondition }, seen)
    expect(seen).toEqual([
      '/api/retrieval',
      'Bearer key-1',
      {
        knowledge_id: 'k',
        query: 'How?',
        retrieval_setting: { top_k: 3, score_threshold: 0.5 },
        metadata_condition: metadataCondition,
      },
    ])
  })

  it('answers with records; what is no record is left out', async () => {
    const records = [
      { content: 'Use acid.', score: 0.9, title: 'Guide', metadata: { page: 2 } },
      { content: 'No title.', score: '0.7' },
      { content: '', score: 1 },
      { score: 1 },
      'text',
      { content: 'Too low.', score: 0.1 },
    ]
    expect(await ask(json({ records }), { scoreThreshold: 0.5 })).toEqual([
      { content: 'Use acid.', score: 0.9, title: 'Guide', metadata: { page: 2 } },
      { content: 'No title.', score: 0.7, title: '', metadata: {} },
    ])
  })

  it('gives no more than was asked for', async () => {
    const records = Array.from({ length: 9 }, (_, at) => ({ content: `c${at}`, score: 1 }))
    expect(await ask(json({ records }))).toHaveLength(3)
  })

  it.each<[string, Answer | number, string, object]>([
    [
      'a wrong key',
      json({ error_code: 1002, error_msg: 'x' }, 403),
      'EXTERNAL_KNOWLEDGE_AUTH',
      { errorCode: 1002 },
    ],
    ['a key in a wrong form', json({ error_code: 1001 }), 'EXTERNAL_KNOWLEDGE_AUTH', { errorCode: 1001 }],
    ['an unknown knowledge', json({ error_code: 2001 }, 400), 'KNOWLEDGE_NOT_FOUND', {}],
    ['a wrong address', 404, 'KNOWLEDGE_NOT_FOUND', { status: 404 }],
    ['a broken server', 502, 'EXTERNAL_KNOWLEDGE_FAILED', { status: 502 }],
    ['a page instead of JSON', { body: '<html>' }, 'EXTERNAL_KNOWLEDGE_FAILED', { status: 200 }],
    ['records that are none', json({ records: {} }), 'EXTERNAL_KNOWLEDGE_FAILED', {}],
  ])('with %s ends in its code', async (_, answer, code, data) => {
    const error = await ask(answer).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code, data: expect.objectContaining(data) })
    expect(String(error)).not.toContain('key-1')
  })
})
