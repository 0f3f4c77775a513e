import type { Edit } from './offset-map.ts'

// What has no meaning in text, as Dify has it: control characters other than tab, newline and return; U+FFFE; and the bars
// of `<|` and `|>`, so that a document cannot speak in a model's special tokens.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are the point
const DROPPED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe]+|\r(?=\n)|(?<=<)\||\|(?=>)/g

/** Edits that drop control characters, the return of Windows line ends and the bars of model tokens. */
export function controlEdits(text: string): Edit[] {
  return Array.from(text.matchAll(DROPPED), (match) => ({
    start: match.index,
    end: match.index + match[0].length,
    replacement: '',
  }))
}
