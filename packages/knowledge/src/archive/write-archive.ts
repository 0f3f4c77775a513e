import type { KnowledgeBase } from '@skep/client'
import { SkepError } from '@skep/schema'
import { Zip, ZipDeflate, ZipPassThrough } from 'fflate'
import { findBase, type ManageContext } from '../manage/context.ts'
import { liveEdition } from '../store/editions.ts'
import type { Generation, IngestBatch } from '../store/knowledge-store.ts'
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  type ArchivedBatch,
  type ArchiveManifest,
  archivePaths,
} from './archive-format.ts'

const ATTEMPTS = 3

/**
 * A base with its documents, files, chunks, vectors and settings as one zip. Only documents that answer are in it. Nobody
 * is kept from working meanwhile; when the vectors are replaced under it, it begins again.
 */
export async function exportBase(context: ManageContext, knowledgeId: string): Promise<Blob> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const base = await findBase(context, knowledgeId)
    const generation = await context.store.activeGeneration(knowledgeId)
    const archive = await writeArchive(context, base, generation)
    if ((await context.store.activeGeneration(knowledgeId))?.id === generation?.id) return archive
  }
  throw new SkepError(
    'STORAGE_FAILED',
    'This knowledge base is being changed all the time. Export it again later.',
    {
      knowledgeId,
    },
  )
}

async function writeArchive(
  context: ManageContext,
  base: KnowledgeBase,
  generation: Generation | null,
): Promise<Blob> {
  const { store, breathe } = context
  const zip = openZip()
  const documents = (await store.documents(base.id)).filter((document) => liveEdition(document) !== undefined)
  for (const [place, { id }] of documents.entries()) {
    const paths = archivePaths(place)
    const bytes = await store.bytes(id)
    if (bytes) zip.add(paths.file, bytes)
    zip.addJson(paths.text, await store.text(id))
    const batches = await store.batches(id, generation?.id ?? null)
    zip.addJson(paths.chunks, batches.map(archivedBatch))
    zip.add(paths.vectors, vectorBytes(batches))
    await breathe()
  }
  if (generation?.model) zip.add('model.bin', generation.model)
  const { embedderChange: _, external, ...kept } = base
  const manifest: ArchiveManifest = {
    format: ARCHIVE_FORMAT,
    version: ARCHIVE_VERSION,
    base: {
      ...kept,
      sources: [],
      ...(external ? { external: { endpoint: external.endpoint, externalId: external.externalId } } : {}),
    },
    ...(generation
      ? {
          generation: {
            embedderId: generation.embedderId,
            dimensions: generation.dimensions,
            fittedChunkCount: generation.fittedChunkCount,
            hasModel: generation.model !== undefined,
          },
        }
      : {}),
    documents,
  }
  zip.addJson('manifest.json', manifest)
  return zip.end()
}

function archivedBatch({ chunks, terms }: IngestBatch): ArchivedBatch {
  return { chunks, unitIds: terms.chunkIds, language: terms.language }
}

function vectorBytes(batches: readonly IngestBatch[]): Uint8Array {
  const parts = batches.map((batch) => batch.vectors?.floats ?? new Float32Array(0))
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at)
    at += part.byteLength
  }
  return bytes
}

interface OpenZip {
  add(path: string, bytes: Uint8Array): void
  addJson(path: string, value: unknown): void
  end(): Blob
}

/** Packs in this thread: workers of its own would be made from strings. */
function openZip(): OpenZip {
  const parts: BlobPart[] = []
  const zip = new Zip((error, chunk) => {
    if (error) throw error
    parts.push(chunk as BlobPart) // never over shared memory
  })
  const write = (entry: ZipDeflate | ZipPassThrough, bytes: Uint8Array): void => {
    // An export of the same content is the same file.
    entry.mtime = new Date(1980, 0, 1)
    zip.add(entry)
    entry.push(bytes, true)
  }
  return {
    add: (path, bytes) => write(new ZipPassThrough(path), bytes),
    addJson: (path, value) =>
      write(new ZipDeflate(path, { level: 6 }), new TextEncoder().encode(JSON.stringify(value))),
    end() {
      zip.end()
      return new Blob(parts, { type: 'application/zip' })
    },
  }
}
