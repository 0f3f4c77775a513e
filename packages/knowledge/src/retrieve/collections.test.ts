import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { RetrievalSettings } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { type Collection, meanNdcg10, readCollection } from '../../bench/collection.ts'
import { indexCollection } from '../../bench/search.ts'

// The collections may not be shipped; they lie beside a checkout of the repository.
const DATA = fileURLToPath(new URL('../../../../../shared/data', import.meta.url))
const isThere = existsSync(DATA)

async function measure(collection: Collection, settings: RetrievalSettings): Promise<number> {
  const { search } = await indexCollection(collection)
  const results = new Map<string, readonly string[]>()
  for (const { text } of collection.queries) results.set(text, await search(text, settings))
  return meanNdcg10(collection, (query) => results.get(query) ?? [])
}

const FULL_TEXT: RetrievalSettings = { method: 'full-text', topK: 10, vectorWeight: 0 }
const HYBRID: RetrievalSettings = { method: 'hybrid', topK: 10, vectorWeight: 0.5 }

describe.skipIf(!isThere)('search over test collections (skipped without ../shared/data)', () => {
  it.each([
    ['cisi', 0.4, 0.415],
    ['med', 0.68, 0.75],
  ])('of %s reaches nDCG@10 %f by words and %f with vectors', async (name, byWords, both) => {
    const collection = readCollection(`${DATA}/${name}`)
    expect(await measure(collection, { ...FULL_TEXT, scoreThreshold: 0 })).toBeGreaterThan(byWords)
    expect(await measure(collection, FULL_TEXT)).toBeGreaterThan(byWords - 0.02)
    expect(await measure(collection, { ...HYBRID, scoreThreshold: 0 })).toBeGreaterThan(both)
    expect(await measure(collection, HYBRID)).toBeGreaterThan(byWords)
  })

  it('refuses all medical questions to a base on library science', async () => {
    const { search } = await indexCollection(readCollection(`${DATA}/cisi`))
    const { queries } = readCollection(`${DATA}/med`)
    const answered: string[] = []
    for (const { text } of queries) if ((await search(text, HYBRID)).length > 0) answered.push(text)
    expect([queries.length, answered]).toEqual([30, []])
  })
})
