import type { DocumentText } from '@skep/client'
import type { ErrorData } from '@skep/schema'

/** Formats that can be loaded to text. @public */
export const DOCUMENT_FORMATS = ['pdf', 'docx', 'markdown', 'html', 'text', 'csv'] as const

/** @public */
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number]

/** A file to load. The name is a label and a hint of the type, never a path. @public */
export interface SourceFile {
  readonly name: string
  readonly mimeType?: string
  readonly bytes: Uint8Array
}

/** Bounds that a document must keep, so that no file can fill the memory. @public */
export interface LoadLimits {
  /** Largest file, in bytes. Default 100 MiB. */
  readonly maxBytes?: number
  /** Largest sum of what a zip container inflates to, in bytes. Default 200 MiB. */
  readonly maxInflatedBytes?: number
  /** Largest ratio of inflated to packed size of a container. Default 100. */
  readonly maxInflateRatio?: number
  /** Most entries in a zip container. Default 2,000. */
  readonly maxEntries?: number
  /** Largest HTML file and largest XML part of a container, in bytes: both become trees in memory. Default 64 MiB. */
  readonly maxMarkupBytes?: number
  /** Deepest nesting of elements in the XML of a container. Default 256. */
  readonly maxDepth?: number
  /** Most pages of a PDF. Default 10,000. */
  readonly maxPages?: number
}

/** How far loading has come. @public */
export interface LoadStep {
  readonly unit: 'bytes' | 'pages'
  readonly done: number
  readonly total: number
}

/** @public */
export interface LoadOptions {
  readonly signal: AbortSignal
  readonly onProgress?: (step: LoadStep) => void
  readonly limits?: LoadLimits
  /**
   * Gives a predefined character map of East Asian PDFs by its name: the bytes of `cmaps/<name>.bcmap` of pdfjs-dist.
   * Without it such text is left out, with a warning that names the map.
   */
  readonly readCharacterMap?: (name: string) => Promise<Uint8Array>
  /**
   * How a table file becomes text: `rows` writes every row so that it is understood on its own, for searching;
   * `markdown` writes one table, for reading. Default `rows`.
   */
  readonly tables?: 'rows' | 'markdown'
}

/** A document as text with what is needed to show where something is. @public */
export interface LoadedDocument extends DocumentText {
  /** Things that went less than perfectly, e.g. pages without text. */
  readonly warnings: readonly ErrorData[]
  readonly format: DocumentFormat
}

/** What every format's loader gets: all limits filled in. @internal */
export interface LoaderContext {
  readonly signal: AbortSignal
  readonly onProgress: (step: LoadStep) => void
  readonly limits: Required<LoadLimits>
  readonly readCharacterMap: LoadOptions['readCharacterMap']
  readonly tables: NonNullable<LoadOptions['tables']>
}

/** One format's loader. Throws `SkepError` with a `DOCUMENT_` code. @internal */
export type Loader = (file: SourceFile, context: LoaderContext) => Promise<LoadedDocument>
