import { SkepError } from '@skep/schema'
import { toTermBlock } from '../full-text/term-block.ts'
import { quantize } from '../index/quantize.ts'
import type { Generation, IngestBatch, TermBlock, VectorBlock } from '../store/knowledge-store.ts'
import { unitText } from '../store/search-units.ts'
import { countsWithoutTitle } from '../text/analyzer.ts'
import type { EmbedItem, GenerationPlan } from './generation-plan.ts'
import { mapInOrder } from './map-in-order.ts'
import type { PreparedChunk } from './prepared-chunk.ts'

/** Texts of one request to an embedder. */
const EMBED_UNITS = 32

/** Chunks with their terms, as a batch without vectors. */
export function termBatch(
  place: Pick<IngestBatch, 'knowledgeId' | 'documentId' | 'index'>,
  prepared: readonly PreparedChunk[],
): IngestBatch {
  const units = prepared.flatMap((each) => each.units)
  const terms = toTermBlock(
    place.documentId,
    place.index,
    units.map((unit) => unit.id),
    units.map(({ bag }) => bag),
  )
  return { ...place, chunks: prepared.map(({ chunk }) => chunk), terms }
}

/** What is embedded of chunks, in the order of the units of their batch. */
export function embedItemsOf(prepared: readonly PreparedChunk[]): EmbedItem[] {
  return prepared.flatMap(({ units }) =>
    units.map((unit) => ({ text: unitText(unit), bag: countsWithoutTitle(unit.bag) })),
  )
}

/**
 * Embeds in requests of 32, several of them at once where the embedder is not our own code.
 * @throws `EMBEDDING_FAILED`, and what the embedder throws
 */
export async function embedItems(
  items: readonly EmbedItem[],
  plan: GenerationPlan,
  signal: AbortSignal,
  count: (units: number) => void = () => {},
): Promise<Float32Array[]> {
  const parts = Array.from({ length: Math.ceil(items.length / EMBED_UNITS) }, (_, at) =>
    items.slice(at * EMBED_UNITS, (at + 1) * EMBED_UNITS),
  )
  const vectors = await mapInOrder(parts, plan.requestsAtOnce, async (part) => {
    signal.throwIfAborted()
    const embedded = await plan.embed(part, signal)
    const isWhole = embedded.length === part.length
    if (!isWhole || embedded.some((vector) => vector.length !== plan.generation.dimensions)) {
      throw new SkepError(
        'EMBEDDING_FAILED',
        'The embedder gave vectors of the wrong number or length. Check that its model has not changed.',
        { embedder: plan.generation.embedderId, dimensions: plan.generation.dimensions },
      )
    }
    count(part.length)
    return embedded
  })
  return vectors.flat()
}

/** Vectors of the units of a term block as a row of their generation. */
export function toVectorBlock(
  { id, dimensions }: Pick<Generation, 'id' | 'dimensions'>,
  terms: TermBlock,
  vectors: readonly Float32Array[],
): VectorBlock {
  const floats = new Float32Array(vectors.length * dimensions)
  vectors.forEach((vector, at) => {
    floats.set(vector, at * dimensions)
  })
  const { documentId, index, chunkIds } = terms
  return { generationId: id, documentId, index, chunkIds, floats, ...quantize(floats, dimensions) }
}
