import type { KnowledgeChunk } from '@skep/client'
import type { IngestBatch } from './knowledge-store.ts'

/** What chunks and terms of batches take where they are stored; texts as UTF-16. */
export function indexBytes(batches: readonly Pick<IngestBatch, 'chunks' | 'terms'>[]): number {
  let sum = 0
  for (const { chunks, terms } of batches) {
    sum += terms.bytes.byteLength
    for (const chunk of chunks) sum += 2 * charsOf(chunk)
  }
  return sum
}

function charsOf({ text, question = '', answer = '', children = [] }: KnowledgeChunk): number {
  let chars = text.length + question.length + answer.length
  for (const child of children) chars += child.text.length
  return chars
}
