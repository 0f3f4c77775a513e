import type { KnowledgeDocument } from '@skep/client'

/** @internal */
export interface DocumentsView {
  readonly text: string
  readonly show: 'all' | 'working' | 'failed'
  readonly sort: 'newest' | 'name' | 'size'
}

/** @internal */
export const DEFAULT_VIEW: DocumentsView = { text: '', show: 'all', sort: 'newest' }

/** Filters and sorts. Equal ones stay in the order in which they came. @internal */
export function arrangeDocuments(
  documents: readonly KnowledgeDocument[],
  view: DocumentsView,
): readonly KnowledgeDocument[] {
  const wanted = view.text.trim().toLowerCase()
  const shown = documents.filter((document) => {
    if (wanted !== '' && !document.name.toLowerCase().includes(wanted)) return false
    if (view.show === 'failed') return document.state === 'failed'
    if (view.show === 'working') return document.state !== 'failed' && document.state !== 'ready'
    return true
  })
  switch (view.sort) {
    case 'newest':
      return shown.sort((a, b) => b.createdAtMs - a.createdAtMs)
    case 'name':
      return shown.sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }))
    case 'size':
      return shown.sort((a, b) => b.sizeBytes - a.sizeBytes)
    default:
      return view.sort satisfies never
  }
}
