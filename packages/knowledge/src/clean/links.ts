import type { Edit } from './offset-map.ts'

// Where words stand without spaces, the first of their characters ends an address.
const URL = /https?:\/\/[^\s<>"')\]}\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]+/g
const LOCAL = /[a-zA-Z0-9_.+-]/
const DOMAIN = /[a-zA-Z0-9.-]/
const MAX_LOCAL_CHARS = 64
const MAX_DOMAIN_CHARS = 255

interface Span {
  readonly start: number
  readonly end: number
}

/** Edits that drop e-mail addresses and web addresses. Markdown links and images stay, whatever their text is. */
export function linkEdits(text: string): Edit[] {
  const edits: Edit[] = []
  const links = markdownLinks(text)
  const isInLink = insideOf(links)
  const isInTarget = insideOf(links.map(({ target, end }) => ({ start: target, end })))
  for (const match of text.matchAll(URL)) {
    if (isInLink(match.index)) continue
    // What ends a sentence behind an address is not of it.
    let end = match.index + match[0].length
    while (/[.,;:!?]/.test(text.charAt(end - 1))) end--
    edits.push({ start: match.index, end, replacement: '' })
  }
  // From each @ outwards: a regular expression that begins with the local part takes quadratic time on long words.
  for (let at = text.indexOf('@'); at !== -1; at = text.indexOf('@', at + 1)) {
    let start = at
    while (start > 0 && at - start < MAX_LOCAL_CHARS && LOCAL.test(text.charAt(start - 1))) start--
    let end = at + 1
    while (end < text.length && end - at <= MAX_DOMAIN_CHARS && DOMAIN.test(text.charAt(end))) end++
    while (end > at && /[.-]/.test(text.charAt(end - 1))) end--
    if (!isInTarget(at) && start < at && text.slice(at + 1, end).includes('.'))
      edits.push({ start, end, replacement: '' })
  }
  return withoutOverlaps(edits)
}

/**
 * The links and images of Markdown to web addresses, with the place of the address. Scanned by hand: a regular expression
 * that begins with the text of a link takes quadratic time on open brackets.
 */
function markdownLinks(text: string): (Span & { readonly target: number })[] {
  const links: (Span & { readonly target: number })[] = []
  let free = 0
  for (let at = text.indexOf(']('); at !== -1; at = text.indexOf('](', Math.max(free, at + 2))) {
    const target = at + 2
    if (!/^https?:\/\//.test(text.slice(target, target + 8))) continue
    const before = Math.max(free, text.lastIndexOf(']', at - 1) + 1)
    const open = text.slice(before, at).indexOf('[')
    if (open === -1) continue
    const close = text.indexOf(')', target)
    if (close === -1) break
    free = close + 1
    links.push({ start: before + open, end: free, target })
  }
  return links
}

/** Tells whether a place is inside of one of some spans. Spans and the places that are asked for ascend. */
function insideOf(spans: readonly Span[]): (place: number) => boolean {
  let at = 0
  return (place) => {
    while (at < spans.length && (spans[at]?.end ?? 0) <= place) at++
    return place >= (spans[at]?.start ?? Number.POSITIVE_INFINITY)
  }
}

/** An address may stand inside another, e.g. an e-mail address in a URL. */
function withoutOverlaps(edits: Edit[]): Edit[] {
  edits.sort((a, b) => a.start - b.start || b.end - a.end)
  const kept: Edit[] = []
  for (const edit of edits) {
    const last = kept.at(-1)
    if (last === undefined || edit.start >= last.end) kept.push(edit)
    else if (edit.end > last.end)
      kept[kept.length - 1] = { start: last.start, end: edit.end, replacement: '' }
  }
  return kept
}
