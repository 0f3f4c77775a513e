import type { ExternalSettings, KnowledgeBase, KnowledgeChunk, KnowledgeDocument } from '@skep/client'

/** The manifest of an archive says this, so that no other zip is taken for one. */
export const ARCHIVE_FORMAT = 'skep-knowledge'
/** An archive of a higher version is refused; lower ones are read for ever. */
export const ARCHIVE_VERSION = 1

/** `manifest.json`: everything but the contents of documents. */
export interface ArchiveManifest {
  readonly format: typeof ARCHIVE_FORMAT
  readonly version: number
  readonly base: Omit<KnowledgeBase, 'external'> & {
    /** Without its key, and without the name of its secret: an import names one of its own. */
    readonly external?: Omit<ExternalSettings, 'secretName'>
  }
  /** Its model is in `model.bin`; absent where there are no chunks. */
  readonly generation?: {
    readonly embedderId: string
    readonly dimensions: number
    readonly fittedChunkCount: number
    readonly hasModel: boolean
  }
  readonly documents: readonly KnowledgeDocument[]
}

/** `documents/N/chunks.json`: batches in order, each with the ids of its units, in the order of their vectors. */
export interface ArchivedBatch {
  readonly chunks: readonly KnowledgeChunk[]
  readonly unitIds: readonly string[]
  readonly language: string
}

/** The files of the document at this place of the manifest. */
export function archivePaths(place: number): {
  readonly file: string
  readonly text: string
  readonly chunks: string
  readonly vectors: string
} {
  const folder = `documents/${place}`
  return {
    file: `${folder}/file`,
    text: `${folder}/text.json`,
    chunks: `${folder}/chunks.json`,
    /** Floats of all units, little-endian. */
    vectors: `${folder}/vectors.bin`,
  }
}
