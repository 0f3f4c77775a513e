import type { RetrievalSettings } from '@skep/client'
import { fitBuiltin } from '../src/embed/builtin.ts'
import { FullTextIndex } from '../src/full-text/full-text-index.ts'
import { toTermBlock } from '../src/full-text/term-block.ts'
import { quantize } from '../src/index/quantize.ts'
import { VectorIndex } from '../src/index/vector-index.ts'
import type { OpenBase } from '../src/retrieve/open-base.ts'
import { keepGood, searchBase } from '../src/retrieve/search-base.ts'
import { createAnalyzer } from '../src/text/analyzer.ts'
import type { Collection } from './collection.ts'

export interface IndexedCollection {
  readonly search: (query: string, settings: RetrievalSettings) => Promise<readonly string[]>
  readonly analyzeMs: number
  readonly fitMs: number
  readonly dimensions: number
}

/** Indexes a collection with the parts of the package, one chunk for each document. */
export async function indexCollection(collection: Pick<Collection, 'documents'>): Promise<IndexedCollection> {
  const analyzer = createAnalyzer()
  const ids = collection.documents.map((document) => document.id)
  let startedAtMs = performance.now()
  const bags = collection.documents.map((document) => analyzer.analyze(document.text, 'passage'))
  const analyzeMs = performance.now() - startedAtMs
  const fullText = new FullTextIndex()
  fullText.add(toTermBlock('all', 0, ids, bags))
  startedAtMs = performance.now()
  const builtin = await fitBuiltin({ bags: bags.map((bag) => bag.counts), mostlyUnspaced: false })
  const fitMs = performance.now() - startedAtMs
  const { dimensions } = builtin
  const floats = new Float32Array(ids.length * dimensions)
  bags.forEach((bag, at) => {
    floats.set(builtin.embed(bag.counts), at * dimensions)
  })
  const vectors = new VectorIndex(dimensions)
  const block = { generationId: 'g', documentId: 'all', index: 0, chunkIds: ids, floats }
  vectors.add({ ...block, ...quantize(floats, dimensions) })
  const opened: OpenBase = { fullText, vectors, builtin, documents: new Map(), chunkIds: new Map() }
  return {
    analyzeMs,
    fitMs,
    dimensions,
    search: async (query, settings) => {
      const good = keepGood(await searchBase(opened, analyzer, query, settings), settings, false)
      return good.slice(0, settings.topK).map(({ candidate }) => candidate.chunkId)
    },
  }
}
