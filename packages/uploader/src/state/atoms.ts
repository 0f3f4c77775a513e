import type { KnowledgeBase, KnowledgeDocument } from '@skep/client'
import { type Atom, atom, type PrimitiveAtom } from '@skep/react/jotai'
import type { ErrorData } from '@skep/schema'
import { arrangeDocuments, DEFAULT_VIEW, type DocumentsView } from './arrange-documents.ts'

/** A file on its way to the store, before it is a document; with an error, one that did not get there. @internal */
export interface PendingFile {
  readonly key: string
  readonly name: string
  readonly sizeBytes: number
  readonly error?: ErrorData
}

/** @internal */
export type LoadStatus =
  | { readonly status: 'loading' }
  | { readonly status: 'ready' }
  | { readonly status: 'failed'; readonly error: ErrorData }

/** @internal */
export const statusAtom: PrimitiveAtom<LoadStatus> = atom<LoadStatus>({ status: 'loading' })

/** @internal */
export const baseAtom: PrimitiveAtom<KnowledgeBase | null> = atom<KnowledgeBase | null>(null)

/** @internal */
export const pendingAtom: PrimitiveAtom<readonly PendingFile[]> = atom<readonly PendingFile[]>([])

/** One atom per document, so that progress draws one row. @internal */
export const documentAtomsAtom: PrimitiveAtom<ReadonlyMap<string, PrimitiveAtom<KnowledgeDocument>>> = atom<
  ReadonlyMap<string, PrimitiveAtom<KnowledgeDocument>>
>(new Map())

/** What the visitor wants to see of a long list. @internal */
export const viewAtom: PrimitiveAtom<DocumentsView> = atom<DocumentsView>(DEFAULT_VIEW)

const allDocumentsAtom: Atom<readonly KnowledgeDocument[]> = atom((get) =>
  [...get(documentAtomsAtom).values()].map((document) => get(document)),
)

/** Those with passages, newest first. @internal */
export const readyDocumentsAtom: Atom<readonly KnowledgeDocument[]> = atom((get) =>
  get(allDocumentsAtom)
    .filter(({ state, isArchived }) => state === 'ready' && !isArchived)
    .sort((a, b) => b.createdAtMs - a.createdAtMs),
)

/** Ids in the order in which they are shown, joined: the same string means nothing to draw anew. @internal */
export const shownIdsAtom: Atom<string> = atom((get) =>
  arrangeDocuments(get(allDocumentsAtom), get(viewAtom))
    .map((document) => document.id)
    .join('\n'),
)

/** @internal */
export interface DocumentCounts {
  readonly all: number
  readonly working: number
  readonly failed: number
}

/** @internal */
export const countsAtom: Atom<DocumentCounts> = atom((get) => {
  const documents = get(allDocumentsAtom)
  const failed = documents.filter((document) => document.state === 'failed').length
  const ready = documents.filter((document) => document.state === 'ready').length
  const pending = get(pendingAtom)
  const refused = pending.filter((file) => file.error).length
  return {
    all: documents.length + pending.length,
    failed: failed + refused,
    working: documents.length - failed - ready + pending.length - refused,
  }
})
