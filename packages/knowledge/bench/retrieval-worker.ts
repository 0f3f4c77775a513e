// The worker of the retrieval bench: builds, asks and opens again what `retrieval.ts` names.
import { openDexieStores } from '../../storage/src/dexie/open-dexie-stores.ts'
import { fitLsa, projectLsa } from '../src/embed/lsa.ts'
import { quantize } from '../src/index/quantize.ts'
import { VectorIndex } from '../src/index/vector-index.ts'
import type { KnowledgeStore } from '../src/store/knowledge-store.ts'
import { codeParts } from '../src/store/read-parts.ts'
import { createAnalyzer } from '../src/text/analyzer.ts'
import { memoryPass } from './memory-pass.ts'
import { blocksOf, CONTENDERS, type Contender } from './retrieval-contenders.ts'
import { clusters, nearestTen, type Vectors } from './retrieval-data.ts'

export type Wish =
  | { readonly do: 'build'; readonly name: string; readonly n: number }
  | { readonly do: 'ask'; readonly queries: number }
  | { readonly do: 'keep' }
  | { readonly do: 'open'; readonly name: string; readonly n: number }
  | { readonly do: 'pass'; readonly n: number; readonly module: readonly number[] }
  | { readonly do: 'texts'; readonly texts: readonly string[] }

const DIMENSIONS = 384
const QUERIES = 400
/** As many questions are compared with the exact answer. */
const JUDGED = 50
const MOST_BUILD_MS = 60_000
const BLOCK = 512
const NAMESPACE = 'bench'

let vectors: Vectors = { floats: new Float32Array(), queries: new Float32Array(), dimensions: DIMENSIONS }
let contender: Contender | null = null
let name = ''

globalThis.addEventListener('message', async ({ data, ports }: MessageEvent<Wish>) => {
  ports[0]?.postMessage(await carryOut(data).catch((error: unknown) => ({ failed: String(error) })))
})

async function carryOut(wish: Wish): Promise<unknown> {
  switch (wish.do) {
    case 'build':
      return build(wish.name, wish.n)
    case 'ask':
      return ask(wish.queries)
    case 'keep':
      return keep()
    case 'open':
      return open(wish.name, wish.n)
    case 'pass':
      return { passMs: await memoryPass(wish.n * DIMENSIONS * 4, wish.module) }
    case 'texts':
      return recallOfTexts(wish.texts)
  }
}

/** The vectors are there before the clock starts, as they would be behind an embedder. */
async function build(wanted: string, n: number): Promise<unknown> {
  name = wanted
  vectors = clusters(n, DIMENSIONS, QUERIES)
  contender = (await CONTENDERS[wanted]?.()) ?? null
  const startedAtMs = performance.now()
  const outcome = await contender?.build(vectors, () => performance.now() - startedAtMs > MOST_BUILD_MS)
  return { outcome, buildMs: performance.now() - startedAtMs }
}

async function ask(queries: number): Promise<unknown> {
  if (!contender) return {}
  const query = (at: number): Float32Array => vectors.queries.slice(at * DIMENSIONS, (at + 1) * DIMENSIONS)
  for (let at = 0; at < Math.min(20, queries); at++) await contender.search(query(at))
  const times: number[] = []
  for (let at = 0; at < queries; at++) {
    const startedAtMs = performance.now()
    await contender.search(query(at % QUERIES))
    times.push(performance.now() - startedAtMs)
  }
  const judged = Math.min(queries, JUDGED)
  const expected = nearestTen(vectors, judged)
  let found = 0
  for (let at = 0; at < judged; at++) {
    for (const row of await contender.search(query(at))) if (expected[at]?.has(row)) found++
  }
  times.sort((a, b) => a - b)
  const at = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  return { p50Ms: at(0.5), p95Ms: at(0.95), recall: found / (judged * 10) }
}

/** Stores what was built: Skep as an ingestion does, the others as they can. */
async function keep(): Promise<unknown> {
  if (name === 'skep') {
    const { knowledge } = await openDexieStores({ namespace: NAMESPACE })
    await storeVectors(knowledge)
    return { isKept: true }
  }
  if (!contender?.save) return { isKept: false }
  const saved = await contender.save()
  await withRow('readwrite', (store) => store.put({ saved, dimensions: DIMENSIONS }, name))
  return { isKept: true }
}

async function storeVectors(knowledge: KnowledgeStore): Promise<void> {
  await knowledge.putGeneration({
    id: 'g',
    knowledgeId: 'k',
    embedderId: 'bench',
    dimensions: DIMENSIONS,
    state: 'building',
    fittedChunkCount: 0,
    createdAtMs: 1,
  })
  for (const { index, rows, floats } of blocksOf(vectors, BLOCK)) {
    const block = {
      generationId: 'g',
      documentId: 'd',
      index,
      chunkIds: rows.map((row) => `d.${row}`),
      floats,
    }
    await knowledge.putVectors({ ...block, ...quantize(floats, DIMENSIONS) })
  }
  await knowledge.activateGeneration('g')
}

/** In a worker of a fresh page: from nothing to the first answer. */
async function open(wanted: string, n: number): Promise<unknown> {
  vectors = clusters(Math.min(n, 2_000), DIMENSIONS, QUERIES)
  const query = vectors.queries.slice(0, DIMENSIONS)
  if (wanted !== 'skep') {
    contender = (await CONTENDERS[wanted]?.()) ?? null
    const startedAtMs = performance.now()
    const saved = await withRow('readonly', (store) => store.get(wanted))
    await contender?.restore?.(saved)
    await contender?.search(query)
    return { coldOpenMs: performance.now() - startedAtMs }
  }
  const startedAtMs = performance.now()
  const { knowledge } = await openDexieStores({ namespace: NAMESPACE })
  const generation = await knowledge.activeGeneration('k')
  const index = new VectorIndex(generation?.dimensions ?? 0)
  for await (const part of codeParts(knowledge, 'g')) for (const block of part) index.add(block)
  index.search(query, 10)
  const coldOpenMs = performance.now() - startedAtMs
  const whole = clusters(n, DIMENSIONS, QUERIES)
  const expected = nearestTen(whole, JUDGED)
  let found = 0
  for (let at = 0; at < JUDGED; at++) {
    const { hits } = index.search(whole.queries.slice(at * DIMENSIONS, (at + 1) * DIMENSIONS), 10)
    for (const { chunkId } of hits) if (expected[at]?.has(Number(chunkId.slice(2)))) found++
  }
  return { coldOpenMs, recall: found / (JUDGED * 10) }
}

/** Recall on vectors that the built-in embedder makes of real texts, by codes alone and with floats. */
async function recallOfTexts(texts: readonly string[]): Promise<unknown> {
  const analyzer = createAnalyzer('english')
  const bags = texts.map((text) => analyzer.analyze(text, 'passage').counts)
  const model = await fitLsa(
    bags.filter((_, at) => at % 4 === 0),
    { dimensions: 128, seed: 7 },
  )
  const { dimensions } = model
  const floats = new Float32Array(texts.length * dimensions)
  for (const [at, bag] of bags.entries()) floats.set(projectLsa(model, bag), at * dimensions)
  // Every 200th text asks for its neighbours, itself among them.
  const asking = texts.flatMap((_, at) => (at % 200 === 0 ? [at] : []))
  const queries = new Float32Array(asking.length * dimensions)
  for (const [at, row] of asking.entries()) {
    queries.set(floats.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions)
  }
  const whole: Vectors = { floats, queries, dimensions }
  const expected = nearestTen(whole, asking.length)
  const recalls = [false, true].map((hasFloats) => {
    const index = new VectorIndex(dimensions)
    for (const { index: number, rows, floats: part } of blocksOf(whole, BLOCK)) {
      const block = { generationId: 'g', documentId: 'd', index: number, chunkIds: rows.map(String) }
      index.add({ ...block, ...quantize(part, dimensions), ...(hasFloats ? { floats: part } : {}) })
    }
    let found = 0
    for (const [at, set] of expected.entries()) {
      const { hits } = index.search(queries.slice(at * dimensions, (at + 1) * dimensions), 10)
      for (const { chunkId } of hits) if (set.has(Number(chunkId))) found++
    }
    return found / (asking.length * 10)
  })
  return { n: texts.length, recallOfCodes: recalls[0], recall: recalls[1] }
}

/** One value in a database of its own, as an application would keep the index of a library. */
async function withRow(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('peers', 1)
    request.onupgradeneeded = () => request.result.createObjectStore('rows')
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('rows', mode)
    const request = act(transaction.objectStore('rows'))
    transaction.oncomplete = () => resolve(request.result)
    transaction.onerror = () => reject(transaction.error)
    transaction.onabort = () => reject(transaction.error)
  })
}
