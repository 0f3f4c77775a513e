import { Lexer, type Token, type Tokens } from 'marked'
import { decodeText } from './decode-text.ts'
import { charsetOf } from './mime-type.ts'
import { createPacer } from './pacer.ts'
import type { LoadedDocument, Loader } from './types.ts'

/** A block of YAML or TOML between fences at the very start. */
const FRONT_MATTER =
  /^(?:---[ \t]*\n[\s\S]*?\n(?:---|\.\.\.)[ \t]*(?:\n|$)|\+\+\+[ \t]*\n[\s\S]*?\n\+\+\+[ \t]*(?:\n|$))/

/** Lines of one piece that the lexer gets; pieces end where no construct can be open. */
const PIECE_CHARS = 32 * 1024
/** The lexer is quadratic in some shapes; a document of one endless block is searched for ATX headings only. */
const MAX_BLOCK_CHARS = 512 * 1024

function isHeading(token: Token): token is Tokens.Heading {
  return token.type === 'heading'
}

/** Where each piece of a document ends: at a blank line outside code fences, some way after the last end. */
function cutPieces(text: string, from: number): number[] {
  const ends: number[] = []
  let fence = ''
  let start = from
  for (let at = from; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline + 1
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(text.slice(at, Math.min(end, at + 80)))?.[1]
    if (mark !== undefined) {
      if (fence === '') fence = mark
      else if (mark.startsWith(fence)) fence = ''
    }
    // A line that begins without indentation after a blank one ends every list and quotation.
    const blank = fence === '' && text.slice(at, end).trim() === '' && /^[^\s>]/.test(text.charAt(end))
    if (blank && end - start > PIECE_CHARS) {
      ends.push(end)
      start = end
    }
    at = end
  }
  ends.push(text.length)
  return ends
}

function lex(piece: string): Token[] {
  try {
    return new Lexer({ gfm: true }).blockTokens(piece, [])
  } catch {
    // Thousands of nested quotations overflow the lexer. The text is whole without it; only headings are missed.
    return []
  }
}

function headingsOf(piece: string, offset: number): { level: number; text: string; start: number }[] {
  const headings: { level: number; text: string; start: number }[] = []
  let at = 0
  for (const token of lex(piece)) {
    // The lexer rewrites tabs inside some blocks, so its pieces are found again rather than counted.
    const found = piece.indexOf(token.raw, at)
    const start = found < 0 ? at : found
    if (isHeading(token) && token.text.trim() !== '') {
      const title = token.text.split('\n')[0]?.trim() ?? ''
      const titleAt = piece.indexOf(title, start)
      if (titleAt >= 0) headings.push({ level: token.depth, text: title, start: offset + titleAt })
    }
    at = found < 0 ? at : found + token.raw.length
  }
  return headings
}

/** Markdown stays as it is written, so that a citation opens on the source; headings come from marked's lexer. */
export const load: Loader = async (file, { signal, onProgress }): Promise<LoadedDocument> => {
  const pacer = createPacer(signal)
  const { text, warnings } = decodeText(file.bytes, charsetOf(file.mimeType))
  const headings: LoadedDocument['headings'][number][] = []
  let start = FRONT_MATTER.exec(text)?.[0].length ?? 0
  for (const end of cutPieces(text, start)) {
    if (end - start <= MAX_BLOCK_CHARS) headings.push(...headingsOf(text.slice(start, end), start))
    start = end
    onProgress({
      unit: 'bytes',
      done: Math.round((end / Math.max(1, text.length)) * file.bytes.length),
      total: file.bytes.length,
    })
    await pacer.restIfDue()
  }
  return { text, pages: [], headings, warnings, format: 'markdown' }
}
