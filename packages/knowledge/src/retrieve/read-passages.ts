import type { KnowledgeBase, KnowledgeChunk, RetrievalSettings } from '@skep/client'
import { neighbourIds } from '../ingest/prepared-chunk.ts'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import type { FoundPassage } from './found-passage.ts'
import type { OpenBase } from './open-base.ts'
import type { JudgedChunk } from './search-base.ts'

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
  judged: readonly JudgedChunk[],
): Promise<readonly FoundPassage[]> {
  const chunks = await store.chunksById(judged.map(({ candidate }) => candidate.chunkId))
  const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]))
  return judged.flatMap((each): FoundPassage[] => {
    const chunk = byId.get(each.candidate.chunkId)
    const document = chunk && opened.documents.get(chunk.documentId)
    if (!chunk || !document) return []
    return [
      {
        chunkId: chunk.id,
        passage: {
          chunkId: chunk.id,
          knowledgeId: base.id,
          knowledgeName: base.name,
          documentId: document.id,
          documentName: document.name,
          text: chunk.text,
          location: chunk.location,
          metadata: placeOf(chunk, document.chunkCount),
        },
        score: each.fused.score,
        scores: each.fused.scores,
        settings,
        judged: each,
      },
    ]
  })
}

function placeOf(chunk: KnowledgeChunk, chunkCount: number) {
  return { index: chunk.index, chunkCount, ...neighbourIds(chunk, chunkCount) }
}
