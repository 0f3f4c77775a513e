import type { LoadedDocument, LoadOptions, SourceFile } from './types.ts'

/**
 * Loads a file to text with the places of its pages and headings.
 * @throws a `SkepError` with a `DOCUMENT_` code, or `CALL_ABORTED` when the signal fires.
 * @public
 */
export function loadDocument(file: SourceFile, options: LoadOptions): Promise<LoadedDocument> {
  options.signal.throwIfAborted()
  const text = new TextDecoder().decode(file.bytes)
  return Promise.resolve({ text, pages: [], headings: [], warnings: [], format: 'text' })
}
