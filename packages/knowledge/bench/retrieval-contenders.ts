// The indexes that the retrieval bench compares. Rows are named by their number.
import { create, insertMultiple, load, save, search } from '@orama/orama'
import { EmbeddingIndex } from 'client-vector-search'
import { loadHnswlib } from 'hnswlib-wasm'
import * as voy from 'voy-search/voy_search_bg.js'
import voyUrl from 'voy-search/voy_search_bg.wasm?url'
import { PlainCodeRows } from '../src/index/plain-code-rows.ts'
import { quantize } from '../src/index/quantize.ts'
import { VectorIndex } from '../src/index/vector-index.ts'
import type { Vectors } from './retrieval-data.ts'

export interface Contender {
  /** Adds every vector; gives up when `isLate`. */
  build(vectors: Vectors, isLate: () => boolean): Promise<'built' | 'late'>
  search(query: Float32Array): Promise<readonly number[]>
  /** What is kept for the next session; absent where the library has nothing for that. */
  save?(): Promise<unknown>
  restore?(saved: unknown): Promise<void>
}

const BLOCK = 256
const PEER_BLOCK = 1_000

export const CONTENDERS: Readonly<Record<string, () => Promise<Contender>>> = {
  skep: async () => skep(),
  'skep in plain JavaScript': async () => plain(),
  orama: async () => orama(),
  voy: () => createVoy(),
  'client-vector-search': async () => clientVectorSearch(),
  'hnswlib-wasm': () => hnswlib(),
}

/** Blocks as an ingestion hands them to the index. */
export function* blocksOf(
  { floats, dimensions }: Vectors,
  size: number,
): Generator<{ readonly index: number; readonly rows: readonly number[]; readonly floats: Float32Array }> {
  const count = floats.length / dimensions
  for (let start = 0, index = 0; start < count; start += size, index++) {
    const rows = Array.from({ length: Math.min(size, count - start) }, (_, at) => start + at)
    yield { index, rows, floats: floats.slice(start * dimensions, (start + rows.length) * dimensions) }
  }
}

function skep(): Contender {
  let index = new VectorIndex(0)
  return {
    async build(vectors) {
      index = new VectorIndex(vectors.dimensions)
      for (const { index: number, rows, floats } of blocksOf(vectors, BLOCK)) {
        index.add({
          generationId: 'g',
          documentId: 'd',
          index: number,
          chunkIds: rows.map(String),
          floats,
          ...quantize(floats, vectors.dimensions),
        })
      }
      return 'built'
    },
    search: async (query) => index.search(query, 10).hits.map(({ chunkId }) => Number(chunkId)),
  }
}

/** What is left where the page allows no WebAssembly: codes alone. */
function plain(): Contender {
  let rows = new PlainCodeRows(0)
  let dimensions = 0
  return {
    async build(vectors) {
      dimensions = vectors.dimensions
      rows = new PlainCodeRows(dimensions)
      for (const { floats } of blocksOf(vectors, BLOCK)) rows.push(quantize(floats, dimensions))
      return 'built'
    },
    search: async (query) => rows.search(quantize(query, dimensions), 10).best.map(({ item }) => item),
  }
}

function orama(): Contender {
  const made = (dimensions: number) => create({ schema: { vector: `vector[${dimensions}]` } })
  let db = made(1)
  return {
    async build(vectors, isLate) {
      db = made(vectors.dimensions)
      for (const { rows, floats } of blocksOf(vectors, PEER_BLOCK)) {
        const documents = rows.map((row, at) => ({
          id: String(row),
          vector: [...floats.subarray(at * vectors.dimensions, (at + 1) * vectors.dimensions)],
        }))
        await insertMultiple(db, documents, PEER_BLOCK)
        if (isLate()) return 'late'
      }
      return 'built'
    },
    async search(query) {
      const found = await search(db, {
        mode: 'vector',
        vector: { value: [...query], property: 'vector' },
        limit: 10,
        similarity: 0,
      })
      return found.hits.map(({ id }: { readonly id: string }) => Number(id))
    },
    save: async () => save(db),
    async restore(saved) {
      const { saved: raw, dimensions } = saved as { saved: unknown; dimensions: number }
      db = made(dimensions)
      load(db, raw)
    },
  }
}

async function createVoy(): Promise<Contender> {
  const { instance } = await WebAssembly.instantiateStreaming(fetch(voyUrl), {
    './voy_search_bg.js': voy,
  })
  voy.__wbg_set_wasm(instance.exports)
  let index = new voy.Voy({ embeddings: [] })
  return {
    async build(vectors, isLate) {
      index = new voy.Voy({ embeddings: [] })
      for (const { rows, floats } of blocksOf(vectors, PEER_BLOCK)) {
        const embeddings = rows.map((row, at) => ({
          id: String(row),
          title: '',
          url: '',
          embeddings: [...floats.subarray(at * vectors.dimensions, (at + 1) * vectors.dimensions)],
        }))
        index.add({ embeddings })
        if (isLate()) return 'late'
      }
      return 'built'
    },
    search: async (query) =>
      index.search(query, 10).neighbors.map(({ id }: { readonly id: string }) => Number(id)),
    save: async () => index.serialize(),
    async restore(saved) {
      index = voy.Voy.deserialize(String((saved as { saved: unknown }).saved))
    },
  }
}

function clientVectorSearch(): Contender {
  let index = new EmbeddingIndex([])
  let objects: { id: number; embedding: number[] }[] = []
  return {
    async build(vectors, isLate) {
      index = new EmbeddingIndex([])
      objects = []
      for (const { rows, floats } of blocksOf(vectors, PEER_BLOCK)) {
        for (const [at, id] of rows.entries()) {
          const embedding = [...floats.subarray(at * vectors.dimensions, (at + 1) * vectors.dimensions)]
          const object = { id, embedding }
          objects.push(object)
          index.add(object)
        }
        if (isLate()) return 'late'
      }
      return 'built'
    },
    async search(query) {
      const found = await index.search([...query], { topK: 10 })
      return found.map(({ object }: { readonly object: { readonly id: number } }) => object.id)
    },
    save: async () => objects,
    async restore(saved) {
      index = new EmbeddingIndex((saved as { saved: typeof objects }).saved)
    },
  }
}

async function hnswlib(): Promise<Contender> {
  const lib = await loadHnswlib()
  let index = new lib.HierarchicalNSW('cosine', 1, '')
  return {
    async build(vectors, isLate) {
      const { dimensions, floats } = vectors
      index = new lib.HierarchicalNSW('cosine', dimensions, '')
      index.initIndex(floats.length / dimensions, 16, 200, 100)
      index.setEfSearch(100)
      for (const { rows, floats: block } of blocksOf(vectors, 100)) {
        for (const [at, row] of rows.entries()) {
          index.addPoint(block.slice(at * dimensions, (at + 1) * dimensions), row, false)
        }
        if (isLate()) return 'late'
      }
      return 'built'
    },
    search: async (query) => index.searchKnn(query, 10, undefined).neighbors,
  }
}
