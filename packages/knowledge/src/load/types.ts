import type { DocumentFormat, DocumentText } from '@skep/client'
import type { ErrorData } from '@skep/schema'

/** A file to load. The name is a label and a hint of the type, never a path. @public */
export interface SourceFile {
  readonly name: string
  /** With the charset that a server named, where it did. */
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

/** What a loader of the host's own gives: the text, or the text and what is known about it. @public */
export type HostLoaded =
  | string
  | (Pick<DocumentText, 'text'> &
      Partial<DocumentText> & { readonly title?: string; readonly warnings?: readonly ErrorData[] })

/**
 * Reads a kind of document that Skep does not know, or one that the host reads better. Asked before Skep's own loaders,
 * for files whose extension or media type it names.
 * @example
 * const notes: HostLoader = {
 *   id: 'notes',
 *   extensions: ['note'],
 *   load: ({ bytes }) => decodeNote(bytes).body,
 * }
 * @public
 */
export interface HostLoader {
  /** Names it in errors and in `LoadedDocument.format`. */
  readonly id: string
  /** Without the dot. */
  readonly extensions?: readonly string[]
  readonly mimeTypes?: readonly string[]
  load(
    file: SourceFile,
    options: { readonly signal: AbortSignal; readonly onProgress: (step: LoadStep) => void },
  ): HostLoaded | Promise<HostLoaded>
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
   * How data becomes text: `rows` writes tables, JSON and XML so that every line is understood on its own, for
   * searching; `markdown` writes tables as Markdown and data as it is, for reading. Default `rows`.
   */
  readonly tables?: 'rows' | 'markdown'
  /** The host's own, in the order in which they are asked. */
  readonly loaders?: readonly HostLoader[]
}

/** A document as text with what is needed to show where something is. @public */
export interface LoadedDocument extends DocumentText {
  /** What the document says that it is called. */
  readonly title?: string
  /** Things that went less than perfectly, e.g. pages without text. */
  readonly warnings: readonly ErrorData[]
  /** Of Skep's own formats, or the id of a loader of the host's. */
  readonly format: DocumentFormat | (string & {})
}

/** What every format's loader gets: all limits filled in. @internal */
export interface LoaderContext {
  readonly signal: AbortSignal
  readonly onProgress: (step: LoadStep) => void
  readonly limits: Required<LoadLimits>
  readonly readCharacterMap: LoadOptions['readCharacterMap']
  readonly tables: NonNullable<LoadOptions['tables']>
  /** Loads a document inside the document, e.g. an attachment; undefined where it is too deep inside. */
  readonly loadInner: ((file: SourceFile) => Promise<LoadedDocument>) | undefined
}

/** One format's loader. Throws `SkepError` with a `DOCUMENT_` code. @internal */
export type Loader = (file: SourceFile, context: LoaderContext) => Promise<LoadedDocument>
