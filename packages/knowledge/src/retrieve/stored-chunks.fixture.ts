import type { KnowledgeChunk } from '@skep/client'
import { toTermBlock } from '../full-text/term-block.ts'
import { startKnowledge, type TestKnowledge, textFile } from '../ingest/knowledge.fixture.ts'
import { prepareChunk } from '../ingest/prepared-chunk.ts'
import { createMemoryKnowledgeStore } from '../store/memory-knowledge-store.ts'
import { createAnalyzer } from '../text/analyzer.ts'

/** Chunks as they are stored, whatever cut them: the document of a base has these in place of its own. */
export async function withChunks(
  make: (documentId: string) => readonly KnowledgeChunk[],
): Promise<TestKnowledge & { readonly id: string; readonly documentId: string }> {
  const store = createMemoryKnowledgeStore()
  const before = startKnowledge({ store })
  const { id } = await before.knowledge.create({ name: 'Base' })
  const { id: documentId } = await before.knowledge.upload(id, textFile('guide.txt', 'Something else.'))
  await before.knowledge.idle()
  const analyzer = createAnalyzer()
  const prepared = make(documentId).map((chunk) => prepareChunk(chunk, analyzer))
  const units = prepared.flatMap((each) => each.units)
  const terms = toTermBlock(
    documentId,
    0,
    units.map((unit) => unit.id),
    units.map(({ bag }) => bag),
  )
  const chunks = prepared.map(({ chunk }) => chunk)
  await store.putBatch({ knowledgeId: id, documentId, index: 0, chunks, terms })
  const document = await store.document(documentId)
  if (document) await store.commitDocument({ ...document, chunkCount: chunks.length })
  return { ...startKnowledge({ store }), id, documentId }
}

/** A chunk at a place of its document, ten characters after ten. */
export function chunkAt(
  documentId: string,
  index: number,
  fields: Partial<KnowledgeChunk> & Pick<KnowledgeChunk, 'text'>,
): KnowledgeChunk {
  const start = index * 10
  return {
    id: `${documentId}.s.${index}`,
    documentId,
    index,
    location: { start, end: start + fields.text.length, page: index + 1 },
    isEnabled: true,
    hitCount: 0,
    ...fields,
  }
}
