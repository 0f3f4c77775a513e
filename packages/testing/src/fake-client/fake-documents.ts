import type {
  DocumentText,
  KnowledgeBase,
  KnowledgeChunk,
  KnowledgeDocument,
  KnowledgeSize,
} from '@skep/client'

/** Fills in what a script left out. @internal */
export function completeBase(
  base: Partial<KnowledgeBase> & Pick<KnowledgeBase, 'id' | 'name'>,
  atMs: number,
): KnowledgeBase {
  return {
    description: '',
    split: {
      mode: 'general',
      unit: 'characters',
      maxSize: 1024,
      overlap: 50,
      separator: '\n\n',
      removeExtraSpaces: true,
      removeUrlsAndEmails: false,
      structure: 'auto',
      parent: { mode: 'paragraph' },
      child: { separator: '\n', maxSize: 512 },
      questions: { language: 'English' },
    },
    retrieval: { method: 'hybrid', topK: 4, vectorWeight: 0.7 },
    embedder: { provider: 'builtin', model: 'lsa' },
    metadataFields: [],
    sources: [],
    documentCount: 0,
    chunkCount: 0,
    sizeBytes: 0,
    createdAtMs: atMs,
    updatedAtMs: atMs,
    ...base,
  }
}

/** Made-up sizes that look like those of real documents. @internal */
export function measureFake(
  { id, sizeBytes }: KnowledgeBase,
  documents: readonly KnowledgeDocument[],
): KnowledgeSize {
  const textBytes = documents.reduce((sum, { charCount }) => sum + charCount * 2, 0)
  const vectorBytes = documents.reduce((sum, { chunkCount }) => sum + chunkCount * 644, 0)
  const indexBytes = Math.round(textBytes * 1.4)
  const parts = { fileBytes: sizeBytes, textBytes, indexBytes, vectorBytes }
  return { knowledgeId: id, ...parts, totalBytes: sizeBytes + textBytes + indexBytes + vectorBytes }
}

/** @internal */
export function completeDocument(
  document: Partial<KnowledgeDocument> & Pick<KnowledgeDocument, 'id' | 'name'>,
  knowledgeId: string,
  text: string,
  atMs: number,
): KnowledgeDocument {
  return {
    knowledgeId,
    mimeType: 'text/plain',
    sizeBytes: text.length,
    contentHash: `hash-of-${document.name}`,
    source: { type: 'file' },
    isEnabled: true,
    isArchived: false,
    metadata: {},
    revision: 0,
    hitCount: 0,
    state: 'ready',
    progress: 1,
    warnings: [],
    chunkCount: chunkText(document.id, text).length,
    charCount: text.length,
    createdAtMs: atMs,
    updatedAtMs: atMs,
    ...(document.state === undefined || document.state === 'ready' ? { edition: 0 } : {}),
    ...document,
  }
}

/** Pages are cut at form feeds; lines that start with `#` are headings. @internal */
export function describeText(text: string): DocumentText {
  const headings = [...text.matchAll(/(?<=^|\f)(#{1,6}) (.+)$/gm)].map((match) => ({
    level: match[1]?.length ?? 1,
    text: match[2] ?? '',
    start: match.index,
  }))
  const pages: DocumentText['pages'][number][] = []
  if (text.includes('\f')) {
    let start = 0
    for (const page of text.split('\f')) {
      pages.push({ number: pages.length + 1, start, end: start + page.length })
      start += page.length + 1
    }
  }
  return { text, pages, headings }
}

/** One chunk per paragraph. @internal */
export function chunkText(documentId: string, text: string): readonly KnowledgeChunk[] {
  const { pages, headings } = describeText(text)
  return [...text.matchAll(/[^\n\f]+(?:\n(?![\n#])[^\n\f]+)*/g)]
    .filter((match) => !match[0].startsWith('#'))
    .map((match, index) => {
      const start = match.index
      const page = pages.find((candidate) => start >= candidate.start && start < candidate.end)
      const heading = headings.findLast((candidate) => candidate.start < start)
      return {
        id: `${documentId}-chunk-${index}`,
        documentId,
        index,
        text: match[0],
        location: {
          start,
          end: start + match[0].length,
          ...(page ? { page: page.number } : {}),
          ...(heading ? { headings: [heading.text] } : {}),
        },
        isEnabled: true,
        hitCount: 0,
      }
    })
}
