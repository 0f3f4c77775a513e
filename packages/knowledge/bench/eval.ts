// How well and how fast a collection in BEIR layout (corpus.jsonl, queries.jsonl, qrels/test.tsv) is searched, one chunk
// for each document, beside full-text libraries that run in a page:
//   pnpm eval retrieval DIR... [--embedder=URL#MODEL] [--alone]
// JSON lines: collection, name, ndcg10 (as trec_eval, linear gains), recall10, indexMs, queryP50Ms. Vectors are those of
// the built-in embedder; of an OpenAI-compatible server: --embedder=http://localhost:11434/v1#nomic-embed-text
// (EMBEDDER_KEY holds its key); or of transformers.js on a folder of models: --embedder=/models#Xenova/all-MiniLM-L6-v2.
// No threshold and no off-topic rule; `hybrid, as asked` is the same with the rule. `--alone`: without other libraries.
import { basename } from 'node:path'
import type { RetrievalSettings } from '@skep/client'
import { type Collection, meanNdcg10, meanRecall10, readCollection } from './collection.ts'
import { connectEmbedder } from './connect-embedder.ts'
import { indexCollection } from './search.ts'

const ALL = { topK: 10, scoreThreshold: -1 } as const
const METHODS: readonly (readonly [string, RetrievalSettings])[] = [
  ['bm25', { ...ALL, method: 'full-text', vectorWeight: 0 }],
  ['vector', { ...ALL, method: 'vector', vectorWeight: 1 }],
  ['hybrid', { ...ALL, method: 'hybrid', vectorWeight: 0.5 }],
  ['hybrid, as asked', { topK: 10, method: 'hybrid', vectorWeight: 0.5 }],
]

const words = process.argv.slice(2)
const [what, ...folders] = words.filter(
  (word, at) => !word.startsWith('--') && words[at - 1] !== '--embedder',
)
const named = words.find((word) => word.startsWith('--embedder='))?.slice('--embedder='.length)
const wanted = named ?? (words.includes('--embedder') ? words[words.indexOf('--embedder') + 1] : undefined)
if (what !== 'retrieval' || folders.length === 0) {
  console.error('pnpm eval retrieval DIR... [--embedder=URL#MODEL] [--alone]')
  process.exit(1)
}
const embedder = wanted === undefined || wanted === 'builtin' ? undefined : await connectEmbedder(wanted)
const { PEERS } = words.includes('--alone') ? { PEERS: [] } : await import('./eval-peers.ts')

for (const folder of folders) {
  const collection = readCollection(folder)
  const indexed = await indexCollection(collection, embedder)
  for (const [name, settings] of METHODS) {
    const indexMs = indexed.analyzeMs + (name === 'bm25' ? 0 : indexed.embedMs)
    await report(folder, collection, name, indexMs, (query) => indexed.search(query, settings))
  }
  for (const [name, build] of PEERS) {
    const startedAtMs = performance.now()
    const search = await build(collection.documents)
    await report(folder, collection, name, performance.now() - startedAtMs, search)
  }
}

async function report(
  folder: string,
  collection: Collection,
  name: string,
  indexMs: number,
  search: (query: string) => readonly string[] | Promise<readonly string[]>,
): Promise<void> {
  const results = new Map<string, readonly string[]>()
  const times: number[] = []
  const asked = collection.queries.filter(({ id }) => collection.judgements.has(id))
  for (const { text } of asked) {
    const startedAtMs = performance.now()
    results.set(text, await search(text))
    times.push(performance.now() - startedAtMs)
  }
  const found = (query: string): readonly string[] => results.get(query) ?? []
  times.sort((a, b) => a - b)
  console.log(
    JSON.stringify({
      collection: basename(folder),
      name,
      ndcg10: Number(meanNdcg10(collection, found).toFixed(4)),
      recall10: Number(meanRecall10(collection, found).toFixed(4)),
      indexMs: Math.round(indexMs),
      queryP50Ms: Number((times[Math.floor(times.length / 2)] ?? 0).toFixed(3)),
    }),
  )
}
