import type { KnowledgeChunk } from '@skep/client'
import type { CodeBlock, FloatBlock, Generation, IngestBatch, TermBlock, VectorBlock } from '@skep/knowledge'
import { toBuffer } from './buffers.ts'
import type { Tables, TermBlockRow } from './schema.ts'

/** Chunks per row: rows of one chunk take five times as long to write and read. */
const GROUP_SIZE = 64

export function toChunkGroups(batch: IngestBatch): Tables['chunkGroups'][] {
  const rows: Tables['chunkGroups'][] = []
  for (let from = 0; from < batch.chunks.length; from += GROUP_SIZE) {
    const chunks: readonly KnowledgeChunk[] = structuredClone(batch.chunks.slice(from, from + GROUP_SIZE))
    rows.push({
      documentId: batch.documentId,
      batch: batch.index,
      group: from / GROUP_SIZE,
      count: chunks.length,
      chunkIds: chunks.map((chunk) => chunk.id),
      chunks,
    })
  }
  return rows
}

export function toTermRow(batch: IngestBatch): TermBlockRow {
  const { chunkIds, language, bytes } = batch.terms
  return {
    knowledgeId: batch.knowledgeId,
    documentId: batch.documentId,
    index: batch.index,
    chunkIds: [...chunkIds],
    language,
    bytes: toBuffer(bytes),
  }
}

export function fromTermRow({ documentId, index, chunkIds, language, bytes }: TermBlockRow): TermBlock {
  return { documentId, index, chunkIds, language, bytes: new Uint8Array(bytes) }
}

export function toVectorRows(block: VectorBlock): {
  readonly codes: Tables['vectorCodes']
  readonly floats: Tables['vectorFloats']
} {
  const key = { generationId: block.generationId, documentId: block.documentId, index: block.index }
  return {
    codes: {
      ...key,
      chunkIds: [...block.chunkIds],
      codes: toBuffer(block.codes),
      scales: toBuffer(block.scales),
      ...(block.revision === undefined ? {} : { revision: block.revision }),
    },
    floats: { ...key, floats: toBuffer(block.floats) },
  }
}

export function fromCodeRow(row: Tables['vectorCodes']): CodeBlock {
  return { ...row, codes: new Int8Array(row.codes), scales: new Float32Array(row.scales) }
}

export function fromFloatRow(row: Tables['vectorFloats']): FloatBlock {
  return { ...row, floats: new Float32Array(row.floats) }
}

export function joinVectors(
  codes: Tables['vectorCodes'],
  floats: Tables['vectorFloats'] | undefined,
): VectorBlock {
  return { ...fromCodeRow(codes), floats: floats ? new Float32Array(floats.floats) : new Float32Array() }
}

export function toGenerationRow(generation: Generation): Tables['generations'] {
  const { model, ...rest } = generation
  return model ? { ...rest, model: toBuffer(model) } : rest
}

export function fromGenerationRow(row: Tables['generations']): Generation {
  const { model, ...rest } = row
  return model ? { ...rest, model: new Uint8Array(model) } : rest
}
