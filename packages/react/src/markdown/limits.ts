/** Longest text that is parsed, in UTF-16 units; the rest is cut off and said to be. */
export const MAX_CHARS = 100_000

/** Deepest nesting of quotes and lists that reaches the parser; marked's lexer recurses and overflows far beyond. */
export const MAX_MARKERS = 12

/** Deepest nesting of inline and block elements that is drawn. */
export const MAX_DEPTH = 24

/** Most inline pieces of one block that become elements; the rest of the block is drawn as text. */
export const MAX_INLINE_TOKENS = 1000

const MAX_INDENT = 48

// Longer runs of spaces mean nothing and make the lexer's search for line ends quadratic.
const LONG_GAP = /[ \t]{65,}/g
const MAX_GAP = 64

/** Cuts a text to what the parser may see. Ordinary text comes back as it is. @internal */
export function capForParsing(text: string): { readonly text: string; readonly isCut: boolean } {
  const isCut = text.length > MAX_CHARS
  const kept = isCut ? text.slice(0, MAX_CHARS) : text
  let isInFence = false
  const lines = kept.split('\n').map((line) => {
    const capped = isInFence ? line : capLine(line).replace(LONG_GAP, (gap) => gap.slice(0, MAX_GAP))
    if (/^ {0,3}(?:```|~~~)/.test(line)) isInFence = !isInFence
    return capped
  })
  return { text: lines.join('\n'), isCut }
}

/** Drops the block markers of one line beyond the allowed depth. */
function capLine(line: string): string {
  let at = 0
  let markers = 0
  let indent = 0
  let kept = ''
  while (at < line.length) {
    const marker = markerAt(line, at)
    if (marker === '') break
    const isSpace = marker === ' ' || marker === '\t'
    if (isSpace) indent += 1
    else markers += 1
    if (isSpace ? indent <= MAX_INDENT : markers <= MAX_MARKERS) kept += marker
    at += marker.length
  }
  return markers > MAX_MARKERS || indent > MAX_INDENT ? kept + line.slice(at) : line
}

function markerAt(line: string, at: number): string {
  const char = line.charAt(at)
  if (char === ' ' || char === '\t' || char === '>') return char
  if ((char === '-' || char === '*' || char === '+') && isGap(line, at + 1)) return char
  let end = at
  while (end - at < 9 && line.charAt(end) >= '0' && line.charAt(end) <= '9') end += 1
  const hasDot = end > at && (line.charAt(end) === '.' || line.charAt(end) === ')') && isGap(line, end + 1)
  return hasDot ? line.slice(at, end + 1) : ''
}

function isGap(line: string, at: number): boolean {
  return at >= line.length || line.charAt(at) === ' ' || line.charAt(at) === '\t'
}
