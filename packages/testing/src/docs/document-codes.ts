/** Words in another project's names of errors, and the codes of ours that say the same. */
const COUNTERPARTS: readonly (readonly [words: RegExp, codes: readonly string[]])[] = [
  [/ENCRYPT|PASSWORD|PROTECT|LOCKED|DRM/, ['DOCUMENT_ENCRYPTED']],
  [/EMPTY|ZERO_BYTE/, ['DOCUMENT_EMPTY', 'DOCUMENT_NO_TEXT']],
  [/NO_TEXT|SCANNED|NO_CONTENT/, ['DOCUMENT_NO_TEXT', 'DOCUMENT_EMPTY']],
  [
    /BOMB|TOO_LARGE|TOO_BIG|SIZE|RATIO|TOO_MANY|ENTRIES|LIMIT|QUOTA/,
    ['DOCUMENT_TOO_LARGE', 'DOCUMENT_DAMAGED'],
  ],
  [
    /TYPE|FORMAT|UNSUPPORTED|MISMATCH|EXTENSION|LEGACY/,
    ['DOCUMENT_TYPE_UNSUPPORTED', 'DOCUMENT_TYPE_MISMATCH'],
  ],
  [
    /DAMAGE|CORRUPT|TRUNCAT|INVALID|MALFORMED|PARSE|BROKEN|ENTITY|DTD|DOCTYPE|XXE|NEST|DEPTH|DEEP|XML|CYCLE|LOOP/,
    ['DOCUMENT_DAMAGED'],
  ],
]

/** Whether a code of ours is the one that is meant. @internal */
export function isDocumentCode(code: string, wanted: string): boolean {
  if (code === wanted) return true
  const bare = wanted.replace(/^(?:DOC|DOCUMENT|FILE|LOAD|INGEST|ERR|E)_/, '')
  return COUNTERPARTS.some(([words, codes]) => words.test(bare) && codes.includes(code))
}

/** An expected end of reading a file: our code for it, and a sentence that people can read. @internal */
export function isTypedError(
  error: { readonly code: string; readonly message: string } | undefined,
): boolean {
  if (!error?.code.startsWith('DOCUMENT_')) return false
  return /^[A-Z"].{15,}[.?!]$/s.test(error.message)
}
