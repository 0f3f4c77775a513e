import type {
  BlockPosition,
  CodeBlock,
  FloatBlock,
  KnowledgeStore,
  TermBlock,
  VectorBlock,
} from './knowledge-store.ts'

/** Every term block of the ready documents of a base. */
export function termParts(store: KnowledgeStore, knowledgeId: string): AsyncGenerator<readonly TermBlock[]> {
  return parts((after) => store.terms(knowledgeId, after))
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
  const keyOf = ({ documentId, index }: BlockPosition): string => JSON.stringify([documentId, index])
  const floats = new Map<string, Float32Array>()
  for await (const part of floatParts(store, generationId)) {
    for (const block of part) floats.set(keyOf(block), block.floats)
  }
  const blocks: VectorBlock[] = []
  for await (const part of codeParts(store, generationId)) {
    for (const block of part) {
      blocks.push({ ...block, floats: floats.get(keyOf(block)) ?? new Float32Array(0) })
    }
  }
  return blocks
}

/** Every term block of the ready documents of a base, in the order of documents and blocks. @public */
export async function readTerms(store: KnowledgeStore, knowledgeId: string): Promise<TermBlock[]> {
  const blocks: TermBlock[] = []
  for await (const part of termParts(store, knowledgeId)) blocks.push(...part)
  return blocks
}

/** The next part is under way while one is worked on. */
async function* parts<Block extends BlockPosition>(
  read: (after?: BlockPosition) => Promise<readonly Block[]>,
): AsyncGenerator<readonly Block[]> {
  let coming = read()
  for (;;) {
    const part = await coming
    const last = part.at(-1)
    if (last === undefined) return
    coming = read({ documentId: last.documentId, index: last.index })
    coming.catch(() => undefined) // thrown when it is awaited; until then nobody listens
    yield part
  }
}
