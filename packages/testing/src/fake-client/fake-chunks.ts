import type {
  ChunkChanges,
  ChunkInput,
  KnowledgeApi,
  KnowledgeBase,
  KnowledgeChunk,
  KnowledgeDocument,
} from '@skep/client'
import type { ErrorData } from '@skep/schema'
import { chunkText } from './fake-documents.ts'
import type { FakeWorld } from './fake-world.ts'

type FakeChunksApi = Pick<
  KnowledgeApi,
  'chunks' | 'addChunks' | 'importChunks' | 'updateChunk' | 'updateChunks' | 'removeChunks' | 'preview'
>

interface FakeChunksParts {
  readonly findDocument: (id: string) => KnowledgeDocument
  readonly findBase: (id: string) => KnowledgeBase
  readonly textOf: (documentId: string) => string
  readonly put: (document: KnowledgeDocument) => KnowledgeDocument
  readonly count: (knowledgeId: string) => void
}

const SHORT_MS = 120
const EMPTY_ROW: ErrorData = {
  code: 'CHUNK_EMPTY',
  message: 'There is nothing in the column content. Fill it in or remove the row.',
  data: { column: 'content' },
}
const STOPPED_IMPORT: ErrorData = {
  code: 'CALL_ABORTED',
  message: 'The import was stopped. What was written stays; import the table again to add the rest.',
  data: {},
}

/** @internal */
export interface FakeChunks {
  readonly api: FakeChunksApi
  readonly of: (documentId: string) => readonly KnowledgeChunk[]
  /** Cut anew: changes are gone. */
  readonly forget: (documentId: string) => void
}

/** Chunks of the fake documents: those of their texts until somebody changes them. @internal */
export function createFakeChunks(world: FakeWorld, parts: FakeChunksParts): FakeChunks {
  const lists = new Map<string, readonly KnowledgeChunk[]>()
  const of = (documentId: string): readonly KnowledgeChunk[] =>
    lists.get(documentId) ?? chunkText(documentId, parts.textOf(documentId))

  const added = (documentId: string, inputs: readonly ChunkInput[]): readonly KnowledgeChunk[] => {
    const end = parts.textOf(documentId).length
    return inputs.map((input, at) => ({
      id: world.nextId(`${documentId}-added`),
      documentId,
      index: of(documentId).length + at,
      text: textOf(input),
      location: { start: end, end },
      isEnabled: true,
      hitCount: 0,
      isManual: true,
      ...input,
    }))
  }
  const save = (documentId: string, chunks: readonly KnowledgeChunk[]): void => {
    lists.set(documentId, chunks)
    const document = parts.findDocument(documentId)
    parts.put({ ...document, chunkCount: chunks.length, revision: document.revision + 1 })
    parts.count(document.knowledgeId)
  }
  const documentOf = (chunkId: string): string => {
    for (const [documentId, chunks] of lists) if (chunks.some(({ id }) => id === chunkId)) return documentId
    return parts.findDocument(chunkId.replace(/-chunk-\d+$/, '')).id
  }
  const change = (
    chunkIds: readonly string[],
    apply: (chunk: KnowledgeChunk) => readonly KnowledgeChunk[],
  ): void => {
    for (const documentId of new Set(chunkIds.map(documentOf))) {
      save(
        documentId,
        of(documentId).flatMap((chunk) => (chunkIds.includes(chunk.id) ? apply(chunk) : chunk)),
      )
    }
  }

  return {
    of,
    forget: (documentId) => lists.delete(documentId),
    api: {
      chunks: (documentId, range = { offset: 0, limit: Number.POSITIVE_INFINITY }) =>
        world.call('knowledge.chunks', () =>
          of(parts.findDocument(documentId).id).slice(range.offset, range.offset + range.limit),
        ),
      addChunks: (documentId, inputs) =>
        world.call('knowledge.addChunks', () => {
          const made = added(documentId, inputs)
          save(documentId, [...of(documentId), ...made])
          return made
        }),
      importChunks: (documentId, file) =>
        world
          .call('knowledge.importChunks', async () => {
            const text = await new Blob([file.bytes as BlobPart]).text() // all are byte sources
            const rows = text.trimEnd().split(/\r?\n/).slice(1)
            const known = new Set(of(documentId).map((chunk) => chunk.text))
            const fresh = rows.filter((row) => row !== '' && !known.has(row))
            await world.wait(SHORT_MS)
            const document = parts.findDocument(documentId)
            parts.put({ ...document, step: { unit: 'chunks', done: 0, total: rows.length } })
            const isStopped = (): boolean => parts.findDocument(documentId).step === undefined
            const importMs = world.script.ingestMs ?? SHORT_MS
            for (let ms = 0; ms < importMs && !isStopped(); ms += SHORT_MS) await world.wait(SHORT_MS)
            if (isStopped()) world.fail(STOPPED_IMPORT)
            parts.put(document)
            save(documentId, [
              ...of(documentId),
              ...added(
                documentId,
                fresh.map((row) => ({ text: row })),
              ),
            ])
            const failures = rows.flatMap((row, at) =>
              row === '' ? [{ line: at + 2, error: EMPTY_ROW }] : [],
            )
            return {
              added: fresh.length,
              unchanged: rows.length - fresh.length - failures.length,
              failures,
              failedCount: failures.length,
            }
          })
          .then((result) => result),
      updateChunk: (chunkId, changes) =>
        world.call('knowledge.updateChunk', () => {
          const documentId = documentOf(chunkId)
          change([chunkId], (chunk) => [changed(chunk, changes)])
          return (
            of(documentId).find(({ id }) => id === chunkId) ??
            world.fail({ code: 'DOCUMENT_NOT_FOUND', message: 'This chunk is not here any more.', data: {} })
          )
        }),
      updateChunks: (chunkIds, { isEnabled }) =>
        world.call('knowledge.updateChunks', () => change(chunkIds, (chunk) => [{ ...chunk, isEnabled }])),
      removeChunks: (chunkIds) => world.call('knowledge.removeChunks', () => change(chunkIds, () => [])),
      preview: (input) =>
        world
          .call('knowledge.preview', async () => {
            if (input.knowledgeId !== undefined) parts.findBase(input.knowledgeId)
            const bytes = 'text' in input ? input.text : input.file.bytes
            const chunks = chunkText('preview', await new Blob([bytes as BlobPart]).text()) // all are byte sources
            return { chunks: chunks.slice(0, 50), total: chunks.length, isEstimate: false, warnings: [] }
          })
          .then((preview) => preview),
    },
  }
}

function textOf({ text, question, answer }: ChunkInput): string {
  return text ?? [question, answer].filter((part) => part !== undefined).join('\n')
}

function changed(chunk: KnowledgeChunk, changes: ChunkChanges): KnowledgeChunk {
  const { children, isEnabled = chunk.isEnabled, ...input } = changes
  const text = textOf({ question: chunk.question, answer: chunk.answer, ...input } as ChunkInput) // undefined is left out
  const isEdited = input.text !== undefined || input.question !== undefined || input.answer !== undefined
  return {
    ...chunk,
    ...input,
    isEnabled,
    ...(isEdited ? { text, isEdited: true } : {}),
    ...(children
      ? {
          children: children.map((each, at) => ({
            id: `${chunk.id}/${at}`,
            text: each,
            location: chunk.children?.[at]?.location ?? chunk.location,
          })),
        }
      : {}),
  }
}
