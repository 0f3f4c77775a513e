import type { KnowledgeDocument } from '@skep/client'

/**
 * A document that is cut anew gets a new edition: its batches are numbered from `edition * BATCHES_PER_EDITION` on, so that
 * they are written beside those that answer.
 */
export const BATCHES_PER_EDITION = 1_000_000

type Edition = Pick<KnowledgeDocument, 'edition' | 'state'>

/** The edition whose chunks answer; documents from before editions have their first. @public */
export function liveEdition({ edition, state }: Edition): number | undefined {
  return edition ?? (state === 'ready' ? 0 : undefined)
}

/** Whether a batch of a document is one of those that answer. Stores decide by this what they give. @public */
export function isLiveBatch(document: Edition, index: number): boolean {
  return liveEdition(document) === Math.floor(index / BATCHES_PER_EDITION)
}

/** A document that has no more than this to search is small: stores put such documents together. */
const SMALL_UNITS = 64

/** How much is searched of a document. @public */
export function unitCountOf({
  childCount,
  chunkCount,
}: Pick<KnowledgeDocument, 'childCount' | 'chunkCount'>): number {
  return childCount ?? chunkCount
}

/** Whether a store that puts small documents together may do so with this one. @public */
export function isSmallDocument(document: Pick<KnowledgeDocument, 'childCount' | 'chunkCount'>): boolean {
  return unitCountOf(document) <= SMALL_UNITS
}

/** Whether searches may find a document. */
export function isSearchable(document: KnowledgeDocument): boolean {
  return liveEdition(document) !== undefined && document.isEnabled && !document.isArchived
}
