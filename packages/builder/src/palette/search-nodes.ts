/** Something to be found by its words. @internal */
export interface Searchable {
  readonly title: string
  readonly description: string
  readonly type: string
}

/** How well a text fits what is looked for: substring, then word start, then the letters in order. 0: not at all. @internal */
export function scoreText(text: string, wanted: string): number {
  const haystack = text.toLowerCase()
  const needle = wanted.trim().toLowerCase()
  if (needle === '') return 1
  const at = haystack.indexOf(needle)
  if (at === 0) return 100
  if (at > 0) return /[^\p{L}\p{N}]/u.test(haystack[at - 1] ?? '') ? 80 : 60
  const initials = haystack
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => word[0] ?? '')
    .join('')
  if (needle.length > 1 && initials.startsWith(needle)) return 50
  let from = 0
  for (const letter of needle) {
    const found = haystack.indexOf(letter, from)
    if (found < 0) return 0
    from = found + 1
  }
  return needle.length > 2 ? 10 : 0
}

/** The things that fit, in their own order when nothing is looked for, else the best first. @internal */
export function searchNodes<T extends Searchable>(items: readonly T[], wanted: string): readonly T[] {
  if (wanted.trim() === '') return items
  return items
    .map((item) => ({
      item,
      score: Math.max(
        scoreText(item.title, wanted),
        scoreText(item.type, wanted) - 5,
        scoreText(item.description, wanted) - 45,
      ),
    }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ item }) => item)
}
