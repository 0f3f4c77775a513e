/** One line of a text: what it is and where. @internal */
export interface Line {
  readonly kind: 'blank' | 'heading' | 'item' | 'row' | 'rule' | 'plain'
  /** Range without surrounding spaces and without the mark of a heading or list item. */
  readonly start: number
  readonly end: number
  readonly isIndented: boolean
}

const HEADING_MARK = /^#{1,6}\s+/
const ITEM_MARK = /^(?:[-*+•‣▪◦●–—·]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\))\s+/
const SECTION_NUMBER = /^(?:\d+(?:\.\d+)+\.?|§\s?\d+|[IVX]+\.)\s+\p{Lu}/u
const KEY_VALUE = /^\p{Lu}[\p{L}\p{N} /&.-]{1,30}:\s+\S/u
const TABLE_RULE = /^\|?\s*:?-{2,}[\s:|-]*$/
const LINE_RULE = /^(?:[-*_=]\s?){3,}$/
const SENTENCE_END = /[.!?…:;,。！？]["'”’»)\]]*$/
const OPEN_END =
  /\b(?:a|an|and|as|at|by|for|from|in|into|of|on|or|our|the|their|this|to|with|your|und|der|die|das|et|de)$/i

/** @internal */
export function splitLines(text: string): Line[] {
  const raw = [...text.matchAll(/[^\n\r\u2028\u2029]+|\r\n|\n|\r|[\u2028\u2029]/g)]
  const spans: { start: number; end: number; isIndented: boolean }[] = []
  let isFresh = true
  for (const found of raw) {
    if (/^[\r\n\u2028\u2029]/.test(found[0])) {
      if (isFresh) spans.push({ start: found.index, end: found.index, isIndented: false })
      isFresh = true
      continue
    }
    isFresh = false
    const leading = found[0].length - found[0].trimStart().length
    const start = found.index + leading
    spans.push({
      start,
      end: Math.max(start, found.index + found[0].trimEnd().length),
      isIndented: leading > 0,
    })
  }
  const texts = spans.map(({ start, end }) => text.slice(start, end))
  return spans.map((span, index) => classify(span, texts, index))
}

function classify(
  span: { readonly start: number; readonly end: number; readonly isIndented: boolean },
  texts: readonly string[],
  index: number,
): Line {
  const line = texts[index] ?? ''
  if (line === '') return { ...span, kind: 'blank' }
  if (TABLE_RULE.test(line) || LINE_RULE.test(line)) return { ...span, kind: 'rule' }
  const heading = HEADING_MARK.exec(line)
  if (heading) return { ...span, kind: 'heading', start: span.start + heading[0].length }
  if (line.startsWith('|') || line.split('|').length > 2 || line.includes('\t'))
    return { ...span, kind: 'row' }
  if (SECTION_NUMBER.test(line) && isShort(line)) return { ...span, kind: 'heading' }
  const item = ITEM_MARK.exec(line)
  if (item) {
    const isNumbered = /\d\./.test(item[0])
    const hasSisters = [neighbour(texts, index, -1), neighbour(texts, index, 1)].some((other) =>
      ITEM_MARK.test(other),
    )
    const kind = isNumbered && !hasSisters && isShort(line) ? 'heading' : 'item'
    return { ...span, kind, start: span.start + item[0].length }
  }
  const next = texts[index + 1] ?? ''
  if (KEY_VALUE.test(line) && !/^\p{Ll}/u.test(next)) return { ...span, kind: 'item' }
  return {
    ...span,
    kind: looksLikeTitle(line, texts[index - 1] ?? '', next, texts.length) ? 'heading' : 'plain',
  }
}

/** A short line of its own, as documents without markup write headings. */
function looksLikeTitle(line: string, previous: string, next: string, count: number): boolean {
  if (count === 1 || !isShort(line) || !/^[\p{Lu}\p{N}\p{Lo}]/u.test(line) || OPEN_END.test(line))
    return false
  if (previous !== '' && !SENTENCE_END.test(previous)) return false
  if (next === '') return previous === '' || isShort(line)
  return (
    /^[\p{Lu}\p{N}\p{Lo}•*-]/u.test(next) && (line.length < next.length * 0.6 || line === line.toUpperCase())
  )
}

function isShort(line: string): boolean {
  return line.length <= 70 && line.split(/\s+/).length <= 10 && !SENTENCE_END.test(line)
}

/** The nearest line that is not blank. */
function neighbour(texts: readonly string[], index: number, step: 1 | -1): string {
  for (let at = index + step; at >= 0 && at < texts.length; at += step) {
    const other = texts[at]
    if (other) return other
  }
  return ''
}
