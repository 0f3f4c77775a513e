import type { DocumentState, DocumentText, KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { SkepError } from '@skep/schema'
import { toTermBlock } from '../full-text/term-block.ts'
import { checkBaseSize, expectedBytes } from '../index/base-size.ts'
import { quantize } from '../index/quantize.ts'
import type { LoadedDocument, LoadOptions, SourceFile } from '../load/types.ts'
import type { IngestBatch, TermBlock, VectorBlock } from '../store/knowledge-store.ts'
import { termParts } from '../store/read-parts.ts'
import { unitText } from '../store/search-units.ts'
import type { Analyzer } from '../text/analyzer.ts'
import {
  chunkIdsOf,
  type EmbedItem,
  type GenerationPlan,
  isBuiltin,
  itemsOf,
  type PlanContext,
  planGeneration,
} from './generation-plan.ts'
import { type PreparedChunk, prepareChunks } from './prepared-chunk.ts'

/** Turns a file into text with positions. @public */
export type LoadFunction = (file: SourceFile, options: LoadOptions) => Promise<LoadedDocument>

/** What one ingestion needs around it. @internal */
export interface IngestContext extends PlanContext {
  readonly load: LoadFunction
  readonly analyzer: Analyzer
  /** Memory that the index of a base may take. */
  readonly maxBaseBytes: number
  /** Shows a new state; the first call of a state also stores it. */
  readonly enter: (
    document: KnowledgeDocument,
    state: DocumentState,
    progress: number,
  ) => Promise<KnowledgeDocument>
  readonly progress: (
    document: KnowledgeDocument,
    progress: number,
    step: NonNullable<KnowledgeDocument['step']>,
  ) => void
  /** Runs alone among the changes of a base. */
  readonly exclusively: <T>(knowledgeId: string, task: () => Promise<T>) => Promise<T>
}

/** A document whose chunks are written and that only needs to be made visible. @internal */
export interface IngestedDocument {
  readonly document: KnowledgeDocument
  readonly plan: GenerationPlan
  readonly batches: readonly IngestBatch[]
}

const BATCH_CHUNKS = 256
const EMBED_CHUNKS = 32
/** Where the stages lie on the way from 0 to 1. */
const LOADED = 0.3
const SPLIT = 0.4
const EMBEDDED = 0.95

/** Loads, splits, embeds and writes one document from its stored bytes. May be done again after any interruption. */
export async function ingestDocument(
  context: IngestContext,
  base: KnowledgeBase,
  queued: KnowledgeDocument,
  signal: AbortSignal,
): Promise<IngestedDocument> {
  const { store } = context
  let document = await context.enter(queued, 'loading', 0)
  const loaded = await loadText(context, document, signal)
  document = { ...document, ...countsOf(loaded), warnings: loaded.warnings }
  signal.throwIfAborted()
  await store.putText(document.id, textOf(loaded))

  document = await context.enter(document, 'splitting', LOADED)
  const prepared = await prepareChunks(document, loaded, base.split, 0, context.analyzer, context.breathe)
  if (prepared.length === 0) throw noText()
  document = { ...document, chunkCount: prepared.length }
  signal.throwIfAborted()
  await store.clearStaged(document.id)

  document = await context.enter(document, 'embedding', SPLIT)
  const plan = await planGeneration(context, base, prepared, signal)
  checkBaseSize(
    expectedBytes(base.chunkCount + prepared.length, plan.generation.dimensions),
    context.maxBaseBytes,
  )
  const total = prepared.length + (plan.isNew ? base.chunkCount : 0)
  const count = createCounter(total, (done) =>
    context.progress(document, SPLIT + ((EMBEDDED - SPLIT) * done) / Math.max(1, total), {
      unit: 'chunks',
      done,
      total,
    }),
  )
  if (plan.isNew) await fillGeneration(context, base, document.id, plan, count, signal)
  const batches: IngestBatch[] = []
  for (let start = 0, index = 0; start < prepared.length; start += BATCH_CHUNKS, index++) {
    const batch = await embedBatch(
      document,
      index,
      prepared.slice(start, start + BATCH_CHUNKS),
      plan,
      count,
      signal,
    )
    signal.throwIfAborted()
    await store.putBatch(batch)
    batches.push(batch)
    await context.breathe()
  }
  document = await context.enter(document, 'indexing', EMBEDDED)
  return { document, plan, batches }
}

async function loadText(
  context: IngestContext,
  document: KnowledgeDocument,
  signal: AbortSignal,
): Promise<LoadedDocument> {
  const bytes = await context.store.bytes(document.id)
  if (bytes === null) {
    throw new SkepError(
      'FILE_NOT_FOUND',
      'The file of this document is not stored any more. Upload it again.',
      {
        documentId: document.id,
      },
    )
  }
  const file: SourceFile = { name: document.name, mimeType: document.mimeType, bytes }
  const loaded = await context.load(file, {
    signal,
    onProgress: (step) => context.progress(document, (LOADED * step.done) / Math.max(1, step.total), step),
  })
  if (loaded.text.trim() === '') throw noText()
  return loaded
}

/** Embeds everything that is ready into a generation that is being built. The old one goes on answering. */
async function fillGeneration(
  context: IngestContext,
  base: KnowledgeBase,
  ownDocumentId: string,
  plan: GenerationPlan,
  count: (chunks: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const { store } = context
  const { generation } = plan
  await store.removeGeneration(generation.id)
  await store.putGeneration(generation)
  for await (const part of termParts(store, base.id)) {
    for (const block of part) {
      if (block.documentId === ownDocumentId) continue
      const texts = isBuiltin(base.embedder) ? [] : await store.chunksById(chunkIdsOf(block))
      const vectors = await embedItems(itemsOf(block, texts), plan, count, signal)
      await context.exclusively(base.id, async () => {
        signal.throwIfAborted()
        // It may have been removed meanwhile; its vectors would stay for ever.
        if ((await store.document(block.documentId))?.state === 'ready') {
          await store.putVectors(toVectorBlock(generation.id, block, vectors, generation.dimensions))
        }
      })
      await context.breathe()
    }
  }
}

async function embedBatch(
  document: KnowledgeDocument,
  index: number,
  prepared: readonly PreparedChunk[],
  plan: GenerationPlan,
  count: (chunks: number) => void,
  signal: AbortSignal,
): Promise<IngestBatch> {
  const units = prepared.flatMap((each) => each.units)
  const terms = toTermBlock(
    document.id,
    index,
    units.map((unit) => unit.id),
    units.map(({ bag }) => bag),
  )
  const items = units.map((unit) => ({ text: unitText(unit), bag: unit.bag.counts }))
  const vectors = await embedItems(items, plan, count, signal)
  const { generation } = plan
  return {
    knowledgeId: document.knowledgeId,
    documentId: document.id,
    index,
    chunks: prepared.map(({ chunk }) => chunk),
    terms,
    vectors: toVectorBlock(generation.id, terms, vectors, generation.dimensions),
  }
}

async function embedItems(
  items: readonly EmbedItem[],
  plan: GenerationPlan,
  count: (chunks: number) => void,
  signal: AbortSignal,
): Promise<Float32Array[]> {
  const vectors: Float32Array[] = []
  for (let start = 0; start < items.length; start += EMBED_CHUNKS) {
    signal.throwIfAborted()
    const part = items.slice(start, start + EMBED_CHUNKS)
    const embedded = await plan.embed(part, signal)
    const isWhole = embedded.length === part.length
    if (!isWhole || embedded.some((vector) => vector.length !== plan.generation.dimensions)) {
      throw new SkepError(
        'EMBEDDING_FAILED',
        'The embedder gave vectors of the wrong number or length. Check that its model has not changed.',
        { embedder: plan.generation.embedderId, dimensions: plan.generation.dimensions },
      )
    }
    vectors.push(...embedded)
    count(part.length)
  }
  return vectors
}

function toVectorBlock(
  generationId: string,
  terms: TermBlock,
  vectors: readonly Float32Array[],
  dimensions: number,
): VectorBlock {
  const floats = new Float32Array(vectors.length * dimensions)
  vectors.forEach((vector, at) => {
    floats.set(vector, at * dimensions)
  })
  const { documentId, index, chunkIds } = terms
  return { generationId, documentId, index, chunkIds, floats, ...quantize(floats, dimensions) }
}

function createCounter(total: number, tell: (done: number) => void): (chunks: number) => void {
  let done = 0
  return (chunks) => {
    done = Math.min(total, done + chunks)
    tell(done)
  }
}

function countsOf(loaded: LoadedDocument): Pick<KnowledgeDocument, 'charCount' | 'pageCount'> {
  return {
    charCount: loaded.text.length,
    ...(loaded.pages.length > 0 ? { pageCount: loaded.pages.length } : {}),
  }
}

function textOf({ text, pages, headings }: LoadedDocument): DocumentText {
  return { text, pages, headings }
}

function noText(): SkepError {
  return new SkepError(
    'DOCUMENT_NO_TEXT',
    'There is no text in this document. If it is a scan, recognise its text first and upload it again.',
  )
}
