import type { KnowledgeBase, KnowledgeChunk, KnowledgeDocument } from '@skep/client'
import { SkepError } from '@skep/schema'
import { liveGenerationPlan } from '../ingest/generation-plan.ts'
import { embedItems, embedItemsOf, termBatch, toVectorBlock } from '../ingest/make-batch.ts'
import { prepareChunk } from '../ingest/prepared-chunk.ts'
import { indexBytes } from '../store/batch-bytes.ts'
import type { Generation, IngestBatch } from '../store/knowledge-store.ts'
import { unitsOf, unitText } from '../store/search-units.ts'
import { findBase, findDocument, type ManageContext } from './context.ts'
import { checkWritable } from './documents.ts'

/** What a document is made of while its chunks are changed. */
export interface ChunkEdit {
  readonly base: KnowledgeBase
  readonly document: KnowledgeDocument
  readonly batches: readonly IngestBatch[]
}

/** New chunks by the index of their batch; batches that are not named stay as they are. */
export type ChunkEdits = ReadonlyMap<number, readonly KnowledgeChunk[]>

/** How often a change is made anew because the document changed meanwhile. */
const MAX_ATTEMPTS = 20

/**
 * The one way in which chunks of a document change: batches that hold changed chunks are made anew, embedding only what
 * is new in them, and take the place of the old ones in one transaction. The embedder is asked without keeping anybody
 * waiting; when something else has changed the document meanwhile, the change is made anew. Until it is stored, `signal`
 * ends it.
 * @throws `CALL_INVALID` while the document is being worked on or archived, and what `edit` throws
 */
export async function editChunks(
  context: ManageContext,
  documentId: string,
  edit: (given: ChunkEdit) => ChunkEdits,
  signal: AbortSignal = new AbortController().signal,
): Promise<KnowledgeDocument> {
  for (let attempt = 1; ; attempt++) {
    const edited = await tryEdit(context, documentId, edit, signal)
    if (edited) return edited
    if (attempt === MAX_ATTEMPTS) {
      throw new SkepError('STORAGE_FAILED', 'This document is being changed all the time. Try again.', {
        documentId,
      })
    }
  }
}

async function tryEdit(
  context: ManageContext,
  documentId: string,
  edit: (given: ChunkEdit) => ChunkEdits,
  signal: AbortSignal,
): Promise<KnowledgeDocument | null> {
  signal.throwIfAborted()
  const { store, board, shelf, exclusively, now } = context
  const document = await findDocument(context, documentId)
  checkWritable(document)
  const generation = await store.activeGeneration(document.knowledgeId)
  if (document.state !== 'ready' || generation === null) throw busy(documentId)
  const base = await findBase(context, document.knowledgeId)
  const before = await store.batches(documentId, generation.id)
  const edits = edit({ base, document, batches: before })
  if (edits.size === 0) return document
  const changed = await Promise.all(
    Array.from(edits, async ([index, chunks]) =>
      makeAnew(
        context,
        { base, document, generation },
        index,
        chunks,
        before.find((batch) => batch.index === index),
        signal,
      ),
    ),
  )
  return exclusively(base.id, async () => {
    signal.throwIfAborted()
    const current = await findDocument(context, documentId)
    const active = await store.activeGeneration(base.id)
    if (current.revision !== document.revision || active?.id !== generation.id) return null
    if (current.state !== 'ready') throw busy(documentId)
    const after = new Map([...before, ...changed].map((batch) => [batch.index, batch]))
    const batches = [...after.values()].sort((a, b) => a.index - b.index)
    const next: KnowledgeDocument = {
      ...current,
      ...countsOf(batches),
      revision: current.revision + 1,
      updatedAtMs: now(),
    }
    const counted = await store.commitDocument(next, { batches: changed })
    shelf.replace(counted, next, batches)
    board.emit({ type: 'document_changed', document: next })
    board.emit({ type: 'base_changed', base: counted })
    return next
  })
}

async function makeAnew(
  context: ManageContext,
  {
    base,
    document,
    generation,
  }: { readonly base: KnowledgeBase; readonly document: KnowledgeDocument; readonly generation: Generation },
  index: number,
  chunks: readonly KnowledgeChunk[],
  before: IngestBatch | undefined,
  signal: AbortSignal,
): Promise<IngestBatch> {
  const analyzer = context.analyzer.forText((await context.store.text(document.id))?.text ?? '')
  const prepared = chunks.map((chunk) => prepareChunk(chunk, analyzer, document.title))
  const batch = termBatch({ knowledgeId: base.id, documentId: document.id, index }, prepared)
  const known = vectorsOf(before, generation.dimensions)
  const texts = new Map(before?.chunks.flatMap(unitsOf).map((unit) => [unit.id, unitText(unit)]))
  const units = prepared.flatMap((each) => each.units)
  const isNew = units.map((unit) => texts.get(unit.id) !== unitText(unit) || !known.has(unit.id))
  const items = embedItemsOf(prepared).filter((_, at) => isNew[at])
  const plan = await liveGenerationPlan(context, base, generation)
  const embedded = (await embedItems(items, plan, signal)).values()
  const vectors = units.map((unit, at) => (isNew[at] ? embedded.next().value : known.get(unit.id)))
  const floats = vectors.map((vector) => vector ?? new Float32Array(generation.dimensions))
  return { ...batch, vectors: toVectorBlock(generation, batch.terms, floats) }
}

function vectorsOf(batch: IngestBatch | undefined, dimensions: number): Map<string, Float32Array> {
  const { vectors } = batch ?? {}
  return new Map(
    vectors?.chunkIds.map((id, at) => [id, vectors.floats.slice(at * dimensions, (at + 1) * dimensions)]),
  )
}

function countsOf(
  batches: readonly IngestBatch[],
): Pick<KnowledgeDocument, 'chunkCount' | 'childCount' | 'indexBytes'> {
  const chunks = batches.flatMap((batch) => batch.chunks)
  const childCount = chunks.reduce((sum, chunk) => sum + (chunk.children?.length ?? 0), 0)
  return {
    chunkCount: chunks.length,
    indexBytes: indexBytes(batches),
    ...(childCount > 0 ? { childCount } : {}),
  }
}

function busy(documentId: string): SkepError {
  return new SkepError(
    'CALL_INVALID',
    'This document is not ready. Wait until it is, then change its chunks.',
    { documentId },
  )
}
