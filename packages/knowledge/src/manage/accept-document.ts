import type { DocumentSource, KnowledgeDocument, UploadFile } from '@skep/client'
import { type ErrorData, type JsonObject, toErrorData } from '@skep/schema'
import { documentId, readUpload, sizeOf, withDuplicateWarning } from '../ingest/accept-upload.ts'
import { isUnfinished } from '../ingest/ingestion.ts'
import type { Job } from '../ingest/job-queue.ts'
import { enqueue, findBase, type ManageContext, putDocument, withoutJobs } from './context.ts'
import { refuseExternal } from './external-settings.ts'

/** Bytes on their way into a base, wherever they come from. */
export interface IncomingDocument extends UploadFile {
  readonly source: DocumentSource
  readonly metadata?: JsonObject
  /** The document that these bytes are a new version of, or become: that of an item of a source. */
  readonly id?: string
}

/**
 * Stores the bytes, then the record, and queues it. Content that the base holds already is not taken twice, whatever its
 * name and wherever it comes from.
 */
export async function acceptDocument(
  context: ManageContext,
  knowledgeId: string,
  incoming: IncomingDocument,
): Promise<KnowledgeDocument> {
  const { store, board, queue, now } = context
  refuseExternal(await findBase(context, knowledgeId))
  const accepted = await readUpload(incoming, context.limits)
  const record = (id: string, hash: string): KnowledgeDocument =>
    newDocument(knowledgeId, id, incoming, hash, now())
  const refused = (id: string, hash: string, error: ErrorData): Promise<KnowledgeDocument> =>
    putDocument(context, { ...record(id, hash), state: 'failed', error })

  // A new version of a document takes the place of one that is on its way.
  const isOwnJob = (job: Job): boolean => incoming.id !== undefined && job.documentId === incoming.id
  return withoutJobs(context, knowledgeId, isOwnJob, async () => {
    await findBase(context, knowledgeId)
    if (!accepted.ok) return refused(incoming.id ?? context.newId(), '', accepted.error)
    const { bytes, hash } = accepted
    const id = incoming.id ?? (await documentId(knowledgeId, hash))
    const twin = (await store.documents(knowledgeId)).find(
      (document) => document.contentHash === hash && document.state !== 'failed',
    )
    if (twin) {
      if (isUnfinished(twin)) queue.add({ documentId: twin.id, knowledgeId })
      return withDuplicateWarning(board.current(twin), incoming.name)
    }
    const before = await store.document(id)
    try {
      await store.putBytes(id, bytes)
    } catch (error) {
      if (before) throw error
      return refused(id, hash, toErrorData(error, 'STORAGE_FAILED'))
    }
    const fresh = record(id, hash)
    if (!before) return enqueue(context, fresh)
    const { name, mimeType, sizeBytes, contentHash, source } = fresh
    const metadata = { ...before.metadata, ...fresh.metadata }
    return enqueue(context, { ...before, name, mimeType, sizeBytes, contentHash, source, metadata })
  })
}

function newDocument(
  knowledgeId: string,
  id: string,
  incoming: IncomingDocument,
  contentHash: string,
  createdAtMs: number,
): KnowledgeDocument {
  return {
    id,
    knowledgeId,
    name: incoming.name,
    mimeType: incoming.mimeType ?? '',
    sizeBytes: sizeOf(incoming),
    contentHash,
    source: incoming.source,
    isEnabled: true,
    isArchived: false,
    metadata: incoming.metadata ?? {},
    revision: 0,
    hitCount: 0,
    state: 'queued',
    progress: 0,
    warnings: [],
    chunkCount: 0,
    charCount: 0,
    createdAtMs,
    updatedAtMs: createdAtMs,
  }
}
