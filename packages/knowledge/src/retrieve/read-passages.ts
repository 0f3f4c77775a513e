import type {
  KnowledgeBase,
  KnowledgeChunk,
  KnowledgeDocument,
  Passage,
  RetrievalSettings,
} from '@skep/client'
import { neighbourIds } from '../ingest/prepared-chunk.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import { documentMetadata } from './document-metadata.ts'
import type { FoundPassage } from './found-passage.ts'
import type { FoundChunk } from './group-units.ts'
import type { OpenBase } from './open-base.ts'

/** A base with what a search of it needs. */
export interface SearchedBase {
  readonly base: KnowledgeBase
  readonly opened: OpenBase
  readonly settings: RetrievalSettings
}

/** Reads the rows of chunks, and leaves out what is gone since the search. */
export async function readPassages(
  store: KnowledgeStore,
  { base, opened, settings }: SearchedBase,
  chunks: readonly FoundChunk[],
): Promise<readonly FoundPassage[]> {
  const rows = await store.chunksById(chunks.map(({ chunkId }) => chunkId))
  const byId = new Map(rows.map((row) => [row.id, row]))
  return chunks.flatMap((found): FoundPassage[] => {
    const chunk = byId.get(found.chunkId)
    const document = chunk && opened.documents.get(chunk.documentId)
    if (!chunk || !document) return []
    return [
      {
        chunkId: chunk.id,
        passage: toPassage(base, document, chunk, found),
        score: found.best.fused.score,
        scores: found.best.fused.scores,
        settings,
        judged: found.best,
      },
    ]
  })
}

function toPassage(
  base: KnowledgeBase,
  document: KnowledgeDocument,
  chunk: KnowledgeChunk,
  { units }: FoundChunk,
): Omit<Passage, 'score' | 'scores'> {
  const { question, answer } = chunk
  const children = units.flatMap(({ candidate, fused }) => {
    const child = chunk.children?.find(({ id }) => id === candidate.chunkId)
    return child
      ? [{ chunkId: child.id, text: child.text, location: child.location, score: fused.score }]
      : []
  })
  return {
    chunkId: chunk.id,
    knowledgeId: base.id,
    knowledgeName: base.name,
    documentId: document.id,
    documentName: document.name,
    text: chunk.text,
    location: chunk.location,
    metadata: {
      ...documentMetadata(document),
      index: chunk.index,
      chunkCount: document.chunkCount,
      ...neighbourIds(chunk, document.chunkCount),
    },
    hitCount: chunk.hitCount,
    ...(question === undefined ? {} : { question }),
    ...(answer === undefined ? {} : { answer }),
    ...(children.length > 0 ? { children } : {}),
  }
}
