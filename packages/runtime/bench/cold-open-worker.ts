// The worker of the bench of opening: fills a base, puts it together, and asks it.
import { createKnowledge, type KnowledgeStore } from '@skep/knowledge'
import { openDexieStores } from '@skep/storage'
import { toTermBlock } from '../../knowledge/src/full-text/term-block.ts'
import { quantize } from '../../knowledge/src/index/quantize.ts'
import { createAnalyzer } from '../../knowledge/src/text/analyzer.ts'

export type Wish =
  | { readonly do: 'fill'; readonly documents: number; readonly chunks: number }
  | { readonly do: 'compact' }
  | { readonly do: 'answer' }

const BASE = 'base'
const GENERATION = `${BASE}:1`
const DIMENSIONS = 512
const BATCH = 512
const VOCABULARY = 5_000

globalThis.addEventListener('message', async ({ data }: MessageEvent<Wish>) => {
  const { knowledge } = await openDexieStores({ namespace: 'bench' })
  globalThis.postMessage(
    await carryOut(data, knowledge).catch((error: unknown) => ({ failed: String(error) })),
  )
})

async function carryOut(wish: Wish, store: KnowledgeStore): Promise<unknown> {
  if (wish.do === 'fill') return fill(store, wish.documents, wish.chunks)
  if (wish.do === 'compact') {
    const startedAtMs = performance.now()
    while (await store.compact(BASE));
    return { compactMs: Math.round(performance.now() - startedAtMs) }
  }
  return answer(store)
}

async function answer(stored: KnowledgeStore): Promise<unknown> {
  let [rows, reads] = [0, 0]
  const counting: KnowledgeStore = {
    ...stored,
    async terms(...asked) {
      const part = await stored.terms(...asked)
      reads++
      rows += part.blocks.length
      return part
    },
  }
  const startedAtMs = performance.now()
  const knowledge = createKnowledge({
    store: counting,
    clock: { now: () => Date.now() },
    ids: { id: () => crypto.randomUUID() },
  })
  const { passages } = await knowledge.retrieve({ knowledgeIds: [BASE], query: 'word7 word11 word13' })
  const coldOpenMs = Math.round(performance.now() - startedAtMs)
  const again = performance.now()
  await knowledge.retrieve({ knowledgeIds: [BASE], query: 'word17 word19 word23' })
  const nextMs = Math.round(performance.now() - again)
  return { coldOpenMs, nextMs, passages: passages.length, blocks: rows, reads }
}

/** As an ingestion leaves it: batches, then documents that are ready. */
async function fill(store: KnowledgeStore, documents: number, chunks: number): Promise<unknown> {
  const knowledge = createKnowledge({
    store,
    clock: { now: () => 1 },
    ids: { id: () => crypto.randomUUID() },
  })
  const base = await knowledge.create({ id: BASE, name: 'Base' })
  await store.putGeneration({
    id: GENERATION,
    knowledgeId: BASE,
    embedderId: 'builtin:hashed:1',
    dimensions: DIMENSIONS,
    state: 'building',
    fittedChunkCount: documents * chunks,
    createdAtMs: 1,
  })
  await store.activateGeneration(GENERATION)
  const analyzer = createAnalyzer('english')
  const random = seeded()
  for (let number = 0; number < documents; number++) {
    // Ids are spread as hashes are.
    const documentId = `doc_${((number * 2_654_435_761) >>> 0).toString(16).padStart(8, '0')}`
    for (let start = 0; start < chunks; start += BATCH) {
      const texts = Array.from({ length: Math.min(BATCH, chunks - start) }, () =>
        Array.from({ length: 60 }, () => `word${Math.floor(random() ** 2 * VOCABULARY)}`).join(' '),
      )
      const index = start / BATCH
      const ids = texts.map((_, at) => `${documentId}.${start + at}`)
      const floats = Float32Array.from({ length: texts.length * DIMENSIONS }, () => random() / 16)
      await store.putBatch({
        knowledgeId: BASE,
        documentId,
        index,
        chunks: texts.map((text, at) => ({
          id: ids[at] ?? '',
          documentId,
          index: start + at,
          text,
          location: { start: 0, end: text.length },
          isEnabled: true,
          hitCount: 0,
        })),
        terms: toTermBlock(
          documentId,
          index,
          ids,
          texts.map((text) => analyzer.analyze(text, 'passage')),
        ),
        vectors: {
          generationId: GENERATION,
          documentId,
          index,
          chunkIds: ids,
          floats,
          ...quantize(floats, DIMENSIONS),
        },
      })
    }
    await store.putDocument({
      id: documentId,
      knowledgeId: BASE,
      name: `${documentId}.txt`,
      mimeType: 'text/plain',
      sizeBytes: 1_000,
      contentHash: documentId,
      source: { type: 'file' },
      isEnabled: true,
      isArchived: false,
      metadata: {},
      edition: 0,
      revision: 1,
      hitCount: 0,
      state: 'ready',
      progress: 1,
      warnings: [],
      chunkCount: chunks,
      charCount: 1_000,
      createdAtMs: number,
      updatedAtMs: number,
    })
  }
  await store.putBase({ ...base, documentCount: documents, chunkCount: documents * chunks })
  return {}
}

function seeded(): () => number {
  let state = 1
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
