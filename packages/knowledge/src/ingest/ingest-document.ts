import type {
  DocumentState,
  DocumentText,
  KnowledgeBase,
  KnowledgeDocument,
  SplitSettings,
} from '@skep/client'
import { SkepError } from '@skep/schema'
import { checkBaseSize, expectedBytes } from '../index/base-size.ts'
import { titleOf } from '../load/document-title.ts'
import type { LoadedDocument, LoadOptions, SourceFile } from '../load/types.ts'
import type { IndexedBlocks } from '../retrieve/open-base.ts'
import { indexBytes } from '../store/batch-bytes.ts'
import { BATCHES_PER_EDITION } from '../store/editions.ts'
import type { Generation, IngestBatch, VectorBlock } from '../store/knowledge-store.ts'
import type { Analyzer } from '../text/analyzer.ts'
import { haveSameBytes } from './content-hash.ts'
import { type CutContext, type CutResult, cutDocument } from './cut-document.ts'
import { type FillContext, GenerationFill } from './fill-generation.ts'
import { type GenerationPlan, planGeneration } from './generation-plan.ts'
import { embedItems, embedItemsOf, termBatch, toVectorBlock } from './make-batch.ts'
import { NewChunks } from './new-chunks.ts'
import { chunkIds } from './prepared-chunk.ts'

/** Turns a file into text with positions. @public */
export type LoadFunction = (file: SourceFile, options: LoadOptions) => Promise<LoadedDocument>

/** What one ingestion needs around it. @internal */
export interface IngestContext extends FillContext, CutContext {
  readonly load: LoadFunction
  readonly analyzer: Analyzer
  /** Memory that the index of a base may take. */
  readonly maxBaseBytes: number
  /** Stores and shows a new state. @throws when the document is not to be worked on any more */
  readonly enter: (
    state: DocumentState,
    progress: number,
    changes?: Partial<KnowledgeDocument>,
  ) => Promise<KnowledgeDocument>
  readonly progress: (progress: number, step: NonNullable<KnowledgeDocument['step']>) => void
}

/** A document whose chunks are written and that only needs to be made visible. @internal */
export interface IngestedDocument {
  readonly plan: GenerationPlan
  /** Of a generation that was built for it. */
  readonly fill?: GenerationFill
  /** What searches take of its batches; none where they read another generation. */
  readonly blocks: readonly IndexedBlocks[]
  readonly text: DocumentText
  /** What the document says of its new chunks. */
  readonly result: Pick<KnowledgeDocument, 'title' | 'edition' | 'chunkCount' | 'childCount' | 'indexBytes'>
}

/** Half as many in a row take half as long again to be read when a base is opened; more would be lost with a batch. */
const BATCH_CHUNKS = 512
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
  const { store, breathe } = context
  const split = queued.split ?? base.split
  const edition = (queued.edition ?? -1) + 1
  const place = { knowledgeId: base.id, documentId: queued.id }
  await context.enter('loading', 0)
  const loaded = await loadText(context, queued, split, signal)
  signal.throwIfAborted()

  await context.enter('splitting', LOADED, { ...countsOf(loaded), warnings: loaded.warnings })
  const { added, warnings } = await cutChunks(context, loaded, queued, split, edition, signal)
  if (added.length === 0) throw noText()
  signal.throwIfAborted()
  // What an earlier attempt has written of this edition is looked at batch by batch.
  const first = edition * BATCHES_PER_EDITION
  await store.clearStaged(queued.id, { first, end: first + Math.ceil(added.length / BATCH_CHUNKS) })

  await context.enter('embedding', SPLIT, { warnings: [...loaded.warnings, ...warnings] })
  const plan = await planGeneration(context, base, added, signal)
  const units = added.unitCount
  checkBaseSize(expectedBytes(base.chunkCount + units, plan.generation.dimensions), context.maxBaseBytes)
  const total = units + (plan.isNew ? base.chunkCount : 0)
  const count = createCounter(total, (done) =>
    context.progress(SPLIT + ((EMBEDDED - SPLIT) * done) / Math.max(1, total), {
      unit: 'chunks',
      done,
      total,
    }),
  )
  const fill = plan.isNew ? new GenerationFill(context, base, plan, count) : undefined
  await fill?.run(signal, queued.id)
  const blocks: IndexedBlocks[] = []
  let written = 0
  for (let start = 0; start < added.length; start += BATCH_CHUNKS) {
    const part = await added.take(start, start + BATCH_CHUNKS, breathe)
    const index = edition * BATCHES_PER_EDITION + start / BATCH_CHUNKS
    const batch = termBatch({ ...place, index }, part)
    const { terms } = batch
    let vectors = await vectorsMadeBefore(store, batch, plan.generation)
    if (vectors) count(terms.chunkIds.length)
    else {
      const embedded = await embedItems(embedItemsOf(part), plan, signal, count)
      signal.throwIfAborted()
      vectors = toVectorBlock(plan.generation, terms, embedded)
      await store.putBatch({ ...batch, vectors })
    }
    signal.throwIfAborted()
    written += indexBytes([batch])
    // Searches read a new generation from the store.
    if (!plan.isNew) blocks.push({ terms, vectors })
    await breathe()
  }
  await context.enter('indexing', EMBEDDED)
  return {
    plan,
    blocks,
    text: textOf(loaded),
    result: {
      title: titleOf(loaded, queued),
      edition,
      chunkCount: added.length,
      indexBytes: written,
      ...(added.isParents ? { childCount: units } : {}),
    },
    ...(fill ? { fill } : {}),
  }
}

/** The vectors of a batch that an interrupted attempt has written, if it is the same in every word. */
async function vectorsMadeBefore(
  store: IngestContext['store'],
  batch: IngestBatch,
  { id }: Generation,
): Promise<VectorBlock | null> {
  const stored = await store.stagedBatch(batch.documentId, batch.index, id)
  const isSame =
    stored?.vectors &&
    stored.terms.language === batch.terms.language &&
    haveSameBytes(stored.terms.bytes, batch.terms.bytes) &&
    stored.vectors.chunkIds.join('\n') === batch.terms.chunkIds.join('\n') &&
    JSON.stringify(stored.chunks) === JSON.stringify(batch.chunks)
  return isSame ? stored.vectors : null
}

/** Apart, so that nothing but `added` holds the chunks: it forgets them as they are written. */
async function cutChunks(
  context: IngestContext,
  loaded: LoadedDocument,
  queued: KnowledgeDocument,
  split: SplitSettings,
  edition: number,
  signal: AbortSignal,
): Promise<{ readonly added: NewChunks; readonly warnings: CutResult['warnings'] }> {
  const { store } = context
  const { chunks, warnings } = await cutDocument(loaded, split, context, {
    signal,
    kept: {
      get: (key) => store.checkpoint(queued.id, key),
      put: (key, value) => store.putCheckpoint(queued.id, key, value),
    },
    onProgress: (done, total) =>
      context.progress(LOADED + ((SPLIT - LOADED) * done) / total, { unit: 'chunks', done, total }),
  })
  const analyzer = context.analyzer.forText(loaded.text)
  const ids = chunkIds(queued, split, edition)
  return { added: new NewChunks(queued.id, chunks, ids, analyzer, titleOf(loaded, queued)), warnings }
}

/** Loads the stored bytes of a document. */
async function loadText(
  context: IngestContext,
  document: KnowledgeDocument,
  split: SplitSettings,
  signal: AbortSignal,
): Promise<LoadedDocument> {
  const bytes = await context.store.bytes(document.id)
  if (bytes === null) {
    throw new SkepError(
      'FILE_NOT_FOUND',
      'The file of this document is not stored any more. Upload it again.',
      { documentId: document.id },
    )
  }
  signal.throwIfAborted()
  const loaded = await context.load(sourceFileOf(document, bytes), {
    signal,
    // As a table, rows of questions and answers can be told apart.
    tables: split.mode === 'question-answer' ? 'markdown' : 'rows',
    onProgress: (step) => context.progress((LOADED * step.done) / Math.max(1, step.total), step),
  })
  if (loaded.text.trim() === '') throw noText()
  return loaded
}

/** Names of what is no file say nothing of a format. */
function sourceFileOf({ name, mimeType, source }: KnowledgeDocument, bytes: Uint8Array): SourceFile {
  if (source.type === 'text') return { name: 'text.md', mimeType: 'text/markdown', bytes }
  if (source.type === 'web') return { name: 'page', mimeType, bytes }
  return { name, mimeType, bytes }
}

function createCounter(total: number, tell: (done: number) => void): (units: number) => void {
  let done = 0
  return (units) => {
    done = Math.min(total, done + units)
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
