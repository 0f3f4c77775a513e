/** Below this a sentence waits for the next one, so that short ones cost no call each. */
const MIN_CHARS = 120
/** A text without sentences is cut here. */
const MAX_CHARS = 480

const SENTENCE_END = /[.!?…。！？؟।](?:["'”’)\]]*)(?=\s|$)|[。！？]|\n/gu

/** How many characters at the beginning of `text` make a piece worth judging now; 0: wait for more. @internal */
export function nextPiece(text: string): number {
  if (text.length < MIN_CHARS) return 0
  let end = 0
  for (const match of text.matchAll(SENTENCE_END)) {
    const at = match.index + match[0].length
    // A full stop at the very end may stand inside a number or a name.
    if (at < text.length || match[0] === '\n') end = at
  }
  if (end >= MIN_CHARS) return end
  if (text.length < MAX_CHARS) return 0
  const space = text.lastIndexOf(' ')
  return space > 0 ? space + 1 : text.length
}
