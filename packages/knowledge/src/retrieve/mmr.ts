/** An item with its place in a list that puts items which say the same further down. */
export interface Diversified<Item> {
  readonly item: Item
  /** 0 to 1. */
  readonly relevance: number
  /** To the most similar item above it; 0 for the first. */
  readonly similarity: number
  readonly score: number
}

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): takes, again and again, the item with the highest
 * `lambda * relevance - (1 - lambda) * similarity to what is taken`. Items come best first; `lambda` 1 keeps their order.
 */
export function diversify<Item>(
  items: readonly { readonly item: Item; readonly relevance: number }[],
  lambda: number,
  similarity: (a: Item, b: Item) => number,
): Diversified<Item>[] {
  const left = items.map(({ item, relevance }) => ({ item, relevance, similarity: 0 }))
  const taken: Diversified<Item>[] = []
  while (left.length > 0) {
    let best = 0
    let bestScore = Number.NEGATIVE_INFINITY
    left.forEach((each, at) => {
      const score = lambda * each.relevance - (1 - lambda) * each.similarity
      if (score > bestScore) {
        best = at
        bestScore = score
      }
    })
    const [next] = left.splice(best, 1)
    if (!next) break
    taken.push({ ...next, score: bestScore })
    for (const each of left) each.similarity = Math.max(each.similarity, similarity(next.item, each.item))
  }
  return taken
}
