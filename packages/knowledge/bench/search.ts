import type { RetrievalSettings } from '@skep/client'
import type { Embedder } from '@skep/models'
import { fitBuiltin } from '../src/embed/builtin.ts'
import { unitVector } from '../src/embed/lsa.ts'
import { FullTextIndex } from '../src/full-text/full-text-index.ts'
import { toTermBlock } from '../src/full-text/term-block.ts'
import { quantize } from '../src/index/quantize.ts'
import { VectorIndex } from '../src/index/vector-index.ts'
import type { OpenBase } from '../src/retrieve/open-base.ts'
import { keepGood, searchBase } from '../src/retrieve/search-base.ts'
import { createAnalyzer } from '../src/text/analyzer.ts'
import { isMostlyUnspaced } from '../src/text/unspaced.ts'
import type { Collection } from './collection.ts'

export interface IndexedCollection {
  readonly search: (query: string, settings: RetrievalSettings) => Promise<readonly string[]>
  readonly analyzeMs: number
  /** Fitting and embedding. */
  readonly embedMs: number
  readonly dimensions: number
}

const EMBED_TEXTS = 32
/** Texts that are looked at to tell the language of a collection. */
const SAMPLE_TEXTS = 50

/** Indexes a collection with the parts of the package, one chunk for each document. */
export async function indexCollection(
  collection: Pick<Collection, 'documents'>,
  embedder?: Pick<Embedder, 'embed'>,
): Promise<IndexedCollection> {
  const { documents } = collection
  const sample = documents.slice(0, SAMPLE_TEXTS).map(({ text }) => text.slice(0, 400))
  const analyzer = createAnalyzer().forText(sample.join('\n'))
  const ids = documents.map((document) => document.id)
  let startedAtMs = performance.now()
  const bags = documents.map(({ title, body }) => analyzer.analyze({ title, body }, 'passage'))
  const fullText = new FullTextIndex()
  fullText.add(toTermBlock('all', 0, ids, bags))
  const analyzeMs = performance.now() - startedAtMs
  startedAtMs = performance.now()
  const counts = bags.map((bag) => bag.counts)
  const builtin = embedder
    ? undefined
    : await fitBuiltin({ bags: counts, mostlyUnspaced: isMostlyUnspaced(counts) })
  const made = builtin
    ? counts.map((bag) => builtin.embed(bag))
    : await embedAll(
        embedder,
        documents.map(({ text }) => text),
      )
  const dimensions = made[0]?.length ?? 0
  const floats = new Float32Array(ids.length * dimensions)
  made.forEach((vector, at) => {
    floats.set(vector, at * dimensions)
  })
  const vectors = new VectorIndex(dimensions)
  const block = { generationId: 'g', documentId: 'all', index: 0, chunkIds: ids, floats }
  vectors.add({ ...block, ...quantize(floats, dimensions) })
  const embedMs = performance.now() - startedAtMs
  const base = { fullText, vectors, documents: new Map() }
  const opened: OpenBase = builtin ? { ...base, builtin } : base
  const embedQuery = embedder
    ? async (query: string): Promise<Float32Array> => {
        const [vector] = await embedder.embed([query], { kind: 'query' })
        return unitVector(vector ?? new Float32Array(dimensions))
      }
    : null
  return {
    analyzeMs,
    embedMs,
    dimensions,
    search: async (query, settings) => {
      const found = await searchBase(opened, analyzer, query, settings, { embedQuery })
      return keepGood(found, settings, false)
        .slice(0, settings.topK)
        .map(({ candidate }) => candidate.chunkId)
    },
  }
}

async function embedAll(
  embedder: Pick<Embedder, 'embed'> | undefined,
  texts: readonly string[],
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let start = 0; embedder && start < texts.length; start += EMBED_TEXTS) {
    const part = await embedder.embed(texts.slice(start, start + EMBED_TEXTS), { kind: 'passage' })
    for (const vector of part) vectors.push(unitVector(vector))
  }
  return vectors
}
