/** A part of a text that was replaced, in offsets of the text before. Edits ascend and do not overlap. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly replacement: string
}

/** A text after edits, with the way back to the text before. */
export interface EditedText {
  readonly text: string
  /**
   * The range of the text before that a range of this text stands for. Ranges that begin or end inside a replacement
   * take in all of what it replaced.
   */
  toSource(start: number, end: number): { readonly start: number; readonly end: number }
}

/** Replaces parts of a text and remembers where everything came from. */
export function applyEdits(source: string, edits: readonly Edit[]): EditedText {
  if (edits.length === 0) return { text: source, toSource: (start, end) => ({ start, end }) }
  const parts: string[] = []
  // Of each edit: where its replacement begins in the new text.
  const places = new Float64Array(edits.length)
  let copied = 0
  let length = 0
  edits.forEach((edit, at) => {
    parts.push(source.slice(copied, edit.start), edit.replacement)
    length += edit.start - copied
    places[at] = length
    length += edit.replacement.length
    copied = edit.end
  })
  parts.push(source.slice(copied))

  // The edit that decides about an offset: the last one whose replacement begins at or before it.
  const editAt = (offset: number): number => {
    let low = -1
    let high = edits.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((places[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }
  const locate = (offset: number, side: 'start' | 'end'): number => {
    const at = editAt(offset)
    const edit = edits[at]
    if (edit === undefined) return offset
    const into = offset - (places[at] ?? 0)
    if (into < edit.replacement.length) return side === 'start' ? edit.start : edit.end
    return edit.end + into - edit.replacement.length
  }
  return {
    text: parts.join(''),
    toSource: (start, end) => {
      const from = locate(start, 'start')
      return { start: from, end: end > start ? Math.max(from, locateEnd(end, locate)) : from }
    },
  }
}

/** An end is just behind its last character, so that an edit that only begins there is left out. */
function locateEnd(end: number, locate: (offset: number, side: 'start' | 'end') => number): number {
  const last = locate(end - 1, 'end')
  const from = locate(end - 1, 'start')
  // Inside a replacement both sides differ and `last` is already behind it.
  return last === from ? last + 1 : last
}
