import type { DocumentState, KnowledgeDocument } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { arrangeDocuments, DEFAULT_VIEW } from './arrange-documents.ts'

const document = (
  name: string,
  state: DocumentState,
  sizeBytes: number,
  createdAtMs: number,
): KnowledgeDocument => ({
  id: name,
  knowledgeId: 'k',
  name,
  mimeType: '',
  sizeBytes,
  contentHash: '',
  state,
  progress: 0,
  warnings: [],
  source: { type: 'file' },
  isEnabled: true,
  isArchived: false,
  metadata: {},
  revision: 0,
  hitCount: 0,
  chunkCount: 0,
  charCount: 0,
  createdAtMs,
  updatedAtMs: createdAtMs,
})

const all = [
  document('part 10.pdf', 'ready', 300, 1),
  document('part 2.pdf', 'failed', 100, 2),
  document('Notes.md', 'embedding', 200, 3),
]
const names = (view: Partial<typeof DEFAULT_VIEW>): string[] =>
  arrangeDocuments(all, { ...DEFAULT_VIEW, ...view }).map(({ name }) => name)

describe('arrangeDocuments', () => {
  it('shows the newest first', () => expect(names({})).toEqual(['Notes.md', 'part 2.pdf', 'part 10.pdf']))
  it('sorts names as people count', () =>
    expect(names({ sort: 'name' })).toEqual(['Notes.md', 'part 2.pdf', 'part 10.pdf']))
  it('sorts by size', () =>
    expect(names({ sort: 'size' })).toEqual(['part 10.pdf', 'Notes.md', 'part 2.pdf']))
  it('finds by any part of the name, in any case', () => expect(names({ text: ' PART ' })).toHaveLength(2))
  it('shows only what is in progress', () => expect(names({ show: 'working' })).toEqual(['Notes.md']))
  it('shows only what failed', () => expect(names({ show: 'failed' })).toEqual(['part 2.pdf']))
})
