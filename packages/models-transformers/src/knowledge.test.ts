import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock, systemRandom } from '@skep/engine'
import { createKnowledge, createMemoryKnowledgeStore, readVectors } from '@skep/knowledge'
import { createModelRuntime } from '@skep/models'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTinyModel, makeTinyReranker } from '../fixtures/make-tiny-model.mjs'
import { transformersProvider } from './transformers-provider.ts'

const folder = mkdtempSync(join(tmpdir(), 'skep-tiny-knowledge-'))
const ranking = mkdtempSync(join(tmpdir(), 'skep-tiny-ranking-'))
beforeAll(async () => {
  await makeTinyModel(folder)
  await makeTinyReranker(ranking)
})
afterAll(() => {
  for (const each of [folder, ranking]) rmSync(each, { recursive: true })
})

describe('a knowledge base that embeds with transformers.js', () => {
  it('ingests, keeps the vectors of the model, and finds the passage by them', async () => {
    const models = createModelRuntime({
      providers: [
        {
          id: 'local',
          type: 'transformers',
          settings: { models: ['tiny/bert-embed'], dtype: 'fp32', modelsUrl: folder },
        },
      ],
      factories: [transformersProvider()],
    })
    const store = createMemoryKnowledgeStore()
    const knowledge = createKnowledge({
      store,
      clock: systemClock,
      ids: systemRandom,
      embedders: (choice) => models.embedder(choice),
    })
    const base = await knowledge.create({
      name: 'Shop',
      embedder: { provider: 'local', model: 'tiny/bert-embed' },
      split: { maxSize: 120, overlap: 0 },
    })
    const text = [
      'The refund policy: a customer may return an order and get the money back.',
      'The cat and the dog play in the garden under the tree.',
      'The train to the city and the ship on the ocean are fast.',
    ].join('\n\n')
    const { id } = await knowledge.upload(base.id, {
      name: 'shop.txt',
      bytes: new TextEncoder().encode(text),
    })
    await knowledge.idle()
    expect(await knowledge.document(id)).toMatchObject({ state: 'ready', warnings: [] })
    const generation = await store.activeGeneration(base.id)
    expect(generation).toMatchObject({ dimensions: 32 })
    const blocks = await readVectors(store, generation?.id ?? '')
    expect(blocks.flatMap(({ chunkIds }) => chunkIds).length).toBe((await knowledge.chunks(id)).length)
    const { passages } = await knowledge.retrieve({
      knowledgeIds: [base.id],
      query: 'refund of an order',
      settings: { method: 'vector', topK: 1, scoreThreshold: 0 },
    })
    expect(passages[0]?.text).toContain('refund policy')
    expect(passages[0]?.scores.vector).toBeGreaterThan(0)
    await knowledge.close()
    await models.dispose()
  })
})

describe('a search that is ranked anew with transformers.js', () => {
  it('has the order and the scores of the cross-encoder', async () => {
    const models = createModelRuntime({
      providers: [
        {
          id: 'local',
          type: 'transformers',
          settings: {
            models: [{ model: 'tiny/bert-rerank', kind: 'rerank' }],
            dtype: 'fp32',
            modelsUrl: ranking,
          },
        },
      ],
      factories: [transformersProvider()],
    })
    const knowledge = createKnowledge({
      store: createMemoryKnowledgeStore(),
      clock: systemClock,
      ids: systemRandom,
      rerank: (request) => models.rerank(request),
    })
    const base = await knowledge.create({ name: 'Shop' })
    const texts = ['cat and dog order', 'refund policy', 'the order of a customer', 'rain and order']
    for (const [at, text] of texts.entries()) {
      await knowledge.upload(base.id, { name: `${at}.txt`, bytes: new TextEncoder().encode(text) })
    }
    await knowledge.idle()
    const { passages, warnings } = await knowledge.retrieve({
      knowledgeIds: [base.id],
      query: 'refund of an order',
      settings: {
        scoreThreshold: 0,
        rerank: { type: 'model', provider: 'local', model: 'tiny/bert-rerank' },
      },
    })
    expect(warnings).toBeUndefined()
    // The same as the model says when it is asked without a search.
    const asked = {
      provider: 'local',
      model: 'tiny/bert-rerank',
      query: 'refund of an order',
      documents: texts,
    }
    const { results } = await models.rerank(asked)
    expect(passages.map(({ text }) => text)).toEqual(results.map(({ index }) => texts[index]))
    passages.forEach(({ score, scores }, at) => {
      expect(scores.rerank).toBe(score)
      expect(score).toBeCloseTo(results[at]?.score ?? -1, 5)
    })
    await knowledge.close()
    await models.dispose()
  })
})
