import type { KnowledgeDocument } from '@skep/client'
import { type ErrorData, hasErrorCode, SkepError, toErrorData } from '@skep/schema'
import type { Shelf } from '../retrieve/open-base.ts'
import type { Compactor } from './compactor.ts'
import type { DocumentBoard } from './document-board.ts'
import { dropUnfinishedGeneration } from './generation-plan.ts'
import { type IngestContext, type IngestedDocument, ingestDocument } from './ingest-document.ts'

/** @internal */
export interface IngestionContext extends Omit<IngestContext, 'enter' | 'progress'> {
  readonly board: DocumentBoard
  readonly shelf: Shelf
  readonly compactor: Compactor
}

/** The document was paused or removed, perhaps in another tab: it is nobody's work any more. */
class Withdrawn extends Error {}

/** Takes a document from `queued` to `ready` or `failed`. Never rejects; an aborted job leaves the document as it is. */
export async function runIngestion(
  context: IngestionContext,
  documentId: string,
  signal: AbortSignal,
): Promise<void> {
  const { store, board } = context
  try {
    const document = await store.document(documentId)
    const base = document && (await store.base(document.knowledgeId))
    if (!document || !base || !isUnfinished(document)) return
    const ingested = await ingestDocument(withBoard(context, document), base, document, signal)
    await context.exclusively(base.id, () => commit(context, document, ingested, signal))
  } catch (error) {
    if (error instanceof Withdrawn) await withdraw(context, documentId)
    else if (!signal.aborted) await fail(context, documentId, error)
  } finally {
    board.release(documentId)
  }
}

/**
 * Takes back what was written unless it is to be gone on with, and shows the document as somebody else left it: progress from
 * here may have come later.
 */
async function withdraw({ store, board }: IngestionContext, documentId: string): Promise<void> {
  const document = await quietly(() => store.document(documentId))
  if (document?.state !== 'paused') await quietly(() => store.clearStaged(documentId))
  if (document) board.show(document)
}

export function isUnfinished({ state }: KnowledgeDocument): boolean {
  return state !== 'ready' && state !== 'failed' && state !== 'paused'
}

function withBoard(context: IngestionContext, { id, knowledgeId }: KnowledgeDocument): IngestContext {
  const { store, board, now } = context
  return {
    ...context,
    enter: (state, progress, changes) =>
      context.exclusively(knowledgeId, async () => {
        const { step: _, error: __, ...rest } = await findWanted(context, id)
        const document: KnowledgeDocument = { ...rest, ...changes, state, progress, updatedAtMs: now() }
        await store.putDocument(document)
        board.show(document)
        return document
      }),
    progress: (progress, step) => board.progress(id, { progress, step }),
  }
}

/** Makes the new chunks of a document visible to searches, together with the generation that was built for it. */
async function commit(
  context: IngestionContext,
  { id, knowledgeId }: KnowledgeDocument,
  { plan, fill, blocks, text, result }: IngestedDocument,
  signal: AbortSignal,
): Promise<void> {
  const { store, board, shelf, compactor } = context
  const { step: _, error: __, childCount: ___, ...current } = await findWanted(context, id)
  await fill?.catchUp(signal, id)
  signal.throwIfAborted()
  const ready: KnowledgeDocument = {
    ...current,
    ...result,
    state: 'ready',
    progress: 1,
    revision: current.revision + 1,
    updatedAtMs: context.now(),
  }
  const counted = await store.commitDocument(ready, {
    text,
    ...(plan.isNew ? { generationId: plan.generation.id } : {}),
  })
  // Searches under way keep the old vectors; the next one reads the new generation.
  if (plan.isNew) shelf.forget(knowledgeId)
  else shelf.replace(counted, ready, blocks)
  if (plan.isNew) compactor.noteAll(counted)
  else compactor.note(ready)
  board.show(ready)
  board.emit({ type: 'base_changed', base: counted })
}

async function findWanted(context: IngestionContext, documentId: string): Promise<KnowledgeDocument> {
  const document = await context.store.document(documentId)
  if (!document || !isUnfinished(document)) throw new Withdrawn()
  return document
}

async function fail(context: IngestionContext, documentId: string, error: unknown): Promise<void> {
  const { store, board } = context
  const current = await quietly(() => store.document(documentId))
  // The commit may have been done although its answer was lost.
  if (current?.state === 'ready') {
    context.shelf.forget(current.knowledgeId)
    board.show(current)
    return
  }
  const data = toDocumentError(error)
  // What was made is kept for the next attempt, but where there is no room for it, or nobody to go on with it.
  if (!current || data.code === 'STORAGE_QUOTA') await quietly(() => store.clearStaged(documentId))
  if (!current) return
  if (data.code === 'STORAGE_QUOTA') await quietly(() => dropUnfinishedGeneration(store, current.knowledgeId))
  const { step: _, ...rest } = current
  const failed: KnowledgeDocument = {
    ...rest,
    state: 'failed',
    progress: 0,
    error: data,
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
export function toDocumentError(error: unknown): ErrorData {
  if (hasErrorCode(error)) return toErrorData(error)
  const cause = error instanceof Error ? error.name : typeof error
  return new SkepError('INTERNAL', 'Something went wrong with this document. Try again.', { cause }).toData()
}
