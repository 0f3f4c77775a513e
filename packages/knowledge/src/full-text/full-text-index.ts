import type { TermContribution } from '@skep/client'
import type { TermBlock } from '../store/knowledge-store.ts'
import { FIELDS } from '../text/analyzer.ts'
import { idfOf, saturation, weightedCount } from './bm25.ts'
import { nearTerms } from './near-terms.ts'
import { phraseChunks } from './phrases.ts'
import { PostingLists } from './posting-lists.ts'
import type { QueryWord, WordQuery } from './query.ts'
import { TermSegment } from './term-segment.ts'

/** A term of a question: how much it counts, and what it stands for in the index. */
export interface QueryTerm extends QueryWord {
  /** The word as a term; the beginning of one for `word*`. */
  readonly term: string
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

/** Renumbering starts when more than half of the slots, and at least so many, belong to removed chunks. */
const LEAST_HOLES = 1024

/**
 * BM25 over the chunks of a base. Blocks stay as they were stored: a search reads the postings of its own terms, and
 * documents come and go without a rebuild.
 */
export class FullTextIndex {
  /** By document, then by number. */
  readonly #documents = new Map<string, Map<number, TermSegment>>()
  readonly #lists = new PostingLists()
  readonly #slots = new Map<string, number>()
  #chunkIds: (string | undefined)[] = []
  #lengths: Uint32Array = new Uint32Array(1024)
  #totalLength = 0
  #bytes = 0
  #scores: Float64Array = new Float64Array(0)

  /** How many chunks it holds. */
  get size(): number {
    return this.#slots.size
  }

  /** Bytes that it takes, about. */
  get bytes(): number {
    return this.#bytes + this.#chunkIds.length * 100
  }

  /** Snowball names of the languages of its chunks. */
  get languages(): ReadonlySet<string> {
    return this.#lists.languages
  }

  chunkId(slot: number): string | undefined {
    return this.#chunkIds[slot]
  }

  slot(chunkId: string): number | undefined {
    return this.#slots.get(chunkId)
  }

  /** How many chunks some documents have. */
  chunkCount(documentIds: ReadonlySet<string>): number {
    let count = 0
    for (const { segment } of this.#segmentsOf(documentIds)) count += segment.chunkIds.length
    return count
  }

  /** One byte a slot: 1 where it holds a chunk of these documents. */
  slotsOf(documentIds: ReadonlySet<string>): Uint8Array {
    const slots = new Uint8Array(this.#chunkIds.length)
    for (const { segment, base } of this.#segmentsOf(documentIds)) {
      slots.fill(1, base, base + segment.chunkIds.length)
    }
    return slots
  }

  *#segmentsOf(documentIds: ReadonlySet<string>): ReturnType<PostingLists['segments']> {
    for (const each of this.#lists.segments()) if (documentIds.has(each.segment.documentId)) yield each
  }

  /** Adds the terms of a block, in place of those that the block had before. */
  add(block: TermBlock): void {
    this.#removeSegment(block.documentId, block.index)
    this.#insert(new TermSegment(block))
    this.#compact()
  }

  removeDocument(documentId: string): void {
    for (const index of [...(this.#documents.get(documentId)?.keys() ?? [])]) {
      this.#removeSegment(documentId, index)
    }
    this.#compact()
  }

  /** How many chunks hold a term, in whatever language. */
  frequency(term: string): number {
    const forms = new Map([...this.languages].map((language) => [language, term]))
    return this.#lists.of({ forms, beginning: null }).slots.length
  }

  /** Weighs a question's words. One that is in no chunk may match one that is spelled nearly the same. */
  resolve({ words }: WordQuery): QueryTerm[] {
    return words.map((word) => {
      const [term = word.beginning ?? ''] = word.forms.values()
      const frequency = this.#lists.of(word).slots.length
      if (frequency > 0) return { ...word, term, matched: term, certainty: 1, idf: this.#idf(frequency) }
      const none = { ...word, term, matched: null, certainty: 0, idf: this.#idf(0) }
      if (word.beginning !== null || word.isFunctionWord) return none
      let best: QueryTerm = none
      for (const [language, form] of word.forms) {
        const vocabulary = this.#lists.vocabulary(language, form)
        const near = nearTerms(form, vocabulary.keys(), (candidate) => vocabulary.get(candidate) ?? 0)
        if (near === null || near.certainty <= best.certainty) continue
        const forms = new Map([[language, near.matched]])
        const found = this.#lists.of({ forms, beginning: null }).slots.length
        best = { ...word, ...near, forms, term, idf: this.#idf(found) }
      }
      return best
    })
  }

  /**
   * The slots that a question asks for by its phrases; null where any will do. A question asks for the phrases when they
   * make up half of its words; in a longer one quotation marks only mark words. A phrase that no chunk holds asks for
   * nothing but its words.
   */
  phraseSlots({ words, phrases }: WordQuery): ReadonlySet<number> | null {
    const inPhrases = phrases.reduce((sum, phrase) => sum + phrase.words.length, 0)
    const inAll = words.reduce((sum, { count }) => sum + count, 0)
    if (inPhrases * 2 < inAll) return null
    let slots: ReadonlySet<number> | null = null
    for (const phrase of phrases) {
      const found = new Set<number>()
      for (const { segment, base } of this.#lists.segments()) {
        for (const chunk of phraseChunks(segment, phrase)) found.add(base + chunk)
      }
      if (found.size > 0) slots = inBoth(slots, found)
    }
    return slots
  }

  /** BM25 of every chunk that holds one of the terms and, where `within` is given, is one of those slots. */
  score(query: readonly QueryTerm[], within: ReadonlySet<number> | null = null): FullTextScores {
    const count = this.#chunkIds.length
    if (this.#scores.length < count) this.#scores = new Float64Array(Math.ceil(count * 1.25))
    else this.#scores.fill(0, 0, count)
    const scores = this.#scores
    const slots: number[] = []
    const average = this.#averageLength()
    for (const term of query) {
      if (term.matched === null) continue
      const weight = term.count * term.certainty * term.idf
      const list = this.#lists.of(term)
      for (let at = 0; at < list.slots.length; at++) {
        const slot = list.slots[at] ?? 0
        if (within !== null && !within.has(slot)) continue
        const before = scores[slot] ?? 0
        if (before === 0) slots.push(slot)
        scores[slot] = before + weight * saturation(list.weights[at] ?? 0, this.#lengths[slot] ?? 0, average)
      }
    }
    return { scores, slots }
  }

  /** Visits the chunks that hold a term. */
  forEachSlot(term: Pick<QueryTerm, 'forms' | 'beginning'>, visit: (slot: number) => void): void {
    for (const slot of this.#lists.of(term).slots) visit(slot)
  }

  /** How the score of a chunk comes about, the largest part first. */
  explain(query: readonly QueryTerm[], slot: number): TermContribution[] {
    const average = this.#averageLength()
    return query
      .flatMap((term): TermContribution[] => {
        const { matched, certainty, idf, count } = term
        const counts = matched === null ? null : this.#lists.countsIn(term, slot)
        if (matched === null || counts === null) return []
        const weight = weightedCount(counts.title, counts.heading, counts.body)
        const earned = saturation(weight, this.#lengths[slot] ?? 0, average)
        return [
          {
            term: term.term,
            matched,
            certainty,
            chunks: this.#lists.of(term).slots.length,
            idf,
            counts,
            saturation: earned,
            contribution: count * certainty * idf * earned,
          },
        ]
      })
      .sort((a, b) => b.contribution - a.contribution)
  }

  #idf(frequency: number): number {
    return idfOf(frequency, this.size)
  }

  #averageLength(): number {
    return this.#totalLength / Math.max(1, this.size) || 1
  }

  #insert(segment: TermSegment): void {
    const base = this.#chunkIds.length
    const end = base + segment.chunkIds.length
    if (end > this.#lengths.length) {
      const larger = new Uint32Array(Math.ceil(end * 1.5))
      larger.set(this.#lengths)
      this.#lengths = larger
    }
    segment.chunkIds.forEach((chunkId, at) => {
      this.#chunkIds.push(chunkId)
      this.#slots.set(chunkId, base + at)
      let length = 0
      for (let field = 0; field < FIELDS.length; field++) {
        length += segment.lengths[at * FIELDS.length + field] ?? 0
      }
      this.#lengths[base + at] = length
      this.#totalLength += length
    })
    const ofDocument = this.#documents.get(segment.documentId) ?? new Map<number, TermSegment>()
    this.#documents.set(segment.documentId, ofDocument.set(segment.index, segment))
    this.#lists.add(segment, base)
    this.#bytes += segment.bytes
  }

  #removeSegment(documentId: string, index: number): void {
    const ofDocument = this.#documents.get(documentId)
    const segment = ofDocument?.get(index)
    if (!ofDocument || !segment) return
    ofDocument.delete(index)
    if (ofDocument.size === 0) this.#documents.delete(documentId)
    const base = this.#lists.remove(segment)
    this.#bytes -= segment.bytes
    segment.chunkIds.forEach((chunkId, at) => {
      this.#totalLength -= this.#lengths[base + at] ?? 0
      this.#chunkIds[base + at] = undefined
      if (this.#slots.get(chunkId) === base + at) this.#slots.delete(chunkId)
    })
  }

  /** Gives the chunks new slots without holes; what is stored of them stays as it is. */
  #compact(): void {
    const holes = this.#chunkIds.length - this.#slots.size
    if (holes < LEAST_HOLES || holes * 2 < this.#chunkIds.length) return
    const segments = [...this.#lists.segments()].map(({ segment }) => segment)
    this.#lists.clear()
    this.#documents.clear()
    this.#slots.clear()
    this.#chunkIds = []
    this.#totalLength = 0
    this.#bytes = 0
    for (const segment of segments) this.#insert(segment)
  }
}

function inBoth(slots: ReadonlySet<number> | null, found: ReadonlySet<number>): ReadonlySet<number> {
  return slots === null ? found : new Set([...slots].filter((slot) => found.has(slot)))
}
