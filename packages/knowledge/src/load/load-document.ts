import { SkepError } from '@skep/schema'
import { detectFormat } from './detect-format.ts'
import { asDocumentError, importPart, noText, tooLarge } from './document-errors.ts'
import { throwIfStopped } from './pacer.ts'
import type { DocumentFormat, LoadedDocument, Loader, LoadLimits, LoadOptions, SourceFile } from './types.ts'

const MEBIBYTE = 1024 * 1024

/** What holds where the caller sets no limit. @public */
export const DEFAULT_LOAD_LIMITS: Required<LoadLimits> = {
  maxBytes: 100 * MEBIBYTE,
  maxInflatedBytes: 200 * MEBIBYTE,
  maxInflateRatio: 100,
  maxEntries: 2_000,
  maxMarkupBytes: 64 * MEBIBYTE,
  maxDepth: 256,
  maxPages: 10_000,
}

/** Every format in a file of its own, fetched when the first document of that format comes. */
const LOADERS: Readonly<Record<DocumentFormat, () => Promise<{ load: Loader }>>> = {
  pdf: () => import('./pdf.ts'),
  docx: () => import('./docx.ts'),
  markdown: () => import('./markdown.ts'),
  html: () => import('./html.ts'),
  text: () => import('./text.ts'),
  csv: () => import('./csv.ts'),
}

/**
 * Loads a file to text with the places of its pages and headings. Works in a worker, on the main thread and in Node;
 * fetches nothing but its own code; the bytes are left as they are.
 * @throws a `SkepError`: one of the `DOCUMENT_` codes, `ASSET_UNAVAILABLE`, or `CALL_ABORTED` when the signal fires.
 * @public
 */
export async function loadDocument(file: SourceFile, options: LoadOptions): Promise<LoadedDocument> {
  const { signal, onProgress = () => {} } = options
  const limits = { ...DEFAULT_LOAD_LIMITS, ...options.limits }
  throwIfStopped(signal)
  if (file.bytes.length > limits.maxBytes) {
    throw tooLarge(`The file has ${Math.ceil(file.bytes.length / MEBIBYTE)} MB.`, limits.maxBytes)
  }
  if (isBlank(file.bytes)) {
    throw new SkepError('DOCUMENT_EMPTY', 'The file is empty. Upload one with content.')
  }
  const format = detectFormat(file)
  const { load } = await importPart(format, LOADERS[format])
  throwIfStopped(signal)
  try {
    // A plain view: the slice of Node's Buffer shares memory, and some libraries refuse a Buffer.
    const { buffer, byteOffset, byteLength } = file.bytes
    const plain = { ...file, bytes: new Uint8Array(buffer, byteOffset, byteLength) }
    const loaded = await load(plain, {
      signal,
      onProgress,
      limits,
      readCharacterMap: options.readCharacterMap,
      tables: options.tables ?? 'rows',
    })
    throwIfStopped(signal)
    if (loaded.text.trim() === '') {
      throw noText('No text was found in the document. Upload a version that holds text.')
    }
    // Half surrogates become replacement characters of the same length, so that no range moves.
    return {
      ...loaded,
      text: loaded.text.toWellFormed(),
      headings: loaded.headings.map((heading) => ({ ...heading, text: heading.text.toWellFormed() })),
    }
  } catch (error) {
    throwIfStopped(signal)
    throw asDocumentError(error, 'The document could not be read.')
  }
}

/** Nothing, or nothing but white space, NULs and a byte order mark. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every(
    (byte, i) => byte === 0 || byte === 32 || (byte >= 9 && byte <= 13) || (i < 3 && BOM_BYTES.has(byte)),
  )
}

const BOM_BYTES: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf, 0xff, 0xfe])
