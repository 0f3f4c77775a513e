import type { DocumentChanges, KnowledgeApi, KnowledgeDocument } from '@skep/client'
import { SkepError } from '@skep/schema'
import { isUnfinished } from '../ingest/ingestion.ts'
import type { Job } from '../ingest/job-queue.ts'
import { completeSplit } from '../ingest/settings.ts'
import { acceptDocument } from './accept-document.ts'
import {
  enqueue,
  findBase,
  findDocument,
  type ManageContext,
  putDocument,
  stopImports,
  withoutJobs,
} from './context.ts'
import { changeMetadata } from './metadata.ts'

type DocumentsApi = Pick<
  KnowledgeApi,
  | 'documents'
  | 'document'
  | 'documentText'
  | 'upload'
  | 'addText'
  | 'retry'
  | 'reindex'
  | 'pauseDocument'
  | 'resumeDocument'
  | 'cancelDocument'
  | 'updateDocument'
  | 'updateDocuments'
  | 'removeDocument'
>

/** Documents of a base: how they come, go on, change and go. */
export function createDocuments(context: ManageContext): DocumentsApi {
  const { store, board, shelf, exclusively, now, queue } = context

  /** A change of a document while nothing works on it. */
  const settled = async (
    documentId: string,
    change: (document: KnowledgeDocument) => Promise<KnowledgeDocument>,
  ): Promise<KnowledgeDocument> => {
    const { knowledgeId } = await findDocument(context, documentId)
    return withoutJobs(context, knowledgeId, isOf(documentId), async () =>
      change(await findDocument(context, documentId)),
    )
  }

  const update = async (documentId: string, changes: DocumentChanges): Promise<KnowledgeDocument> => {
    const { knowledgeId } = await findDocument(context, documentId)
    return exclusively(knowledgeId, async () => {
      const before = await findDocument(context, documentId)
      const base = await findBase(context, knowledgeId)
      const document = changed(before, changes, base, now())
      await store.putDocument(document)
      // Other tabs see by the time of the base that something has changed.
      const touched = { ...base, updatedAtMs: document.updatedAtMs }
      await store.putBase(touched)
      shelf.update(touched, document)
      board.emit({ type: 'base_changed', base: touched })
      return board.update(document)
    })
  }

  return {
    async documents(knowledgeId) {
      await findBase(context, knowledgeId)
      return (await store.documents(knowledgeId)).map((document) => board.current(document))
    },

    document: async (documentId) => board.current(await findDocument(context, documentId)),

    async documentText(documentId) {
      await findDocument(context, documentId)
      const text = await store.text(documentId)
      if (text) return text
      throw new SkepError(
        'DOCUMENT_NOT_FOUND',
        'This document has not been read yet. Wait until it is ready.',
        { documentId },
      )
    },

    upload: (knowledgeId, file) =>
      acceptDocument(context, knowledgeId, { ...file, source: { type: 'file' } }),

    addText: (knowledgeId, { name, text }) =>
      acceptDocument(context, knowledgeId, {
        name,
        mimeType: 'text/markdown',
        bytes: new TextEncoder().encode(text),
        source: { type: 'text' },
      }),

    async retry(documentId) {
      const { knowledgeId } = await findDocument(context, documentId)
      return exclusively(knowledgeId, async () => {
        const document = await findDocument(context, documentId)
        if (document.state !== 'failed' || queue.has(isOf(documentId))) return document
        // What was never stored cannot be tried again; its error already says what to do.
        if ((await store.bytes(documentId)) === null) return document
        return enqueue(context, document)
      })
    },

    async reindex(documentId, { split } = {}) {
      // Before anything is stopped for it.
      checkWritable(await findDocument(context, documentId))
      return settled(documentId, async (document) => {
        checkWritable(document)
        if ((await store.bytes(documentId)) === null) return document
        const base = await findBase(context, document.knowledgeId)
        const { split: before, ...rest } = document
        if (split === null) return enqueue(context, rest)
        return enqueue(
          context,
          split ? { ...rest, split: completeSplit(split, before ?? base.split) } : document,
        )
      })
    },

    pauseDocument: (documentId) =>
      settled(documentId, async (document) => {
        if (!isUnfinished(document)) return document
        const { step: _, ...rest } = document
        return putDocument(context, { ...rest, state: 'paused', progress: 0, updatedAtMs: now() })
      }),

    async resumeDocument(documentId) {
      const { knowledgeId } = await findDocument(context, documentId)
      return exclusively(knowledgeId, async () => {
        const document = await findDocument(context, documentId)
        return document.state === 'paused' ? enqueue(context, document) : board.current(document)
      })
    },

    cancelDocument(documentId) {
      stopImports(context, (each) => each.documentId === documentId)
      return settled(documentId, async (document) => {
        if (!isUnfinished(document) && document.state !== 'paused') return document
        const { step: _, ...rest } = document
        await store.clearStaged(documentId)
        if (document.edition !== undefined) {
          return putDocument(context, { ...rest, state: 'ready', progress: 1, updatedAtMs: now() })
        }
        const error = new SkepError(
          'CALL_ABORTED',
          'The work on this document was stopped. Start it again or remove it.',
        )
        return putDocument(context, {
          ...rest,
          state: 'failed',
          progress: 0,
          error: error.toData(),
          updatedAtMs: now(),
        })
      })
    },

    updateDocument: update,

    async updateDocuments(documentIds, changes) {
      const documents: KnowledgeDocument[] = []
      for (const documentId of documentIds) documents.push(await update(documentId, changes))
      return documents
    },

    async removeDocument(documentId) {
      const { knowledgeId } = await findDocument(context, documentId)
      await withoutJobs(context, knowledgeId, isOf(documentId), async () => {
        await store.removeDocument(documentId)
        board.emit({ type: 'document_removed', knowledgeId, documentId })
        const base = await store.base(knowledgeId)
        if (!base) return
        shelf.remove(base, documentId)
        board.emit({ type: 'base_changed', base })
      })
    },
  }
}

function isOf(documentId: string): (job: Job) => boolean {
  return (job) => job.documentId === documentId
}

/** @throws `CALL_INVALID` for an archived document */
export function checkWritable(document: KnowledgeDocument): void {
  if (!document.isArchived) return
  throw new SkepError(
    'CALL_INVALID',
    'This document is archived and read only. Take it out of the archive first.',
    {
      documentId: document.id,
    },
  )
}

function changed(
  before: KnowledgeDocument,
  { name, isEnabled, isArchived, metadata }: DocumentChanges,
  base: Parameters<typeof changeMetadata>[0],
  updatedAtMs: number,
): KnowledgeDocument {
  if (isArchived === undefined || isArchived) {
    if (name !== undefined || isEnabled !== undefined || metadata !== undefined) checkWritable(before)
  }
  const newName = name?.trim() ?? before.name
  if (newName === '') throw new SkepError('CALL_INVALID', 'A document needs a name.', { field: 'name' })
  return {
    ...before,
    name: newName,
    isEnabled: isEnabled ?? before.isEnabled,
    isArchived: isArchived ?? before.isArchived,
    metadata: metadata ? changeMetadata(base, before.metadata, metadata) : before.metadata,
    updatedAtMs,
  }
}
