import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { SkepError } from '@skep/schema'
import type { KnowledgeLimits } from '../ingest/accept-upload.ts'
import type { IngestionContext } from '../ingest/ingestion.ts'
import type { Job, JobQueue } from '../ingest/job-queue.ts'
import type { AskExternal } from '../retrieve/ask-external.ts'
import type { ExternalKeys } from './external-settings.ts'

/** What every part of a knowledge works with. @internal */
export interface ManageContext extends IngestionContext {
  readonly newId: () => string
  readonly limits: KnowledgeLimits
  readonly queue: JobQueue
  readonly askExternal?: AskExternal
  readonly externalKeys?: ExternalKeys
  readonly imports: Set<TableImport>
}

/** A table whose rows become chunks just now. */
export interface TableImport {
  readonly documentId: string
  readonly controller: AbortController
}

/** Ends those that match. The parts that they have written stay. */
export function stopImports({ imports }: ManageContext, matches: (each: TableImport) => boolean): void {
  for (const each of imports) {
    if (!matches(each)) continue
    each.controller.abort(
      new SkepError(
        'CALL_ABORTED',
        'The import was stopped. What was written stays; import the table again to add the rest.',
        { documentId: each.documentId },
      ),
    )
  }
}

/** @throws `KNOWLEDGE_NOT_FOUND` */
export async function findBase({ store }: ManageContext, knowledgeId: string): Promise<KnowledgeBase> {
  const base = await store.base(knowledgeId)
  if (base) return base
  throw new SkepError(
    'KNOWLEDGE_NOT_FOUND',
    'This knowledge base does not exist any more. Choose another one.',
    { knowledgeId },
  )
}

/** As it is stored. @throws `DOCUMENT_NOT_FOUND` */
export async function findDocument({ store }: ManageContext, documentId: string): Promise<KnowledgeDocument> {
  const document = await store.document(documentId)
  if (document) return document
  throw new SkepError('DOCUMENT_NOT_FOUND', 'This document does not exist any more. Reload the list.', {
    documentId,
  })
}

/** Stores a document and tells of it. */
export async function putDocument(
  { store, board }: ManageContext,
  document: KnowledgeDocument,
): Promise<KnowledgeDocument> {
  await store.putDocument(document)
  return board.update(document)
}

/** Sends a document on its way from the beginning. Its present chunks go on answering. */
export async function enqueue(
  context: ManageContext,
  document: KnowledgeDocument,
): Promise<KnowledgeDocument> {
  const { error: _, step: __, ...rest } = document
  const queued = await putDocument(context, {
    ...rest,
    state: 'queued',
    progress: 0,
    warnings: [],
    updatedAtMs: context.now(),
  })
  context.queue.add({ documentId: queued.id, knowledgeId: queued.knowledgeId })
  return queued
}

/**
 * Changes what jobs work on. A job may wait for the lock, so it is stopped outside; inside, no new one can have come
 * without being seen.
 */
export async function withoutJobs<T>(
  { queue, exclusively }: ManageContext,
  knowledgeId: string,
  matches: (job: Job) => boolean,
  change: () => Promise<T>,
): Promise<T> {
  for (;;) {
    await queue.cancel(matches)
    const done = await exclusively(knowledgeId, async () =>
      queue.has(matches) ? null : { value: await change() },
    )
    if (done) return done.value
  }
}
