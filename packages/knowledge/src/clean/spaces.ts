import type { Edit } from './offset-map.ts'

const NEWLINE = 10

/** Space, tab, form feed, return and the spaces of Unicode; not the newline. */
function isBlank(code: number): boolean {
  if (code < 128) return code === 32 || code === 9 || code === 12 || code === 13
  return (
    code === 0xa0 ||
    code === 0x1680 ||
    code === 0x180e ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  )
}

/**
 * Edits that make three or more newlines two and two or more blanks one space. Lines of nothing but blanks count as
 * empty. Scanned by hand: the regular expression for it takes quadratic time on long runs.
 */
export function spaceEdits(text: string): Edit[] {
  const edits: Edit[] = []
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code !== NEWLINE && !isBlank(code)) {
      at++
      continue
    }
    const start = at
    let newlines = 0
    let lastNewline = start
    while (at < text.length) {
      const next = text.charCodeAt(at)
      if (next === NEWLINE) {
        newlines++
        lastNewline = at
      } else if (!isBlank(next)) break
      at++
    }
    if (newlines >= 3) {
      edits.push({ start, end: lastNewline + 1, replacement: '\n\n' })
      collapseBlanks(text, lastNewline + 1, at, edits)
    } else if (at - start > 1) collapseBlanks(text, start, at, edits)
  }
  return edits
}

function collapseBlanks(text: string, start: number, end: number, edits: Edit[]): void {
  for (let at = start; at < end; ) {
    const from = at
    while (at < end && text.charCodeAt(at) !== NEWLINE) at++
    if (at - from > 1) edits.push({ start: from, end: at, replacement: ' ' })
    at++
  }
}
