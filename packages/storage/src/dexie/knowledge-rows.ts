import type { KnowledgeChunk } from '@skep/client'
import type { Generation, IngestBatch, TermBlock, VectorBlock } from '@skep/knowledge'
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

export function toTermRow(block: TermBlock): TermBlockRow {
  const entries = Object.entries(block.postings)
  const ends = new Uint32Array(entries.length)
  const postings = new Uint32Array(entries.reduce((sum, [, numbers]) => sum + numbers.length, 0))
  let end = 0
  entries.forEach(([, numbers], position) => {
    postings.set(numbers, end)
    end += numbers.length
    ends[position] = end
  })
  return {
    documentId: block.documentId,
    index: block.index,
    chunkIds: [...block.chunkIds],
    lengths: toBuffer(Uint32Array.from(block.lengths)),
    terms: entries.map(([term]) => term),
    ends: ends.buffer,
    postings: postings.buffer,
  }
}

export function fromTermRow(row: TermBlockRow): TermBlock {
  const ends = new Uint32Array(row.ends)
  const postings = new Uint32Array(row.postings)
  return {
    documentId: row.documentId,
    index: row.index,
    chunkIds: row.chunkIds,
    lengths: [...new Uint32Array(row.lengths)],
    // `fromEntries` makes own properties, also of a word such as `__proto__`.
    postings: Object.fromEntries(
      row.terms.map((term, position) => [
        term,
        [...postings.subarray(position === 0 ? 0 : ends[position - 1], ends[position])],
      ]),
    ),
  }
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
    },
    floats: { ...key, floats: toBuffer(block.floats) },
  }
}

export function fromVectorRows(
  codes: Tables['vectorCodes'],
  floats: Tables['vectorFloats'] | undefined,
): VectorBlock {
  return {
    generationId: codes.generationId,
    documentId: codes.documentId,
    index: codes.index,
    chunkIds: codes.chunkIds,
    codes: new Int8Array(codes.codes),
    scales: new Float32Array(codes.scales),
    floats: new Float32Array(floats?.floats ?? new ArrayBuffer(0)),
  }
}

export function toGenerationRow(generation: Generation): Tables['generations'] {
  const { model, ...rest } = generation
  return model ? { ...rest, model: toBuffer(model) } : rest
}

export function fromGenerationRow(row: Tables['generations']): Generation {
  const { model, ...rest } = row
  return model ? { ...rest, model: new Uint8Array(model) } : rest
}
