import type { DocumentFormat } from '@skep/client'
import { SkepError } from '@skep/schema'
import { detectFormat } from './detect-format.ts'
import { asDocumentError, importPart, noText, tooLarge } from './document-errors.ts'
import { findHostLoader, loadByHost } from './host-loader.ts'
import { DEFAULT_LOAD_LIMITS, MEBIBYTE } from './limits.ts'
import { throwIfStopped } from './pacer.ts'
import type { LoadedDocument, Loader, LoadOptions, SourceFile } from './types.ts'

/** Every format in a file of its own, fetched when the first document of that format comes. */
const LOADERS: Readonly<Record<DocumentFormat, () => Promise<{ load: Loader }>>> = {
  pdf: () => import('./pdf.ts'),
  docx: () => import('./docx.ts'),
  pptx: () => import('./pptx.ts'),
  xlsx: () => import('./xlsx.ts'),
  odt: () => import('./odt.ts'),
  epub: () => import('./epub.ts'),
  markdown: () => import('./markdown.ts'),
  html: () => import('./html.ts'),
  csv: () => import('./csv.ts'),
  json: () => import('./json.ts'),
  xml: () => import('./xml.ts'),
  subtitles: () => import('./subtitles.ts'),
  email: () => import('./email.ts'),
  properties: () => import('./properties.ts'),
  code: () => import('./text.ts').then(({ loadCode }) => ({ load: loadCode })),
  text: () => import('./text.ts'),
}

/** A message that was passed on brings another one along, which may do the same. */
const MAX_INNER_DEPTH = 5

/** The work of `loadDocument`. */
export async function readDocument(
  file: SourceFile,
  options: LoadOptions,
  depth = 0,
): Promise<LoadedDocument> {
  const { signal, onProgress = () => {} } = options
  const limits = { ...DEFAULT_LOAD_LIMITS, ...options.limits }
  throwIfStopped(signal)
  if (file.bytes.length > limits.maxBytes) {
    throw tooLarge(`The file has ${Math.ceil(file.bytes.length / MEBIBYTE)} MB.`, limits.maxBytes)
  }
  if (isBlank(file.bytes)) {
    throw new SkepError('DOCUMENT_EMPTY', 'The file is empty. Upload one with content.')
  }
  // A plain view: the slice of Node's Buffer shares memory, and some libraries refuse a Buffer.
  const { buffer, byteOffset, byteLength } = file.bytes
  const plain = { ...file, bytes: new Uint8Array(buffer, byteOffset, byteLength) }
  const host = findHostLoader(file, options.loaders ?? [])
  const loadIt = host ? () => loadByHost(host, plain, { signal, onProgress }) : await prepare()
  throwIfStopped(signal)
  try {
    const loaded = await loadIt()
    throwIfStopped(signal)
    if (!VISIBLE.test(loaded.text)) {
      throw noText('No text was found in the document. Upload a version that holds text.')
    }
    return {
      ...loaded,
      text: withoutHalves(loaded.text),
      ...(loaded.title === undefined ? {} : { title: withoutHalves(loaded.title) }),
      headings: loaded.headings.map((heading) => ({ ...heading, text: withoutHalves(heading.text) })),
    }
  } catch (error) {
    throwIfStopped(signal)
    throw asDocumentError(error, 'The document could not be read.')
  }

  async function prepare(): Promise<() => Promise<LoadedDocument>> {
    const format = detectFormat(file)
    const { load } = await importPart(format, LOADERS[format])
    return () =>
      load(plain, {
        signal,
        onProgress,
        limits,
        readCharacterMap: options.readCharacterMap,
        tables: options.tables ?? 'rows',
        loadInner:
          depth === MAX_INNER_DEPTH
            ? undefined
            : (inner) => readDocument(inner, { ...options, onProgress: () => {} }, depth + 1),
      })
  }
}

/** Something that a reader sees: neither white space nor a mark without width. */
const VISIBLE = /[^\s\p{Cf}]/u

/** Half surrogates and NULs, which escapes may name, become replacement characters: no range moves. */
function withoutHalves(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

/** Nothing, or nothing but white space, NULs and a byte order mark. */
function isBlank(bytes: Uint8Array): boolean {
  return bytes.every(
    (byte, i) => byte === 0 || byte === 32 || (byte >= 9 && byte <= 13) || (i < 3 && BOM_BYTES.has(byte)),
  )
}

const BOM_BYTES: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf, 0xff, 0xfe])
