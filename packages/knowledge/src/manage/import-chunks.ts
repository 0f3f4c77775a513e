import type { ChunkImport, ChunkInput, KnowledgeDocument, UploadFile } from '@skep/client'
import { contentHash } from '../ingest/content-hash.ts'
import { decodeText } from '../load/decode-text.ts'
import { noText, tooLarge } from '../load/document-errors.ts'
import { readChunkTable } from './chunk-table.ts'
import { findBase, findDocument, type ManageContext, type TableImport } from './context.ts'
import { type ChunkEdit, type ChunkEdits, editChunks } from './edit-chunks.ts'
import { appended, checkAdded, handMadeId, madeByHand, type NamedInput } from './made-chunks.ts'

const MAX_TABLE_BYTES = 20 * 1024 * 1024
/** Rows that are written at a time: each part reads what the document has. */
const PART_ROWS = 1_000
const MAX_FAILURES = 100
const NAME_CHARS = 32

/**
 * Adds the rows of a table to a document. A chunk is named after what its row says, so a table that is imported again,
 * after a crash or by mistake, adds what is missing and nothing twice. How far it is shows in `step` of the document.
 * `stopImports` ends it.
 * @throws `CHUNK_COLUMN_MISSING`, `DOCUMENT_NO_TEXT`, `DOCUMENT_TOO_LARGE`, `CALL_ABORTED`, and what `addChunks` throws;
 * parts that were written stay
 */
export async function importChunks(
  context: ManageContext,
  documentId: string,
  file: UploadFile,
): Promise<ChunkImport> {
  const underWay: TableImport = { documentId, controller: new AbortController() }
  context.imports.add(underWay)
  try {
    return await addRows(context, documentId, file, underWay.controller.signal)
  } finally {
    context.imports.delete(underWay)
  }
}

async function addRows(
  context: ManageContext,
  documentId: string,
  file: UploadFile,
  signal: AbortSignal,
): Promise<ChunkImport> {
  const { board, breathe } = context
  const document = await findDocument(context, documentId)
  const base = await findBase(context, document.knowledgeId)
  const isPairs = (document.split ?? base.split).mode === 'question-answer'
  const { rows, failures } = readChunkTable(await readText(file), file.name, isPairs)
  if (rows.length + failures.length === 0) throw noText('There are no rows in this table below its header.')
  checkAdded(rows.length)
  const named: NamedInput[] = []
  for (const input of rows) {
    named.push({ input, name: await nameOf(input) })
    await breathe()
  }
  const show = (shown: KnowledgeDocument, done: number): void =>
    board.emit({
      type: 'document_changed',
      document: { ...shown, step: { unit: 'chunks', done, total: rows.length } },
    })
  let added = 0
  try {
    for (let start = 0; start < named.length; start += PART_ROWS) {
      const part = named.slice(start, start + PART_ROWS)
      show(await findDocument(context, documentId), start)
      added += await addMissing(context, documentId, part, signal)
    }
  } finally {
    // Without a step again; a document that is gone has told so itself.
    const left = await context.store.document(documentId)
    if (left) board.emit({ type: 'document_changed', document: left })
  }
  return {
    added,
    unchanged: rows.length - added,
    failures: failures.slice(0, MAX_FAILURES),
    failedCount: failures.length,
  }
}

/** How many of them were not there. */
async function addMissing(
  context: ManageContext,
  documentId: string,
  part: readonly NamedInput[],
  signal: AbortSignal,
): Promise<number> {
  let count = 0
  const edit = (given: ChunkEdit): ChunkEdits => {
    const known = new Set(given.batches.flatMap((batch) => batch.chunks.map((chunk) => chunk.id)))
    const missing = part.filter((named) => {
      const id = handMadeId(given.document, named)
      if (known.has(id)) return false
      known.add(id)
      return true
    })
    count = missing.length
    return missing.length === 0 ? new Map() : appended(given, madeByHand(given, missing))
  }
  await editChunks(context, documentId, edit, signal)
  return count
}

async function nameOf({ text = '', question = '', answer = '' }: ChunkInput): Promise<string> {
  const bytes = new TextEncoder().encode(JSON.stringify([text, question, answer]))
  return (await contentHash(bytes)).slice(0, NAME_CHARS)
}

async function readText({ bytes }: UploadFile): Promise<string> {
  const size = bytes instanceof Blob ? bytes.size : bytes.byteLength
  if (size > MAX_TABLE_BYTES) throw tooLarge('This table is too large.', MAX_TABLE_BYTES)
  return decodeText(new Uint8Array(bytes instanceof Blob ? await bytes.arrayBuffer() : bytes)).text
}
