const MIN_CHARS = 5
const LONG_CHARS = 8
/** In shorter words another letter usually makes another word: paint, point. */
const MIN_CHARS_TO_REPLACE = 7
const MAX_MISSING_END = 3
const ONE_EDIT = 0.8
const TWO_EDITS = 0.6

/**
 * The term of an index that a misspelled word most likely means: one edit away, two from eight letters on, with the
 * same first letter; or one that the word is the beginning of, since misspelled words are stemmed differently. Of
 * equally near ones the most frequent. Numbers are never corrected.
 */
export function nearTerms(
  term: string,
  vocabulary: Iterable<string>,
  frequency: (term: string) => number,
): { readonly matched: string; readonly certainty: number } | null {
  if (term.length < MIN_CHARS || !/^\p{L}+$/u.test(term)) return null
  const limit = term.length >= LONG_CHARS ? 2 : 1
  let matched: string | null = null
  let distance = limit + 1
  let frequencyOfMatched = 0
  for (const candidate of vocabulary) {
    if (candidate.length < MIN_CHARS || candidate.charCodeAt(0) !== term.charCodeAt(0)) continue
    const edits = distanceOf(term, candidate, Math.min(limit, distance))
    if (edits > limit || edits > distance) continue
    const count = frequency(candidate)
    if (count === 0 || (edits === distance && count <= frequencyOfMatched)) continue
    matched = candidate
    distance = edits
    frequencyOfMatched = count
  }
  return matched === null ? null : { matched, certainty: distance <= 1 ? ONE_EDIT : TWO_EDITS }
}

function distanceOf(term: string, candidate: string, limit: number): number {
  const longer = candidate.length - term.length
  if (longer > 0 && longer <= MAX_MISSING_END && candidate.startsWith(term)) return 1
  return Math.abs(longer) > limit ? limit + 1 : editDistance(term, candidate, limit)
}

/**
 * Edits between two words: a letter more, less or another, or two neighbours swapped. Another letter counts twice in
 * short words. Anything above `limit` is `limit + 1`.
 */
export function editDistance(a: string, b: string, limit: number): number {
  const replacing = Math.min(a.length, b.length) < MIN_CHARS_TO_REPLACE ? 2 : 1
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let edits = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (same ? 0 : replacing),
      )
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, (beforeLast[j - 2] ?? 0) + 1)
      }
      row.push(edits)
      least = Math.min(least, edits)
    }
    if (least > limit) return limit + 1
    beforeLast = last
    last = row
  }
  return Math.min(last[b.length] ?? 0, limit + 1)
}
