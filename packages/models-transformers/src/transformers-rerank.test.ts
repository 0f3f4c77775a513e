import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ModelProvider } from '@skep/models'
import type { JsonObject } from '@skep/schema'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeTinyReranker } from '../fixtures/make-tiny-model.mjs'
import { transformersProvider } from './transformers-provider.ts'

const folder = mkdtempSync(join(tmpdir(), 'skep-tiny-rerank-'))
beforeAll(() => makeTinyReranker(folder))
afterAll(() => rmSync(folder, { recursive: true }))

const MODEL = 'tiny/bert-rerank'
const QUERY = 'refund of an order'
const DOCUMENTS = ['cat and dog', 'refund policy', 'the order of a customer', 'rain and snow']

function create(settings: JsonObject = {}): ModelProvider {
  return transformersProvider().create(
    {
      id: 'local',
      type: 'transformers',
      settings: { models: [{ model: MODEL, kind: 'rerank' }], dtype: 'fp32', modelsUrl: folder, ...settings },
    },
    { key: async () => undefined, fetch },
  )
}

function rerank(settings?: JsonObject, topN?: number): ReturnType<NonNullable<ModelProvider['rerank']>> {
  const request = { provider: 'local', model: MODEL, query: QUERY, documents: DOCUMENTS }
  const asked = create(settings).rerank?.(topN === undefined ? request : { ...request, topN }, {
    signal: new AbortController().signal,
  })
  return asked ?? Promise.reject(new Error('no rerank'))
}

describe('rerank in Node, with the real library', () => {
  it('puts the texts that answer first, with scores between 0 and 1', async () => {
    const { results } = await rerank()
    expect(results).toHaveLength(4)
    expect(new Set(results.slice(0, 2).map(({ index }) => index))).toEqual(new Set([1, 2]))
    const scores = results.map(({ score }) => score)
    expect(scores.toSorted((a, b) => b - a)).toEqual(scores)
    expect(scores.every((score) => score > 0 && score < 1)).toBe(true)
  })

  it('gives the same scores whatever the batch, and the best only when asked', async () => {
    const all = await rerank({ batchSize: 16 })
    const single = await rerank({ batchSize: 1 })
    expect(single.results.map(({ index }) => index)).toEqual(all.results.map(({ index }) => index))
    for (const [at, { score }] of single.results.entries())
      expect(score).toBeCloseTo(all.results[at]?.score ?? Number.NaN, 5)
    expect((await rerank({}, 2)).results).toEqual(all.results.slice(0, 2))
  })

  it('gives nothing for nothing and stops when asked', async () => {
    const provider = create()
    const nothing = { provider: 'local', model: MODEL, query: QUERY, documents: [] }
    expect(await provider.rerank?.(nothing, { signal: new AbortController().signal })).toEqual({
      results: [],
    })
    await expect(
      provider.rerank?.({ ...nothing, documents: DOCUMENTS }, { signal: AbortSignal.abort() }),
    ).rejects.toMatchObject({ code: 'CALL_ABORTED' })
  })
})
