import type { ChildChunk, ChunkInput, KnowledgeChunk, KnowledgeDocument, SplitSettings } from '@skep/client'
import { SkepError } from '@skep/schema'
import { pairOf } from '../split/question-table.ts'
import { characterRuler } from '../split/ruler.ts'
import { splitRanges } from '../split/split-ranges.ts'
import { BATCHES_PER_EDITION } from '../store/editions.ts'
import type { ChunkEdit, ChunkEdits } from './edit-chunks.ts'

/** Of a chunk that people write. */
export const MAX_CHUNK_CHARS = 32_000
/** Of a chunk. */
export const MAX_KEYWORDS = 10
const MAX_ADDED = 10_000
/** A batch that holds more than this is not added to. */
const FULL_BATCH = 512

/** A chunk on its way into a document; nothing else in the document has its name. */
export interface NamedInput {
  readonly input: ChunkInput
  readonly name: string
}

/** The id of a chunk that was added by hand. */
export function handMadeId({ id }: Pick<KnowledgeDocument, 'id'>, { name }: NamedInput): string {
  return `${id}.${name}`
}

/** New chunks stand at the end of the document. */
export function madeByHand(
  { base, document, batches }: ChunkEdit,
  inputs: readonly NamedInput[],
): KnowledgeChunk[] {
  const split = document.split ?? base.split
  const last = batches
    .flatMap((batch) => batch.chunks)
    .reduce((most, chunk) => Math.max(most, chunk.index), -1)
  const end = document.charCount
  return inputs.map((named, at) => {
    const { input } = named
    const id = handMadeId(document, named)
    return {
      id,
      documentId: document.id,
      index: last + 1 + at,
      location: { start: end, end },
      isEnabled: true,
      hitCount: 0,
      isManual: true,
      ...contentOf(input, split),
      ...childrenOf(id, input.text, split),
    }
  })
}

/** The batches that change when chunks are put behind the others. */
export function appended({ document, batches }: ChunkEdit, added: readonly KnowledgeChunk[]): ChunkEdits {
  const last = batches.at(-1)
  const edits = new Map<number, readonly KnowledgeChunk[]>()
  let index = last?.index ?? (document.edition ?? 0) * BATCHES_PER_EDITION
  let present = last?.chunks ?? []
  for (let at = 0; at < added.length; ) {
    const room = FULL_BATCH - present.length
    if (room > 0) {
      edits.set(index, [...present, ...added.slice(at, at + room)])
      at += room
    }
    index++
    present = []
  }
  return edits
}

/** What is searched of a chunk that people wrote, in a base of parents and children. */
export function childrenOf(
  id: string,
  text: string | undefined,
  split: SplitSettings,
  { location }: Pick<KnowledgeChunk, 'location'> = { location: { start: 0, end: 0 } },
): { readonly children?: readonly ChildChunk[] } {
  if (split.mode !== 'parent-child' || text === undefined) return {}
  const source = { text, ruler: characterRuler(text.length) }
  const ranges = splitRanges(source, { ...split.child, overlap: 0 })
  const children = Array.from(ranges, ({ start, end }, at) => ({
    id: `${id}/${at}`,
    text: text.slice(start, end),
    location,
  }))
  return { children }
}

/** What a chunk says, by the mode of its base. @throws `CALL_INVALID` */
export function contentOf(
  input: ChunkInput,
  split: SplitSettings,
  isPair: boolean = split.mode === 'question-answer',
): Pick<KnowledgeChunk, 'text' | 'question' | 'answer' | 'keywords'> {
  const keywords = input.keywords ? { keywords: checkKeywords(input.keywords) } : {}
  if (!isPair) return { text: checkText('text', input.text), ...keywords }
  return { ...pairOf(checkText('question', input.question), checkText('answer', input.answer)), ...keywords }
}

export function checkText(field: string, given: string | undefined): string {
  const text = given?.trim() ?? ''
  if (text !== '' && text.length <= MAX_CHUNK_CHARS) return text
  throw invalid(field, `A chunk needs a ${field} of 1 to ${MAX_CHUNK_CHARS} characters.`)
}

export function checkKeywords(keywords: readonly string[]): readonly string[] {
  const words = [...new Set(keywords.map((word) => word.trim()).filter((word) => word !== ''))]
  if (words.length <= MAX_KEYWORDS) return words
  throw invalid('keywords', `A chunk has at most ${MAX_KEYWORDS} keywords.`)
}

/** @throws `CALL_INVALID` */
export function checkAdded(count: number): void {
  if (count > MAX_ADDED) throw invalid('chunks', `Add at most ${MAX_ADDED} chunks at a time.`)
}

function invalid(field: string, message: string): SkepError {
  return new SkepError('CALL_INVALID', message, { field })
}
