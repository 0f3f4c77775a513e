/** Counts in the unit of the settings along one text. All offsets are UTF-16. */
export interface Ruler {
  size(start: number, end: number): number
  /** The farthest end of a range from `start` that is at most `size` long: always behind `start`. */
  reach(start: number, size: number): number
  /** The first start of a range up to `end` that is at most `size` long. */
  back(end: number, size: number): number
  /** Pieces below this size are joined with what follows: alone, e.g. a heading, they answer nothing. */
  readonly joinBelow: number
}

export function characterRuler(length: number): Ruler {
  return {
    size: (start, end) => end - start,
    reach: (start, size) => Math.min(length, start + size),
    back: (end, size) => Math.max(0, end - size),
    joinBelow: 240,
  }
}

/** Longest piece that is counted at once: tokens of long words take quadratic time. */
const MAX_PIECE = 32
const CACHED_PIECES = 20_000

export type CountTokens = (text: string) => number

/** The counter of `o200k_base`. Its table (about 1 MB) is fetched when it is first needed. */
export async function loadTokenCounter(): Promise<CountTokens> {
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
  return (text) => countTokens(text, { disallowedSpecial: new Set() })
}

/**
 * Counts in tokens. Words are counted one by one with the space before them, as the tokenizer cuts them; what lies inside
 * a word is shared out evenly.
 */
export function tokenRuler(text: string, countTokens: CountTokens): Ruler {
  const known = new Map<string, number>()
  const count = (piece: string): number => {
    const found = known.get(piece)
    if (found !== undefined) return found
    const tokens = countTokens(piece)
    if (known.size < CACHED_PIECES) known.set(piece, tokens)
    return tokens
  }
  const ends: number[] = [0]
  const sums: number[] = [0]
  for (let at = 0, sum = 0; at < text.length; ) {
    const end = pieceEnd(text, at)
    sum += count(text.slice(at, end))
    ends.push(end)
    sums.push(sum)
    at = end
  }
  /** Tokens before an offset, with a part of the one that it falls into. */
  const before = (offset: number): number => along(ends, sums, offset)
  const offsetOf = (tokens: number): number => along(sums, ends, tokens)
  return {
    size: (start, end) => Math.ceil(before(end) - before(start) - ROUNDING),
    reach: (start, size) =>
      Math.min(text.length, Math.max(start + 1, Math.floor(offsetOf(before(start) + size) + ROUNDING))),
    back: (end, size) => Math.max(0, Math.ceil(offsetOf(Math.max(0, before(end) - size)) - ROUNDING)),
    joinBelow: 60,
  }
}

/** Sums of fractions are never exact. */
const ROUNDING = 1e-6

function pieceEnd(text: string, from: number): number {
  let at = from
  const most = Math.min(text.length, from + MAX_PIECE)
  while (at < most && isSpace(text.charCodeAt(at))) at++
  while (at < most && !isSpace(text.charCodeAt(at))) at++
  const isInsidePair = at < text.length && at > from + 1 && (text.charCodeAt(at) & 0xfc00) === 0xdc00
  return isInsidePair ? at - 1 : at
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

/** Of a line through the points (`from[i]`, `to[i]`), ascending: where it is at `value`. */
function along(from: readonly number[], to: readonly number[], value: number): number {
  let low = 0
  let high = from.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((from[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  const start = from[low] ?? 0
  const next = from[low + 1]
  const place = to[low] ?? 0
  if (next === undefined || next === start) return place
  return place + ((value - start) / (next - start)) * ((to[low + 1] ?? place) - place)
}
