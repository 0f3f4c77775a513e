const ESCAPES: readonly (readonly [string, string])[] = [
  ['\\', '\\\\'],
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]

/** A separator as people type it into one line; knowledge takes it back in the same way. @internal */
export function escapeSeparator(separator: string): string {
  return ESCAPES.reduce((text, [plain, typed]) => text.replaceAll(plain, typed), separator)
}
