import type { Passage, RerankRequest } from '@skep/client'
import { SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { KnowledgeOptions } from '../create-knowledge.ts'
import { startKnowledge, textFile } from '../ingest/knowledge.fixture.ts'

const ROSES = 'Prune roses in March, just above an outward bud.'
const TREES = 'Prune apple trees in winter, while they sleep.'
const SHEARS = 'Oil the shears after you prune roses.'
const FRENCH = 'Roses need sun. Prune roses in spring.'

async function gardenOf(options: Partial<KnowledgeOptions> = {}, texts = [ROSES, TREES, SHEARS, FRENCH]) {
  const { knowledge } = startKnowledge(options)
  const { id } = await knowledge.create({ name: 'Garden' })
  for (const [at, text] of texts.entries()) await knowledge.upload(id, textFile(`${at}.txt`, text))
  await knowledge.idle()
  return { knowledge, id }
}

const QUERY = 'When do I prune roses?'
const textsOf = (passages: readonly Passage[]): string[] => passages.map(({ text }) => text)
const reranking = { type: 'model', provider: 'cohere', model: 'rerank-3' } as const

/** Puts the shortest text first. */
function shortestFirst(requests: RerankRequest[]): NonNullable<KnowledgeOptions['rerank']> {
  return async (request) => {
    requests.push(request)
    const scored = request.documents.map((text, index) => ({ index, score: 1 - text.length / 100 }))
    return { results: scored.sort((a, b) => b.score - a.score) }
  }
}

const failing: NonNullable<KnowledgeOptions['rerank']> = async () => {
  throw new SkepError('MODEL_AUTH', 'The key is wrong.')
}

describe('a rerank model', () => {
  it('orders what was found, and its score is the one of the passages', async () => {
    const requests: RerankRequest[] = []
    const { knowledge, id } = await gardenOf({ rerank: shortestFirst(requests) })
    const { passages } = await knowledge.retrieve({
      knowledgeIds: [id],
      query: QUERY,
      settings: { rerank: reranking, topK: 2 },
    })
    expect(textsOf(passages)).toEqual([SHEARS, FRENCH])
    expect(passages[0]).toMatchObject({
      score: 1 - SHEARS.length / 100,
      scores: { rerank: passages[0]?.score },
    })
    expect(requests).toMatchObject([{ provider: 'cohere', model: 'rerank-3', query: QUERY }])
    expect(requests[0]?.documents).toContain(ROSES)
  })

  it('tests the threshold instead of the cosine', async () => {
    const { knowledge, id } = await gardenOf({ rerank: shortestFirst([]) })
    const settings = { rerank: reranking, scoreThreshold: 0.625 }
    const { passages, explanation } = await knowledge.retrieve({
      knowledgeIds: [id],
      query: QUERY,
      settings,
      explain: true,
    })
    expect(textsOf(passages)).toEqual([SHEARS])
    const missed = explanation?.nearMisses.find(({ text }) => text === ROSES)
    expect(missed?.explanation).toMatchObject({
      decision: 'below-rerank-threshold',
      threshold: { of: 'rerank', least: 0.625, isMet: false },
    })
  })

  it('is asked once for several bases that want the same one, and compares them all', async () => {
    const requests: RerankRequest[] = []
    const { knowledge, id } = await gardenOf({ rerank: shortestFirst(requests) }, [ROSES])
    const other = await knowledge.create({ name: 'Shed' })
    await knowledge.upload(other.id, textFile('shears.txt', SHEARS))
    await knowledge.idle()
    const settings = { rerank: reranking }
    const { passages } = await knowledge.retrieve({ knowledgeIds: [id, other.id], query: QUERY, settings })
    expect(textsOf(passages)).toEqual([SHEARS, ROSES])
    expect(requests.length).toBe(1)
  })

  it.each([
    ['fails', failing, 'MODEL_AUTH'],
    ['is not set up', undefined, 'MODEL_PROVIDER_NOT_FOUND'],
  ])('that %s leaves the order of fusion and the off-topic rule, with a warning', async (_, rerank, code) => {
    const { knowledge, id } = await gardenOf(rerank ? { rerank } : {})
    const ask = (query: string, settings = {}) => knowledge.retrieve({ knowledgeIds: [id], query, settings })
    const plain = await ask(QUERY)
    const found = await ask(QUERY, { rerank: reranking })
    expect(textsOf(found.passages)).toEqual(textsOf(plain.passages))
    expect(found.warnings).toMatchObject([{ code, data: { provider: 'cohere', model: 'rerank-3' } }])
    const offTopic = await ask('Who won the world cup?', { rerank: reranking, scoreThreshold: 0.1 })
    expect(offTopic.passages).toEqual([])
  })

  it('is not asked when nothing has to do with the question', async () => {
    const requests: RerankRequest[] = []
    const { knowledge, id } = await gardenOf({ rerank: shortestFirst(requests) })
    const { passages } = await knowledge.retrieve({
      knowledgeIds: [id],
      query: 'Who won the world cup?',
      settings: { rerank: reranking },
    })
    expect([passages, requests]).toEqual([[], []])
  })
})

describe('diversity', () => {
  it('puts what repeats a passage below something else', async () => {
    const { knowledge, id } = await gardenOf({}, [ROSES, `${ROSES} Yes.`, FRENCH])
    const ask = async (settings: object) =>
      textsOf((await knowledge.retrieve({ knowledgeIds: [id], query: QUERY, settings })).passages)
    const byRelevance = await ask({ rerank: { type: 'mmr', lambda: 1 } })
    expect(byRelevance).toEqual(await ask({}))
    expect((await ask({ rerank: { type: 'mmr', lambda: 0.3 } })).slice(0, 2)).toContain(FRENCH)
  })
})

describe('several bases', () => {
  it('of which one fails give what the others have, with a warning', async () => {
    const { knowledge, id } = await gardenOf()
    const other = await knowledge.create({ name: 'Far', embedder: { provider: 'gone', model: 'm' } })
    const both = await knowledge.retrieve({ knowledgeIds: [id, 'missing', other.id], query: QUERY })
    expect(textsOf(both.passages)).toContain(ROSES)
    expect(both.warnings).toMatchObject([{ code: 'KNOWLEDGE_NOT_FOUND', data: { knowledgeId: 'missing' } }])
    await expect(knowledge.retrieve({ knowledgeIds: ['missing'], query: QUERY })).rejects.toMatchObject({
      code: 'KNOWLEDGE_NOT_FOUND',
    })
  })
})

describe('a filter', () => {
  it('is applied before the search, so that no better passage pushes out one that fits', async () => {
    const many = Array.from({ length: 60 }, (_, at) => `Prune roses in March. Rose number ${at}.`)
    const { knowledge, id } = await gardenOf({}, [...many, SHEARS])
    const ask = (name: string) =>
      knowledge.retrieve({
        knowledgeIds: [id],
        query: QUERY,
        settings: { topK: 1 },
        filter: {
          logicalOperator: 'and',
          conditions: [{ name: 'document_name', operator: 'is', value: name }],
        },
      })
    expect(textsOf((await ask('60.txt')).passages)).toEqual([SHEARS])
    expect((await ask('none.txt')).passages).toEqual([])
  })
})

describe('an explanation', () => {
  it('says how each score came about, of passages and near misses', async () => {
    const { knowledge, id } = await gardenOf()
    const { passages, explanation } = await knowledge.retrieve({
      knowledgeIds: [id],
      query: QUERY,
      settings: { topK: 1 },
      explain: true,
    })
    const [first] = passages
    expect(first?.explanation).toMatchObject({
      decision: 'returned',
      rank: 1,
      fused: { method: 'weighted', score: first?.score, rank: 1 },
      offTopic: { isMet: true },
      vector: { weight: 0.5 },
      fullText: { weight: 0.5, rank: expect.any(Number) },
    })
    const { vector, fullText } = first?.explanation ?? {}
    expect((vector?.contribution ?? 0) + (fullText?.contribution ?? 0)).toBeCloseTo(first?.score ?? 0, 12)
    expect(fullText?.terms[0]).toMatchObject({ counts: { title: 0, heading: 0, body: 2 }, certainty: 1 })
    const ofTerms = fullText?.terms.reduce((sum, { contribution }) => sum + contribution, 0)
    expect(ofTerms).toBeCloseTo(fullText?.score ?? 0, 9)
    expect(explanation?.bases).toMatchObject([
      { knowledgeId: id, searchedChunks: 4, totalChunks: 4, settings: { method: 'hybrid', topK: 1 } },
    ])
    expect(explanation?.bases[0]?.terms.map(({ term }) => term)).toEqual(['prune', 'rose'])
    const decisions = explanation?.nearMisses.map(({ explanation: { decision } }) => decision)
    expect(decisions?.length).toBe(3)
    expect(decisions?.[0]).toBe('beyond-top-k')
  })

  it('of a search by words has a BM25 score for each word; one below the threshold says so', async () => {
    const { knowledge, id } = await gardenOf()
    const ask = (query: string, settings: object) =>
      knowledge.retrieve({ knowledgeIds: [id], query, settings, explain: true })
    const offTopic = await ask('Who won the world cup?', {})
    expect(offTopic.passages).toEqual([])
    expect(offTopic.explanation?.nearMisses.map(({ explanation: { decision } }) => decision)).not.toContain(
      'beyond-top-k',
    )
    const strict = await ask(QUERY, { method: 'vector', scoreThreshold: 0.99 })
    expect(strict.explanation?.nearMisses[0]?.explanation).toMatchObject({
      decision: 'below-threshold',
      threshold: { of: 'cosine', least: 0.99, isMet: false },
    })
  })

  it('is there only when it is asked for', async () => {
    const { knowledge, id } = await gardenOf()
    const found = await knowledge.retrieve({ knowledgeIds: [id], query: QUERY })
    expect(Object.keys(found)).toEqual(['passages', 'durationMs'])
    expect(found.passages[0]).not.toHaveProperty('explanation')
  })
})

describe('settings', () => {
  it('of a request may take back what a base has set', async () => {
    const { knowledge, id } = await gardenOf()
    await knowledge.update(id, { retrieval: { scoreThreshold: 1, fusion: 'rrf' } })
    const ask = async (settings: object) =>
      (await knowledge.retrieve({ knowledgeIds: [id], query: QUERY, settings })).passages.length
    expect(await ask({})).toBe(0)
    expect(await ask({ scoreThreshold: null })).toBeGreaterThan(0)
    expect((await knowledge.update(id, { retrieval: { scoreThreshold: null } })).retrieval).toEqual({
      method: 'hybrid',
      topK: 4,
      vectorWeight: 0.5,
      fusion: 'rrf',
    })
    await expect(ask({ rerank: { type: 'mmr', lambda: 2 } })).rejects.toMatchObject({ code: 'CALL_INVALID' })
  })

  it.each(['weighted', 'rrf', 'dify'] as const)(
    'with fusion by %s find the passage that answers',
    async (fusion) => {
      const { knowledge, id } = await gardenOf()
      const { passages } = await knowledge.retrieve({
        knowledgeIds: [id],
        query: QUERY,
        settings: { fusion },
      })
      expect(textsOf(passages)).toContain(ROSES)
    },
  )
})
