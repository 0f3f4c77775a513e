import type { Edit } from './offset-map.ts'

const URL = /https?:\/\/[^\s<>"')\]}，。、；]+/g
const LOCAL = /[a-zA-Z0-9_.+-]/
const DOMAIN = /[a-zA-Z0-9.-]/
const MAX_LOCAL_CHARS = 64
const MAX_DOMAIN_CHARS = 255

/** Edits that drop e-mail addresses and web addresses. Addresses inside Markdown links and images stay. */
export function linkEdits(text: string): Edit[] {
  const edits: Edit[] = []
  for (const match of text.matchAll(URL)) {
    if (text.slice(match.index - 2, match.index) === '](') continue
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
    if (start < at && text.slice(at + 1, end).includes('.')) edits.push({ start, end, replacement: '' })
  }
  return withoutOverlaps(edits)
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
