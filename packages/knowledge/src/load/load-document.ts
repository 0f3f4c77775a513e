import { importPart } from './document-errors.ts'
import { throwIfStopped } from './pacer.ts'
import type { LoadedDocument, LoadOptions, SourceFile } from './types.ts'

/**
 * Loads a file to text with the places of its pages and headings. Works in a worker, on the main thread and in Node;
 * fetches nothing but its own code; the bytes are left as they are.
 * @throws a `SkepError`: one of the `DOCUMENT_` codes, `ASSET_UNAVAILABLE`, or `CALL_ABORTED` when the signal fires.
 * @public
 */
export async function loadDocument(file: SourceFile, options: LoadOptions): Promise<LoadedDocument> {
  throwIfStopped(options.signal)
  // Nothing that reads documents is needed before the first one comes.
  const { readDocument } = await importPart('all', () => import('./read-document.ts'))
  return readDocument(file, options)
}
