import type { KnowledgeDocument } from '@skep/client'
import { packCounts } from '@skep/knowledge'
import type { Transaction } from 'dexie'
import { toBuffer } from './buffers.ts'
import type { TermBlockRow } from './schema.ts'

/** A row of versions 1 to 4: per term its postings, pairs of position in `chunkIds` and count. */
interface CountedTerms {
  readonly documentId: string
  readonly index: number
  readonly chunkIds: readonly string[]
  readonly lengths: ArrayBuffer
  readonly terms: readonly string[]
  readonly ends: ArrayBuffer
  readonly postings: ArrayBuffer
}

/** Brings the term blocks of earlier versions to that of version 5. They know no places, so phrases are looked up by words. */
export async function packTerms(transaction: Transaction): Promise<void> {
  const documents: readonly KnowledgeDocument[] = await transaction.table('documents').toArray()
  const owners = new Map(documents.map(({ id, knowledgeId }) => [id, knowledgeId]))
  await transaction
    .table<CountedTerms | TermBlockRow>('termBlocks')
    .toCollection()
    .modify((row, place) => {
      if ('bytes' in row) return
      const { documentId, index, chunkIds } = row
      const bags = chunkIds.map(() => new Map<string, number>())
      const ends = new Uint32Array(row.ends)
      const postings = new Uint32Array(row.postings)
      row.terms.forEach((term, position) => {
        const end = ends[position] ?? 0
        for (let at = position === 0 ? 0 : (ends[position - 1] ?? 0); at + 1 < end; at += 2) {
          bags[postings[at] ?? 0]?.set(term, postings[at + 1] ?? 0)
        }
      })
      const knowledgeId = owners.get(documentId) ?? ''
      const bytes = toBuffer(packCounts(bags))
      place.value = { knowledgeId, documentId, index, chunkIds, language: 'english', bytes }
    })
}
