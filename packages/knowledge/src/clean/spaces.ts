import type { Edit } from './offset-map.ts'

const NEWLINES = /\n{3,}/g
const BLANKS = /[\t\f\r \u00a0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]{2,}/g

/**
 * Edits that make three or more newlines two, and two or more blanks one space, as Dify does: a line of nothing but blanks
 * is a line.
 */
export function spaceEdits(text: string): Edit[] {
  return [...editsOf(text, NEWLINES, '\n\n'), ...editsOf(text, BLANKS, ' ')].sort((a, b) => a.start - b.start)
}

function editsOf(text: string, pattern: RegExp, replacement: string): Edit[] {
  return Array.from(text.matchAll(pattern), ({ index, 0: found }) => ({
    start: index,
    end: index + found.length,
    replacement,
  }))
}
