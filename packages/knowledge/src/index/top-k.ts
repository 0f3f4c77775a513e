/** Keeps the `limit` items with the highest scores in a heap whose root is the worst of them. */
export class TopK {
  readonly #limit: number
  readonly #items: number[] = []
  readonly #scores: number[] = []

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Scores at or below it are not among the best any more. */
  get threshold(): number {
    if (this.#limit === 0) return Number.POSITIVE_INFINITY
    return this.#items.length < this.#limit ? Number.NEGATIVE_INFINITY : (this.#scores[0] ?? 0)
  }

  offer(item: number, score: number): void {
    const size = this.#items.length
    if (size < this.#limit) {
      this.#items.push(item)
      this.#scores.push(score)
      this.#up(size)
    } else if (size > 0 && this.#isWorse(this.#scores[0] ?? 0, this.#items[0] ?? 0, score, item)) {
      this.#items[0] = item
      this.#scores[0] = score
      this.#down(0)
    }
  }

  /** Best first; equal scores by item. */
  take(): { readonly item: number; readonly score: number }[] {
    return this.#items
      .map((item, at) => ({ item, score: this.#scores[at] ?? 0 }))
      .sort((a, b) => b.score - a.score || a.item - b.item)
  }

  #isWorse(score: number, item: number, otherScore: number, otherItem: number): boolean {
    return score < otherScore || (score === otherScore && item > otherItem)
  }

  #worseAt(a: number, b: number): boolean {
    return this.#isWorse(this.#scores[a] ?? 0, this.#items[a] ?? 0, this.#scores[b] ?? 0, this.#items[b] ?? 0)
  }

  #up(from: number): void {
    let at = from
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!this.#worseAt(at, parent)) return
      this.#swap(at, parent)
      at = parent
    }
  }

  #down(from: number): void {
    const size = this.#items.length
    for (let at = from; ; ) {
      let worst = at
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < size && this.#worseAt(child, worst)) worst = child
      if (worst === at) return
      this.#swap(at, worst)
      at = worst
    }
  }

  #swap(a: number, b: number): void {
    const item = this.#items[a] ?? 0
    const score = this.#scores[a] ?? 0
    this.#items[a] = this.#items[b] ?? 0
    this.#scores[a] = this.#scores[b] ?? 0
    this.#items[b] = item
    this.#scores[b] = score
  }
}
