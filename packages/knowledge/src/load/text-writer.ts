import type { DocumentText } from '@skep/client'

/** Builds text block by block and notes where headings start in the final text. */
export interface TextWriter {
  /** Adds inline text to the block that is open. */
  inline(text: string): void
  /** A line break inside the block. */
  lineBreak(): void
  /** Ends the block; `gap` is how many line ends follow it at least. */
  endBlock(gap?: 1 | 2): void
  /** Sets what the next line of a block begins with, e.g. "- ". */
  prefix(text: string): void
  /** Adds a whole block as it is; `gap` is how many line ends follow it at least. */
  block(text: string, gap?: 1 | 2): void
  heading(level: number, text: string): void
  /** Where the next block will start, if there is one. */
  nextStart(): number
  result(): DocumentText
}

const WHITE_SPACE = /[\s\u00a0]+/g

export function collapse(text: string): string {
  return text.replace(WHITE_SPACE, ' ')
}

export function createTextWriter(): TextWriter {
  const parts: string[] = []
  const headings: { level: number; text: string; start: number }[] = []
  let length = 0
  let gapDue = 0
  let open: string[] = []
  let pending = ''

  const write = (text: string) => {
    parts.push(text)
    length += text.length
  }
  const startBlock = () => {
    if (length > 0) write('\n'.repeat(Math.max(1, gapDue)))
    gapDue = 0
  }
  const endBlock = (gap: 1 | 2 = 2) => {
    const lines = open
      .join('')
      .split('\n')
      .map((line) => collapse(line).trim())
    open = []
    while (lines.length > 0 && lines[0] === '') lines.shift()
    while (lines.length > 0 && lines.at(-1) === '') lines.pop()
    if (lines.length > 0) {
      startBlock()
      write(pending + lines.join('\n'))
      pending = ''
    }
    if (length > 0) gapDue = Math.max(gapDue, gap)
  }
  return {
    // Line ends of the source are white space; only lineBreak makes one.
    inline: (text) => open.push(text.replace(/[\r\n]+/g, ' ')),
    lineBreak: () => open.push('\n'),
    endBlock,
    prefix: (text) => {
      pending = text
    },
    block: (text, gap = 2) => {
      endBlock(gap)
      if (text.trim() === '') return
      startBlock()
      write(pending + text)
      pending = ''
      gapDue = gap
    },
    heading: (level, text) => {
      endBlock()
      const line = collapse(text).trim()
      if (line === '') return
      startBlock()
      if (pending !== '') write(pending)
      pending = ''
      headings.push({ level, text: line, start: length })
      write(line)
      gapDue = 2
    },
    nextStart: () => {
      endBlock()
      return length === 0 ? 0 : length + Math.max(1, gapDue)
    },
    result: () => {
      endBlock()
      return { text: parts.join(''), pages: [], headings }
    },
  }
}
