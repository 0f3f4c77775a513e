import { Lexer, type MarkedToken, type Token } from 'marked'
import { capForParsing } from './limits.ts'

/** A block of a message. The object stays the same while its text does, so that a memoised view is not drawn again. @internal */
export interface Block {
  readonly key: number
  readonly token: MarkedToken
}

/** @internal */
export interface ParsedMarkdown {
  readonly blocks: readonly Block[]
  /** The text was longer than is parsed. */
  readonly isCut: boolean
}

/** @internal */
export interface MarkdownParser {
  /** Parses a message that may have grown since the last call. `isFinal`: nothing more comes. */
  parse(text: string, isFinal: boolean): ParsedMarkdown
}

// How many blocks at the end may still change as text comes in: the last one, and a list before a paragraph.
const OPEN_BLOCKS = 2

/**
 * A parser for one message. While text streams in, finished blocks are frozen and only the open end is lexed again,
 * so the cost of a frame does not grow with the message. The last call lexes the whole once, for references that
 * are defined after they are used.
 * @internal
 */
export function createMarkdownParser(): MarkdownParser {
  let frozen: Block[] = []
  let frozenText = ''
  let last: { text: string; isFinal: boolean; result: ParsedMarkdown } | null = null

  const reset = (): void => {
    frozen = []
    frozenText = ''
  }

  return {
    parse(source, isFinal) {
      if (last && last.text === source && last.isFinal === isFinal) return last.result
      const { text, isCut } = capForParsing(source)
      if (isFinal && text.includes(']:')) reset()
      if (!text.startsWith(frozenText)) reset()
      const tail = lex(text.slice(frozenText.length))
      const drawn = tail.filter((token) => token.type !== 'space' && token.type !== 'def')
      let key = frozen.length
      const open: Block[] = []
      const firstOpen = drawn.at(-OPEN_BLOCKS)
      let isOpen = drawn.length <= OPEN_BLOCKS
      for (const token of tail) {
        if (token === firstOpen) isOpen = true
        const isDrawn = token.type !== 'space' && token.type !== 'def'
        const block = isDrawn ? { key: key++, token } : null
        if (isOpen) {
          if (block) open.push(block)
        } else {
          frozenText += token.raw
          if (block) frozen.push(block)
        }
      }
      // The lexer normalises line ends; where its pieces do not add up, nothing may be skipped next time.
      if (!text.startsWith(frozenText)) frozenText = '\u0000'
      const result = { blocks: [...frozen, ...open], isCut }
      last = { text: source, isFinal, result }
      return result
    },
  }
}

function lex(text: string): MarkedToken[] {
  try {
    return new Lexer({ gfm: true, breaks: true }).lex(text).filter(isMarkedToken)
  } catch {
    // Too much for the lexer, e.g. a stack overflow: the text is shown as it is.
    return [{ type: 'paragraph', raw: text, text, tokens: [{ type: 'text', raw: text, text }] }]
  }
}

/** Without extensions the lexer makes no other tokens. @internal */
export function isMarkedToken(_token: Token): _token is MarkedToken {
  return true
}
