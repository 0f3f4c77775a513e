import type { KnowledgeEvent } from '@skep/client'
import { isUnfinished } from '../ingest/ingestion.ts'
import type { Job } from '../ingest/job-queue.ts'
import type { ManageContext } from './context.ts'

/**
 * Keeps the jobs of this knowledge in step with what another one over the same store does. A job that runs there waits here
 * as well, behind the lock of the writer: it finds its document ready, or takes it over from a tab that is gone. What was
 * paused, stopped or removed there ends here. The store decides: an event may be older than what was done here since.
 */
export async function followOther(context: ManageContext, event: KnowledgeEvent): Promise<void> {
  const { queue, store } = context
  switch (event.type) {
    case 'document_changed': {
      const { id: documentId, knowledgeId } = event.document
      if (isUnfinished(event.document)) queue.add({ documentId, knowledgeId })
      else await letGo(context, documentId)
      return
    }
    case 'document_removed':
      return letGo(context, event.documentId)
    case 'base_changed': {
      const { id: knowledgeId, embedderChange } = event.base
      const isOfEmbedder = (job: Job): boolean =>
        job.knowledgeId === knowledgeId && job.documentId === null && !job.isCompaction
      if (embedderChange && embedderChange.state !== 'failed') queue.add({ knowledgeId, documentId: null })
      else if (queue.has(isOfEmbedder) && !(await store.base(knowledgeId))?.embedderChange)
        await queue.cancel(isOfEmbedder)
      return
    }
    case 'base_removed':
      return queue.cancel((job) => job.knowledgeId === event.knowledgeId)
    default:
      event satisfies never
  }
}

/** Ends the work on a document. Where it had begun, clears up behind it and tells how the document really is. */
async function letGo(context: ManageContext, documentId: string): Promise<void> {
  const { queue, store, board, exclusively } = context
  const isOf = (job: Job): boolean => job.documentId === documentId
  const isWanted = async (): Promise<boolean> => {
    const document = await store.document(documentId)
    return document !== null && isUnfinished(document)
  }
  if (!queue.has(isOf) || (await isWanted())) return
  const hasBegun = board.isLive(documentId)
  await queue.cancel(isOf)
  if (!hasBegun) return
  const document = await store.document(documentId)
  if (!document) return store.clearStaged(documentId)
  await exclusively(document.knowledgeId, async () => {
    const current = await store.document(documentId)
    // It may have been started again by now.
    if (!current || isUnfinished(current)) return
    if (current.state !== 'paused') await store.clearStaged(documentId)
    board.emit({ type: 'document_changed', document: current })
  })
}
