import type {
  DocumentSource,
  ExternalSettings,
  KnowledgeBase,
  KnowledgeDocument,
  UploadFile,
} from '@skep/client'
import { type JsonObject, SkepError } from '@skep/schema'
import { documentId } from '../ingest/accept-upload.ts'
import { contentHash } from '../ingest/content-hash.ts'
import { termBatch, toVectorBlock } from '../ingest/make-batch.ts'
import { prepareChunk } from '../ingest/prepared-chunk.ts'
import { completeRetrieval, completeSplit } from '../ingest/settings.ts'
import { DEFAULT_LOAD_LIMITS } from '../load/limits.ts'
import { createPacer } from '../load/pacer.ts'
import { unpack } from '../load/zip.ts'
import type { ManageContext } from '../manage/context.ts'
import { completeExternal } from '../manage/external-settings.ts'
import { checkFields, keepFields } from '../manage/metadata.ts'
import { indexBytes } from '../store/batch-bytes.ts'
import { asImporting } from '../store/complete-records.ts'
import type { Generation, IngestBatch } from '../store/knowledge-store.ts'
import { ARCHIVE_FORMAT, ARCHIVE_VERSION, archivePaths } from './archive-format.ts'
import { ArchiveReader, damagedArchive, readChunk, readText } from './check-archive.ts'

const MAX_ARCHIVE_BYTES = 1024 * 1024 * 1024
const MAX_DOCUMENTS = 100_000
const FILES_PER_DOCUMENT = 4

type Parts = ReadonlyMap<string, Uint8Array>

/**
 * Makes a new base of an export, under new ids. Nothing of the file is believed: every value is checked, hashes are
 * computed anew, and what does not fit ends the import with nothing stored.
 * @throws `DOCUMENT_DAMAGED`, `DOCUMENT_TOO_LARGE`, `STORAGE_VERSION` for an export of a later release, `STORAGE_QUOTA`
 */
export async function importBase(context: ManageContext, file: UploadFile): Promise<KnowledgeBase> {
  const { store, board, exclusively } = context
  const parts = await unpackArchive(file)
  const knowledgeId = context.newId()
  const manifest = readManifest(parts, knowledgeId, context.now())
  return exclusively(knowledgeId, async () => {
    await store.putBase(asImporting(manifest.base))
    try {
      const { generation } = manifest
      if (generation) {
        await store.putGeneration(generation)
        await store.activateGeneration(generation.id)
      }
      let base = manifest.base
      for (const [place, given] of manifest.documents.entries()) {
        base = (await importDocument(context, base, generation, parts, place, given)) ?? base
        await context.breathe()
      }
      // Only now it is seen. What is cut off before is removed by the next session.
      await store.putBase(base)
      board.emit({ type: 'base_changed', base })
      return base
    } catch (error) {
      await store.removeBase(knowledgeId)
      throw error
    }
  })
}

async function unpackArchive({ bytes }: UploadFile): Promise<Parts> {
  const size = bytes instanceof Blob ? bytes.size : bytes.byteLength
  if (size > MAX_ARCHIVE_BYTES) {
    throw new SkepError(
      'DOCUMENT_TOO_LARGE',
      'An export of more than 1 GB cannot be imported here. Split the base.',
      {
        maxBytes: MAX_ARCHIVE_BYTES,
      },
    )
  }
  const whole = new Uint8Array(bytes instanceof Blob ? await bytes.arrayBuffer() : bytes)
  const limits = {
    ...DEFAULT_LOAD_LIMITS,
    maxInflatedBytes: 4 * MAX_ARCHIVE_BYTES,
    maxEntries: MAX_DOCUMENTS * FILES_PER_DOCUMENT + 2,
  }
  return unpack(whole, () => true, limits, createPacer(new AbortController().signal))
}

interface ReadManifest {
  readonly base: KnowledgeBase
  readonly generation: Generation | null
  readonly documents: readonly JsonObject[]
}

function readManifest(parts: Parts, knowledgeId: string, nowMs: number): ReadManifest {
  const read = new ArchiveReader('manifest')
  const manifest = read.object(read.json(parts.get('manifest.json')))
  if (manifest.format !== ARCHIVE_FORMAT) throw damagedArchive('manifest')
  if (read.whole(manifest.version) > ARCHIVE_VERSION) {
    throw new SkepError(
      'STORAGE_VERSION',
      'This export was made by a later release of Skep. Update this page, then import it again.',
      { version: read.whole(manifest.version), supported: ARCHIVE_VERSION },
    )
  }
  const given = read.object(manifest.base)
  const embedder = read.object(given.embedder)
  const base: KnowledgeBase = {
    id: knowledgeId,
    name: read.text(given.name, 500),
    description: read.text(given.description, 10_000),
    split: completeSplit(read.object(given.split) as Partial<KnowledgeBase['split']>), // each field is checked there
    retrieval: completeRetrieval(read.object(given.retrieval) as Partial<KnowledgeBase['retrieval']>), // as above
    embedder: { provider: read.text(embedder.provider), model: read.text(embedder.model) },
    metadataFields: checkFields(
      read.list(given.metadataFields ?? [], 100).map((each) => {
        const { name, type } = read.object(each)
        return { name: read.text(name), type: read.text(type) as 'string' } // `checkFields` knows the types
      }),
    ),
    sources: [],
    documentCount: 0,
    chunkCount: 0,
    sizeBytes: 0,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    ...(given.external === undefined
      ? {}
      : { external: readExternal(read, read.object(given.external), knowledgeId) }),
  }
  const documents = read.list(manifest.documents, MAX_DOCUMENTS).map((each) => read.object(each))
  if (base.external && documents.length > 0) throw damagedArchive('external')
  if (manifest.generation === undefined) return { base, generation: null, documents }
  const fit = read.object(manifest.generation)
  const model = parts.get('model.bin')
  if (fit.hasModel === true && !model) throw damagedArchive('model')
  return {
    base,
    generation: {
      id: `${knowledgeId}:1`,
      knowledgeId,
      embedderId: read.text(fit.embedderId),
      dimensions: read.whole(fit.dimensions, 65_536),
      fittedChunkCount: read.whole(fit.fittedChunkCount),
      state: 'building',
      createdAtMs: nowMs,
      ...(fit.hasModel === true && model ? { model } : {}),
    },
    documents,
  }
}

/** Whatever secret a file names, the key of the new base is its own: no key of this browser goes to a foreign address. */
function readExternal(
  read: ArchiveReader,
  { endpoint, externalId }: JsonObject,
  knowledgeId: string,
): ExternalSettings {
  return completeExternal(knowledgeId, {
    endpoint: read.text(endpoint),
    externalId: read.text(externalId),
  })
}

async function importDocument(
  context: ManageContext,
  base: KnowledgeBase,
  generation: Generation | null,
  parts: Parts,
  place: number,
  given: JsonObject,
): Promise<KnowledgeBase | null> {
  const { store } = context
  const read = new ArchiveReader('documents')
  const paths = archivePaths(place)
  const bytes = parts.get(paths.file)
  const hash = bytes ? await contentHash(bytes) : ''
  const id = bytes ? await documentId(base.id, hash) : context.newId()
  if (await store.document(id)) return null
  const formerId = read.text(given.id)
  const rename = (name: string): string =>
    name.startsWith(`${formerId}.`) ? `${id}${name.slice(formerId.length)}` : read.fail()
  const text = readText(read.json(parts.get(paths.text)))
  const title = given.title === undefined ? {} : { title: read.text(given.title) }
  const target = { base, documentId: id, generation, ...title }
  const batches = await readBatches(context, target, parts, place, rename)
  const chunks = batches.flatMap((batch) => batch.chunks)
  const children = chunks.reduce((sum, chunk) => sum + (chunk.children?.length ?? 0), 0)
  const document: KnowledgeDocument = {
    id,
    knowledgeId: base.id,
    name: read.text(given.name),
    ...title,
    mimeType: read.text(given.mimeType),
    sizeBytes: bytes?.length ?? 0,
    contentHash: hash,
    source: sourceOf(read, given),
    state: 'ready',
    progress: 1,
    warnings: [],
    isEnabled: given.isEnabled !== false,
    isArchived: given.isArchived === true,
    metadata: keepFields(
      base.metadataFields,
      given.metadata === undefined ? {} : read.object(given.metadata),
    ),
    ...(given.split === undefined
      ? {}
      : { split: completeSplit(read.object(given.split) as Partial<KnowledgeBase['split']>, base.split) }), // checked there
    edition: 0,
    revision: 0,
    hitCount: given.hitCount === undefined ? 0 : read.whole(given.hitCount),
    chunkCount: chunks.length,
    indexBytes: indexBytes(batches),
    ...(children > 0 ? { childCount: children } : {}),
    charCount: text.text.length,
    ...(given.pageCount === undefined ? {} : { pageCount: read.whole(given.pageCount) }),
    createdAtMs: read.number(given.createdAtMs),
    updatedAtMs: read.number(given.updatedAtMs),
  }
  if (bytes) await store.putBytes(id, bytes)
  for (const batch of batches) await store.putBatch(batch)
  return store.commitDocument(document, { text })
}

/** A source stays behind: its documents are files and pages from now on. */
function sourceOf(read: ArchiveReader, { source }: JsonObject): DocumentSource {
  const { type, url } = source === undefined ? {} : read.object(source)
  if (type === 'text') return { type }
  return type === 'web' ? { type, url: read.text(url) } : { type: 'file' }
}

async function readBatches(
  context: ManageContext,
  {
    base,
    documentId: owner,
    generation,
    title,
  }: {
    readonly base: KnowledgeBase
    readonly documentId: string
    readonly generation: Generation | null
    readonly title?: string
  },
  parts: Parts,
  place: number,
  rename: (id: string) => string,
): Promise<IngestBatch[]> {
  const read = new ArchiveReader('chunks')
  const paths = archivePaths(place)
  const floats = floatsOf(parts.get(paths.vectors))
  const dimensions = generation?.dimensions ?? 0
  const batches: IngestBatch[] = []
  let used = 0
  for (const [index, given] of read.list(read.json(parts.get(paths.chunks))).entries()) {
    const { chunks, unitIds, language } = read.object(given)
    const analyzer = context.analyzer.of(read.text(language, 40))
    const prepared = read
      .list(chunks, 10_000)
      .map((each) => prepareChunk(readChunk(each, rename, owner), analyzer, title))
    const batch = termBatch({ knowledgeId: base.id, documentId: owner, index }, prepared)
    const units = read.list(unitIds).map((each) => rename(read.text(each)))
    if (units.join('\n') !== batch.terms.chunkIds.join('\n')) throw damagedArchive('chunks')
    const end = used + units.length * dimensions
    if (!generation || end > floats.length) throw damagedArchive('vectors')
    const vectors = units.map((_, at) => floats.slice(used + at * dimensions, used + (at + 1) * dimensions))
    if (vectors.some((vector) => !vector.every(Number.isFinite))) throw damagedArchive('vectors')
    used = end
    batches.push({ ...batch, vectors: toVectorBlock(generation, batch.terms, vectors) })
    await context.breathe()
  }
  if (used !== floats.length) throw damagedArchive('vectors')
  return batches
}

function floatsOf(bytes: Uint8Array | undefined): Float32Array {
  if (!bytes || bytes.length % 4 !== 0) throw damagedArchive('vectors')
  return new Float32Array(bytes.slice().buffer)
}
