type Keywords = ReadonlySet<string>

/**
 * TF-IDF vectors of sets of keywords, as Dify's weighted score compares question and candidates: every count is 1, and
 * the frequencies are those among the candidates (`_calculate_keyword_score` of its `weight_rerank.py`). Unlike
 * embeddings they compare passages of different bases with each other.
 */
export class KeywordSpace {
  readonly #size: number
  readonly #frequency = new Map<string, number>()

  constructor(candidates: Iterable<Keywords>) {
    let size = 0
    for (const keywords of candidates) {
      size++
      for (const keyword of keywords) this.#frequency.set(keyword, (this.#frequency.get(keyword) ?? 0) + 1)
    }
    this.#size = size
  }

  /** 0 where nothing is in common, 1 for the same keywords. */
  cosine(a: Keywords, b: Keywords): number {
    const lengths = this.#length(a) * this.#length(b)
    if (lengths === 0) return 0
    let dot = 0
    for (const keyword of a) if (b.has(keyword)) dot += this.#idf(keyword) ** 2
    return dot / lengths
  }

  #length(keywords: Keywords): number {
    let sum = 0
    for (const keyword of keywords) sum += this.#idf(keyword) ** 2
    return Math.sqrt(sum)
  }

  /** Words that no candidate holds weigh nothing. */
  #idf(keyword: string): number {
    const count = this.#frequency.get(keyword)
    return count === undefined ? 0 : Math.log((1 + this.#size) / (1 + count)) + 1
  }
}
