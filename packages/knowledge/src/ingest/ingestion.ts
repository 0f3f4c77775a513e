import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { type ErrorData, hasErrorCode, SkepError, toErrorData } from '@skep/schema'
import type { Shelf } from '../retrieve/open-base.ts'
import type { DocumentBoard } from './document-board.ts'
import { dropUnfinishedGeneration } from './generation-plan.ts'
import { type IngestContext, type IngestedDocument, ingestDocument } from './ingest-document.ts'
import type { Job } from './job-queue.ts'

/** @internal */
export interface IngestionContext extends Omit<IngestContext, 'enter' | 'progress'> {
  readonly board: DocumentBoard
  readonly shelf: Shelf
}

/** Takes a job from `queued` to `ready` or `failed`. Never rejects; an aborted job leaves the document as it is. */
export async function runIngestion(context: IngestionContext, job: Job, signal: AbortSignal): Promise<void> {
  const { store, board } = context
  try {
    const document = await store.document(job.documentId)
    const base = await store.base(job.knowledgeId)
    if (!document || !base || document.state === 'ready' || document.state === 'failed') return
    const ingested = await ingestDocument(withBoard(context), base, document, signal)
    await context.exclusively(base.id, () => commit(context, base, ingested, signal))
  } catch (error) {
    if (!signal.aborted) await fail(context, job, error)
  } finally {
    board.release(job.documentId)
  }
}

function withBoard(context: IngestionContext): IngestContext {
  const { store, board, now } = context
  return {
    ...context,
    async enter(before, state, progress) {
      const { step: _, error: __, ...rest } = before
      const document: KnowledgeDocument = { ...rest, state, progress, updatedAtMs: now() }
      await store.putDocument(document)
      board.show(document)
      return document
    },
    progress(document, progress, step) {
      board.progress({ ...document, progress: Math.max(document.progress, progress), step })
    },
  }
}

/** Makes a document visible to searches, together with the generation that was built for it. */
async function commit(
  context: IngestionContext,
  base: KnowledgeBase,
  { document, plan, batches }: IngestedDocument,
  signal: AbortSignal,
): Promise<void> {
  const { store, board, shelf } = context
  signal.throwIfAborted()
  if (plan.isNew) {
    await store.activateGeneration(plan.generation.id)
    // Searches under way keep the old vectors; the next one reads the new generation.
    shelf.forget(base.id)
  }
  const { step: _, ...rest } = document
  const ready: KnowledgeDocument = { ...rest, state: 'ready', progress: 1, updatedAtMs: context.now() }
  const counted = await store.commitDocument(ready)
  shelf.add(counted, ready, batches)
  board.show(ready)
  board.emit({ type: 'base_changed', base: counted })
}

async function fail(context: IngestionContext, job: Job, error: unknown): Promise<void> {
  const { store, board } = context
  const current = await quietly(() => store.document(job.documentId))
  // The commit may have been done although its answer was lost.
  if (current?.state === 'ready') {
    context.shelf.forget(job.knowledgeId)
    board.show(current)
    return
  }
  await quietly(() => store.clearStaged(job.documentId))
  await quietly(() => dropUnfinishedGeneration(store, job.knowledgeId))
  if (!current) return
  const { step: _, ...rest } = current
  const failed: KnowledgeDocument = {
    ...rest,
    state: 'failed',
    progress: 0,
    chunkCount: 0,
    error: toDocumentError(error),
    updatedAtMs: context.now(),
  }
  // Shown even where it cannot be stored: then the stored state is an unfinished one, which is resumed later.
  await quietly(() => store.putDocument(failed))
  board.show(failed)
}

/** Cleaning up after an error may fail for the same cause; the first error is the one to tell. */
async function quietly<T>(task: () => Promise<T>): Promise<T | null> {
  try {
    return await task()
  } catch {
    return null
  }
}

/** Foreign errors may quote the document, so only their name is kept. */
function toDocumentError(error: unknown): ErrorData {
  if (hasErrorCode(error)) return toErrorData(error)
  const cause = error instanceof Error ? error.name : typeof error
  return new SkepError('INTERNAL', 'Something went wrong with this document. Try again.', { cause }).toData()
}
