import type { DocumentText } from '@skep/client'
import type { Pacer } from './pacer.ts'
import { CJK, type PdfLine } from './pdf-lines.ts'
import { groupParagraphs, type PdfParagraph } from './pdf-paragraphs.ts'

/** Times the body's size from which a line counts as a heading. */
const HEADING_RATIO = 1.15
const MAX_HEADING_CHARS = 200
const MAX_HEADING_LINES = 4
const MAX_LEVEL = 3
/** A large line that stands on this many pages is a running header. */
const RUNNING_HEADER_PAGES = 4

const PARAGRAPH_BREAK = '\n\n'

/** The size of most characters of a document. */
function bodySize(pages: readonly (readonly PdfLine[])[]): number {
  const counts = new Map<number, number>()
  for (const line of pages.flat()) {
    const size = Math.round(line.size * 4) / 4
    counts.set(size, (counts.get(size) ?? 0) + line.text.length)
  }
  let best = 0
  let most = 0
  for (const [size, count] of counts) {
    if (count > most) {
      best = size
      most = count
    }
  }
  return best
}

/** All words of a document as they stand within lines, to tell a hyphen of a word from one of a line end. */
function collectWords(pages: readonly (readonly PdfLine[])[]): Set<string> {
  const words = new Set<string>()
  for (const line of pages.flat()) {
    for (const word of line.text.toLowerCase().match(/\p{L}+(?:[-\u2010]\p{L}+)*/gu) ?? []) {
      words.add(word.replaceAll('\u2010', '-'))
    }
  }
  return words
}

/** Longer words are none; all of a text without an end of a word would be looked through at each of its letters. */
const MAX_WORD_CHARS = 64
const HYPHEN_END = /(\p{L}+)[-\u2010\u00ad]$/u

/** Joins a line that was broken by the typesetter with the next one. */
function joinLines(text: string, next: string, words: ReadonlySet<string>): string {
  if (text.endsWith('\u00ad')) return text.slice(0, -1) + next
  const broken = HYPHEN_END.exec(text.slice(-MAX_WORD_CHARS))
  if (broken) {
    const start = broken[1]?.toLowerCase() ?? ''
    const rest = /^\p{Ll}+/u.exec(next)?.[0]
    // Before a capital or a digit the hyphen belongs to the word.
    if (rest === undefined) return text + next
    const keeps = words.has(`${start}-${rest}`) && !words.has(start + rest)
    return keeps ? text + next : text.slice(0, -1) + next
  }
  const tight = /[-\u2010]$/.test(text) && !/\s[-\u2010]$/.test(text)
  return tight || (CJK.test(text.slice(-1)) && CJK.test(next.slice(0, 1))) ? text + next : `${text} ${next}`
}

function paragraphText(paragraph: PdfParagraph, words: ReadonlySet<string>, asOneLine: boolean): string {
  let whole = ''
  let text = ''
  for (const [i, line] of paragraph.lines.entries()) {
    text = text === '' ? line.text : joinLines(text, line.text, words)
    // Finished lines leave the string that is looked at, or long paragraphs would be searched again and again.
    if (!asOneLine && paragraph.breaks[i] === true && i < paragraph.lines.length - 1) {
      whole += `${text}\n`
      text = ''
    }
  }
  return whole + text
}

function looksLikeHeading(paragraph: PdfParagraph, body: number): boolean {
  const { lines } = paragraph
  const first = lines[0]
  if (!first || first.size < body * HEADING_RATIO || lines.length > MAX_HEADING_LINES) return false
  const length = lines.reduce((sum, line) => sum + line.text.length, 0)
  return length <= MAX_HEADING_CHARS && lines.some((line) => /\p{L}/u.test(line.text))
}

/** Ranks the sizes of headings: the largest is level 1; sizes within 5 % are one. */
function rankSizes(sizes: readonly number[]): (size: number) => number {
  const steps: number[] = []
  for (const size of [...new Set(sizes)].sort((a, b) => b - a)) {
    const last = steps.at(-1)
    if (last === undefined || size < last * 0.95) steps.push(size)
  }
  return (size) => Math.min(MAX_LEVEL, Math.max(1, steps.filter((step) => size < step * 0.95).length + 1))
}

/** The text of all pages, with the range of each page (together they cover the text) and of each heading. */
export async function assembleText(
  pages: readonly (readonly PdfLine[])[],
  pacer: Pacer,
): Promise<DocumentText> {
  const body = bodySize(pages)
  await pacer.restIfDue()
  const words = collectWords(pages)
  let text = ''
  const ranges: { number: number; start: number; end: number }[] = []
  const candidates: { size: number; text: string; start: number; page: number }[] = []
  for (const [index, lines] of pages.entries()) {
    await pacer.restIfDue()
    const start = text.length
    const parts: string[] = []
    let at = start
    for (const paragraph of groupParagraphs(lines)) {
      const isHeading = looksLikeHeading(paragraph, body)
      const part = paragraphText(paragraph, words, isHeading)
      if (isHeading)
        candidates.push({ size: paragraph.lines[0]?.size ?? 0, text: part, start: at, page: index })
      parts.push(part)
      at += part.length + PARAGRAPH_BREAK.length
    }
    if (parts.length > 0) text += parts.join(PARAGRAPH_BREAK) + PARAGRAPH_BREAK
    ranges.push({ number: index + 1, start, end: text.length })
  }
  const trimmed = text.slice(0, -PARAGRAPH_BREAK.length)
  const pagesOf = new Map<string, number>()
  for (const { text: heading } of candidates) pagesOf.set(heading, (pagesOf.get(heading) ?? 0) + 1)
  const real = candidates.filter(({ text: heading }) => (pagesOf.get(heading) ?? 0) < RUNNING_HEADER_PAGES)
  const levelOf = rankSizes(real.map(({ size }) => size))
  return {
    text: trimmed,
    pages: ranges.map((range) => ({
      ...range,
      start: Math.min(range.start, trimmed.length),
      end: Math.min(range.end, trimmed.length),
    })),
    headings: real.map(({ size, text: heading, start }) => ({ level: levelOf(size), text: heading, start })),
  }
}
