// How well and how fast collections in BEIR layout are searched, as JSON lines:
//   node packages/knowledge/bench/eval.ts ../shared/data/cisi ../shared/data/med
import { basename } from 'node:path'
import type { RetrievalSettings } from '@skep/client'
import { meanNdcg10, readCollection } from './collection.ts'
import { indexCollection } from './search.ts'

const METHODS: readonly (readonly [string, RetrievalSettings])[] = [
  ['full-text', { method: 'full-text', topK: 10, vectorWeight: 0, scoreThreshold: 0 }],
  ['full-text with off-topic rule', { method: 'full-text', topK: 10, vectorWeight: 0 }],
  ['vector', { method: 'vector', topK: 10, vectorWeight: 1, scoreThreshold: 0 }],
  ['hybrid .3', { method: 'hybrid', topK: 10, vectorWeight: 0.3, scoreThreshold: 0 }],
  ['hybrid .5', { method: 'hybrid', topK: 10, vectorWeight: 0.5, scoreThreshold: 0 }],
  ['hybrid .7', { method: 'hybrid', topK: 10, vectorWeight: 0.7, scoreThreshold: 0 }],
  ['hybrid .5 with off-topic rule', { method: 'hybrid', topK: 10, vectorWeight: 0.5 }],
]

for (const folder of process.argv.slice(2)) {
  const collection = readCollection(folder)
  const indexed = await indexCollection(collection)
  for (const [method, settings] of METHODS) {
    const results = new Map<string, readonly string[]>()
    const startedAtMs = performance.now()
    for (const { text } of collection.queries) results.set(text, await indexed.search(text, settings))
    const queryMs = (performance.now() - startedAtMs) / collection.queries.length
    const judged = collection.queries.filter(({ id }) => collection.judgements.has(id))
    console.log(
      JSON.stringify({
        collection: basename(folder),
        documents: collection.documents.length,
        queries: judged.length,
        method,
        ndcg10: Number(meanNdcg10(collection, (query) => results.get(query) ?? []).toFixed(4)),
        answered: judged.filter(({ text }) => (results.get(text)?.length ?? 0) > 0).length,
        queryMs: Number(queryMs.toFixed(2)),
        dimensions: indexed.dimensions,
        analyzeMs: Math.round(indexed.analyzeMs),
        fitMs: Math.round(indexed.fitMs),
      }),
    )
  }
}
