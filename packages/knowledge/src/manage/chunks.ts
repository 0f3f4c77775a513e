import type { ChildChunk, ChunkChanges, KnowledgeApi, KnowledgeChunk, SplitSettings } from '@skep/client'
import { SkepError } from '@skep/schema'
import { importPart } from '../load/document-errors.ts'
import { findDocument, type ManageContext } from './context.ts'
import { editChunks } from './edit-chunks.ts'
import {
  appended,
  checkAdded,
  checkKeywords,
  checkText,
  childrenOf,
  contentOf,
  madeByHand,
} from './made-chunks.ts'

type ChunksApi = Pick<
  KnowledgeApi,
  'chunks' | 'addChunks' | 'importChunks' | 'updateChunk' | 'updateChunks' | 'removeChunks'
>

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
      checkAdded(inputs.length)
      const named = inputs.map((input) => ({ input, name: context.newId() }))
      let added: readonly KnowledgeChunk[] = []
      await editChunks(context, documentId, (given) => {
        added = madeByHand(given, named)
        return appended(given, added)
      })
      return added
    },

    async importChunks(documentId, file) {
      const part = await importPart('CSV', () => import('./import-chunks.ts'))
      return part.importChunks(context, documentId, file)
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

function chunkGone(chunkId: string): SkepError {
  return new SkepError('DOCUMENT_NOT_FOUND', 'This chunk does not exist any more. Reload the list.', {
    chunkId,
  })
}
