import type {
  ChildChunk,
  ChunkChanges,
  ChunkInput,
  KnowledgeApi,
  KnowledgeChunk,
  SplitSettings,
} from '@skep/client'
import { SkepError } from '@skep/schema'
import { pairOf } from '../split/question-table.ts'
import { characterRuler } from '../split/ruler.ts'
import { splitRanges } from '../split/split-ranges.ts'
import { BATCHES_PER_EDITION } from '../store/editions.ts'
import { findDocument, type ManageContext } from './context.ts'
import { type ChunkEdit, type ChunkEdits, editChunks } from './edit-chunks.ts'

type ChunksApi = Pick<KnowledgeApi, 'chunks' | 'addChunks' | 'updateChunk' | 'updateChunks' | 'removeChunks'>

const MAX_CHARS = 32_000
const MAX_KEYWORDS = 10
const MAX_ADDED = 10_000
/** A batch that holds more than this is not added to. */
const FULL_BATCH = 256

/** Chunks of a document, as people change them. */
export function createChunks(context: ManageContext): ChunksApi {
  const { store } = context

  const documentIdOf = async (chunkId: string): Promise<string> => {
    const [chunk] = await store.chunksById([chunkId])
    if (chunk) return chunk.documentId
    throw chunkGone(chunkId)
  }

  /** Changes of chunks that may be of several documents. */
  const change = async (
    chunkIds: readonly string[],
    apply: (chunk: KnowledgeChunk, split: SplitSettings) => KnowledgeChunk | null,
  ): Promise<void> => {
    const found = await store.chunksById([...new Set(chunkIds)])
    const wanted = new Set(chunkIds)
    for (const documentId of new Set(found.map((chunk) => chunk.documentId))) {
      await editChunks(context, documentId, ({ base, document, batches }) => {
        const touched = batches.filter((batch) => batch.chunks.some((chunk) => wanted.has(chunk.id)))
        const split = document.split ?? base.split
        return new Map(
          touched.map((batch) => [
            batch.index,
            batch.chunks.flatMap((chunk) => (wanted.has(chunk.id) ? (apply(chunk, split) ?? []) : chunk)),
          ]),
        )
      })
    }
  }

  return {
    async chunks(documentId, range) {
      await findDocument(context, documentId)
      return store.chunks(documentId, range)
    },

    async addChunks(documentId, inputs) {
      if (inputs.length === 0) return []
      if (inputs.length > MAX_ADDED) throw invalid('chunks', `Add at most ${MAX_ADDED} chunks at a time.`)
      const ids = inputs.map(() => context.newId())
      let added: readonly KnowledgeChunk[] = []
      await editChunks(context, documentId, (given) => {
        added = madeByHand(given, inputs, ids)
        return appended(given, added)
      })
      return added
    },

    async updateChunk(chunkId, changes) {
      await documentIdOf(chunkId)
      let updated: KnowledgeChunk | undefined
      await change([chunkId], (chunk, split) => {
        updated = changedChunk(chunk, changes, split)
        return updated
      })
      if (!updated) throw chunkGone(chunkId)
      return updated
    },

    async updateChunks(chunkIds, { isEnabled }) {
      await change(chunkIds, (chunk) => ({ ...chunk, isEnabled }))
    },

    removeChunks: (chunkIds) => change(chunkIds, () => null),
  }
}

/** New chunks stand at the end of the document, under ids that nothing else can have. */
function madeByHand(
  { base, document, batches }: ChunkEdit,
  inputs: readonly ChunkInput[],
  ids: readonly string[],
): KnowledgeChunk[] {
  const split = document.split ?? base.split
  const last = batches
    .flatMap((batch) => batch.chunks)
    .reduce((most, chunk) => Math.max(most, chunk.index), -1)
  const end = document.charCount
  return inputs.map((input, at) => {
    const id = `${document.id}.${ids[at]}`
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

function appended({ document, batches }: ChunkEdit, added: readonly KnowledgeChunk[]): ChunkEdits {
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

function changedChunk(chunk: KnowledgeChunk, changes: ChunkChanges, split: SplitSettings): KnowledgeChunk {
  const { isEnabled = chunk.isEnabled, keywords, text, question, answer, children } = changes
  const isText =
    text !== undefined || question !== undefined || answer !== undefined || children !== undefined
  const isPair = chunk.question !== undefined
  const content = isPair
    ? contentOf(
        { question: question ?? chunk.question ?? '', answer: answer ?? chunk.answer ?? '' },
        split,
        true,
      )
    : contentOf({ text: text ?? chunk.text }, split, false)
  return {
    ...chunk,
    isEnabled,
    ...(keywords ? { keywords: checkKeywords(keywords) } : {}),
    ...(isText ? { ...content, isEdited: true as const } : {}),
    ...newChildren(chunk, text, children, split),
  }
}

function newChildren(
  chunk: KnowledgeChunk,
  text: string | undefined,
  children: readonly string[] | undefined,
  split: SplitSettings,
): { readonly children?: readonly ChildChunk[] } {
  if (!chunk.children) return {}
  if (children) {
    return {
      children: children.map((each, at) => childOf(chunk, at, checkText('children', each))),
    }
  }
  return text === undefined ? {} : childrenOf(chunk.id, text, split, chunk)
}

/** A child that is edited keeps the place of the one that stood there. */
function childOf(chunk: KnowledgeChunk, at: number, text: string): ChildChunk {
  const before = chunk.children?.[at]
  return { id: `${chunk.id}/${at}`, text, location: before?.location ?? chunk.location }
}

function childrenOf(
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
function contentOf(
  input: ChunkInput,
  split: SplitSettings,
  isPair = split.mode === 'question-answer',
): Pick<KnowledgeChunk, 'text' | 'question' | 'answer' | 'keywords'> {
  const keywords = input.keywords ? { keywords: checkKeywords(input.keywords) } : {}
  if (!isPair) return { text: checkText('text', input.text), ...keywords }
  return { ...pairOf(checkText('question', input.question), checkText('answer', input.answer)), ...keywords }
}

function checkText(field: string, given: string | undefined): string {
  const text = given?.trim() ?? ''
  if (text !== '' && text.length <= MAX_CHARS) return text
  throw invalid(field, `A chunk needs a ${field} of 1 to ${MAX_CHARS} characters.`)
}

function checkKeywords(keywords: readonly string[]): readonly string[] {
  const words = [...new Set(keywords.map((word) => word.trim()).filter((word) => word !== ''))]
  if (words.length <= MAX_KEYWORDS) return words
  throw invalid('keywords', `A chunk has at most ${MAX_KEYWORDS} keywords.`)
}

function chunkGone(chunkId: string): SkepError {
  return new SkepError('DOCUMENT_NOT_FOUND', 'This chunk does not exist any more. Reload the list.', {
    chunkId,
  })
}

function invalid(field: string, message: string): SkepError {
  return new SkepError('CALL_INVALID', message, { field })
}
