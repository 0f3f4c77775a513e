import type { KnowledgeDocument } from '@skep/client'
import { isLiveBatch } from './editions.ts'
import type {
  BlockCursor,
  BlockPart,
  BlockPosition,
  CodeBlock,
  FloatBlock,
  KnowledgeStore,
  TermBlock,
  VectorBlock,
} from './knowledge-store.ts'

/** Term blocks of the live batches of these documents. */
export async function* termParts(
  store: KnowledgeStore,
  knowledgeId: string,
  documents: ReadonlyMap<string, KnowledgeDocument>,
): AsyncGenerator<readonly TermBlock[]> {
  for await (const part of parts((after) => store.terms(knowledgeId, after))) {
    yield part.filter(({ documentId, index }) => {
      const document = documents.get(documentId)
      return document !== undefined && isLiveBatch(document, index)
    })
  }
}

/** All codes of a generation. */
export function codeParts(store: KnowledgeStore, generationId: string): AsyncGenerator<readonly CodeBlock[]> {
  return parts((after) => store.codes(generationId, after))
}

/** All floats of a generation. */
export function floatParts(
  store: KnowledgeStore,
  generationId: string,
): AsyncGenerator<readonly FloatBlock[]> {
  return parts((after) => store.floats(generationId, after))
}

/** Codes and floats of a generation, joined, in the order of documents and blocks. Holds all of them in memory. @public */
export async function readVectors(store: KnowledgeStore, generationId: string): Promise<VectorBlock[]> {
  const floats = new Map<string, Float32Array>()
  for await (const part of floatParts(store, generationId)) {
    for (const block of part) floats.set(keyOf(block), block.floats)
  }
  const blocks = await inOrder(codeParts(store, generationId))
  return blocks.map((block) => ({ ...block, floats: floats.get(keyOf(block)) ?? new Float32Array(0) }))
}

/** Every term block of the ready documents of a base, in the order of documents and blocks. @public */
export async function readTerms(store: KnowledgeStore, knowledgeId: string): Promise<TermBlock[]> {
  const documents = new Map((await store.documents(knowledgeId)).map((document) => [document.id, document]))
  return inOrder(termParts(store, knowledgeId, documents))
}

/** Each block once: one that is put together with others meanwhile may come twice. */
async function inOrder<Block extends BlockPosition>(
  parts: AsyncIterable<readonly Block[]>,
): Promise<Block[]> {
  const blocks = new Map<string, Block>()
  for await (const part of parts) for (const block of part) blocks.set(keyOf(block), block)
  return [...blocks.values()].sort(
    (a, b) => (a.documentId < b.documentId ? -1 : a.documentId > b.documentId ? 1 : 0) || a.index - b.index,
  )
}

function keyOf({ documentId, index }: BlockPosition): string {
  return JSON.stringify([documentId, index])
}

/** The next part is under way while one is worked on. */
async function* parts<Block extends BlockPosition>(
  read: (after?: BlockCursor) => Promise<BlockPart<Block>>,
): AsyncGenerator<readonly Block[]> {
  let coming = read()
  for (;;) {
    const { blocks, next } = await coming
    if (next) {
      coming = read(next)
      coming.catch(() => undefined) // thrown when it is awaited; until then nobody listens
    }
    yield blocks
    if (!next) return
  }
}
