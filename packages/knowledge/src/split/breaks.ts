/** Where a text may be cut, best first. */
const PARAGRAPH = 0
const LINE = 1
const SENTENCE = 2
const WORD = 3
const LEVELS = 4

const WIDE_STOPS = new Set(['。', '！', '？', '．', '｡'])
const STOPS = new Set(['.', '!', '?', '…', '؟', '۔', '।'])
const CLOSERS = new Set(['"', "'", ')', ']', '”', '’', '»'])

/**
 * The best place to cut in (least, most]: the last end of a paragraph, else of a line, a sentence or a word; without
 * any, `most`, moved back so that it does not fall inside a character as people see it. Looks at nothing else, so the
 * time is bounded by the window.
 */
export function findBreak(text: string, least: number, most: number): number {
  const found = new Array<number>(LEVELS).fill(-1)
  for (let at = most; at > least; at--) {
    const level = breakLevel(text, at)
    if (level === PARAGRAPH) return at
    if (level !== null && found[level] === -1) found[level] = at
  }
  return found.find((at) => at !== -1) ?? characterEnd(text, least, most)
}

/** A start in [least, most) from which an overlap reads well: of a sentence, else of a word. */
export function findOverlapStart(text: string, least: number, most: number): number {
  let word = -1
  for (let at = least; at < most; at++) {
    const level = breakLevel(text, at)
    if (level !== null && level <= SENTENCE) return at
    if (level === WORD && word === -1) word = at
  }
  return word === -1 ? Math.min(most, nextWholeUnit(text, least)) : word
}

/** What ends just before `at`, where something else begins. */
function breakLevel(text: string, at: number): number | null {
  const before = text.charAt(at - 1)
  if (before === '\n') return text.charAt(at - 2) === '\n' ? PARAGRAPH : LINE
  if (WIDE_STOPS.has(before)) return SENTENCE
  if (!isSpace(before)) return null
  let end = at - 2
  if (CLOSERS.has(text.charAt(end))) end--
  return STOPS.has(text.charAt(end)) ? SENTENCE : WORD
}

function isSpace(character: string): boolean {
  return character === ' ' || (character !== '' && /\s/.test(character))
}

// Longer than any character in use: families of emoji with skin tones reach 25 units.
const CHARACTER_WINDOW = 64
const segmenter =
  typeof Intl !== 'undefined' && 'Segmenter' in Intl
    ? new Intl.Segmenter(undefined, { granularity: 'grapheme' })
    : null

function characterEnd(text: string, least: number, most: number): number {
  if (most >= text.length) return text.length
  const start = wholeUnit(text, Math.max(least, most - CHARACTER_WINDOW))
  let end = -1
  if (segmenter) {
    for (const { index } of segmenter.segment(text.slice(start, most + CHARACTER_WINDOW))) {
      if (start + index > most) break
      if (start + index > least) end = start + index
    }
  }
  if (end !== -1) return end
  const whole = wholeUnit(text, most)
  return whole > least ? whole : most + (whole < most ? 1 : 0)
}

/** `at`, or one more where it falls between the halves of a surrogate pair: never back to where a chunk began. */
function nextWholeUnit(text: string, at: number): number {
  return wholeUnit(text, at) === at ? at : at + 1
}

/** `at`, or one less where it falls between the halves of a surrogate pair. */
function wholeUnit(text: string, at: number): number {
  const isLow = (text.charCodeAt(at) & 0xfc00) === 0xdc00
  const followsHigh = (text.charCodeAt(at - 1) & 0xfc00) === 0xd800
  return isLow && followsHigh ? at - 1 : at
}
