import type { TermBlock } from '../store/knowledge-store.ts'
import { nearTerms } from './near-terms.ts'
import { MAX_SLOTS, Postings } from './postings.ts'

/** Robertson's BM25 with the usual constants. */
const K1 = 1.2
const B = 0.75

/** A term of a question: how much it counts, and what it stands for in the index. */
export interface QueryTerm {
  readonly term: string
  /** How often the question says it. */
  readonly count: number
  /** Term of the index that is meant: the same, or one that is spelled nearly so, or none. */
  readonly matched: string | null
  /** 1 for the term itself, less for a near spelling, 0 for none. */
  readonly certainty: number
  /** Inverse document frequency; that of a term in no chunk where nothing matches. */
  readonly idf: number
}

/** BM25 scores by slot. Valid until the next `score`. */
export interface FullTextScores {
  readonly scores: Float64Array
  /** Slots with a score above 0. */
  readonly slots: readonly number[]
}

/** BM25 over the chunks of a base. Documents come and go without a rebuild. */
export class FullTextIndex {
  readonly #terms = new Map<string, number>()
  readonly #postings = new Postings()
  readonly #chunkIds: (string | undefined)[] = []
  readonly #slots = new Map<string, number>()
  readonly #slotsOfDocument = new Map<string, number[]>()
  readonly #free: number[] = []
  #lengths: Uint32Array = new Uint32Array(1024)
  #totalLength = 0
  #scores: Float64Array = new Float64Array(0)

  /** How many chunks it holds. */
  get size(): number {
    return this.#slots.size
  }

  chunkId(slot: number): string | undefined {
    return this.#chunkIds[slot]
  }

  slot(chunkId: string): number | undefined {
    return this.#slots.get(chunkId)
  }

  add(block: TermBlock): void {
    const slots = block.chunkIds.map((chunkId, at) => this.#take(chunkId, block.lengths[at] ?? 0))
    const ofDocument = this.#slotsOfDocument.get(block.documentId)
    if (ofDocument) ofDocument.push(...slots)
    else this.#slotsOfDocument.set(block.documentId, slots)
    for (const [term, postings] of Object.entries(block.postings)) {
      const id = this.#termId(term)
      for (let at = 0; at + 1 < postings.length; at += 2) {
        const slot = slots[postings[at] ?? 0]
        if (slot !== undefined) this.#postings.add(id, slot, postings[at + 1] ?? 0)
      }
    }
  }

  removeDocument(documentId: string): void {
    const slots = this.#slotsOfDocument.get(documentId)
    if (!slots) return
    const gone = new Set(slots)
    this.#postings.remove((slot) => gone.has(slot))
    for (const slot of slots) {
      this.#totalLength -= this.#lengths[slot] ?? 0
      this.#lengths[slot] = 0
      const chunkId = this.#chunkIds[slot]
      if (chunkId !== undefined) this.#slots.delete(chunkId)
      this.#chunkIds[slot] = undefined
      this.#free.push(slot)
    }
    this.#slotsOfDocument.delete(documentId)
  }

  /** How many chunks hold a term. */
  frequency(term: string): number {
    const id = this.#terms.get(term)
    return id === undefined ? 0 : this.#postings.size(id)
  }

  /** Weighs a question's terms. One that is in no chunk may match one that is spelled nearly the same. */
  resolve(terms: ReadonlyMap<string, number>): QueryTerm[] {
    return [...terms].map(([term, count]) => {
      const frequency = this.frequency(term)
      if (frequency > 0) return { term, count, matched: term, certainty: 1, idf: this.#idf(frequency) }
      const near = nearTerms(term, this.#terms.keys(), (candidate) => this.frequency(candidate))
      if (near === null) return { term, count, matched: null, certainty: 0, idf: this.#idf(0) }
      return { term, count, ...near, idf: this.#idf(this.frequency(near.matched)) }
    })
  }

  /** BM25 of every chunk that holds one of the terms. */
  score(query: readonly QueryTerm[]): FullTextScores {
    const count = this.#chunkIds.length
    if (this.#scores.length < count) this.#scores = new Float64Array(Math.ceil(count * 1.25))
    else this.#scores.fill(0, 0, count)
    const scores = this.#scores
    const slots: number[] = []
    const average = this.#totalLength / Math.max(1, this.size) || 1
    for (const { matched, count, certainty, idf } of query) {
      const id = matched === null ? undefined : this.#terms.get(matched)
      if (id === undefined) continue
      const weight = count * certainty * idf * (K1 + 1)
      this.#postings.forEach(id, (slot, times) => {
        const before = scores[slot] ?? 0
        if (before === 0) slots.push(slot)
        const lengthFactor = 1 - B + (B * (this.#lengths[slot] ?? 0)) / average
        scores[slot] = before + (weight * times) / (times + K1 * lengthFactor)
      })
    }
    return { scores, slots }
  }

  /** Visits the chunks that hold a term. */
  forEachSlot(term: string, visit: (slot: number) => void): void {
    const id = this.#terms.get(term)
    if (id !== undefined) this.#postings.forEach(id, visit)
  }

  #idf(frequency: number): number {
    return Math.log(1 + (this.size - frequency + 0.5) / (frequency + 0.5))
  }

  #termId(term: string): number {
    const known = this.#terms.get(term)
    if (known !== undefined) return known
    const id = this.#terms.size
    this.#terms.set(term, id)
    return id
  }

  #take(chunkId: string, length: number): number {
    const slot = this.#free.pop() ?? this.#chunkIds.length
    if (slot >= MAX_SLOTS) throw new RangeError(`a base holds at most ${MAX_SLOTS} chunks`)
    this.#chunkIds[slot] = chunkId
    this.#slots.set(chunkId, slot)
    if (slot >= this.#lengths.length) {
      const larger = new Uint32Array(Math.ceil((slot + 1) * 1.5))
      larger.set(this.#lengths)
      this.#lengths = larger
    }
    this.#lengths[slot] = length
    this.#totalLength += length
    return slot
  }
}
