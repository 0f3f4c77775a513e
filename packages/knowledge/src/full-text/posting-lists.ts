import { weightedCount } from './bm25.ts'
import { lookupKey, type QueryWord } from './query.ts'
import type { TermEntry } from './term-dictionary.ts'
import type { TermSegment } from './term-segment.ts'

/** The chunks that hold a word, by slot, and how much it counts in each. */
export interface PostingList {
  readonly slots: Uint32Array
  readonly weights: Float32Array
}

type Lookup = Pick<QueryWord, 'forms' | 'beginning'>

/** A word as segments know it. */
interface WordNames {
  /** By language. */
  readonly names: ReadonlyMap<string, Uint8Array>
  readonly beginning: Uint8Array | null
}

const NO_ENTRIES: readonly TermEntry[] = []

/** Decoded postings that are kept for the next question, all lists together. */
const MAX_KEPT = 1_000_000

/** Segments, and the postings that questions have asked of them. */
export class PostingLists {
  readonly #segments = new Map<TermSegment, number>()
  readonly #kept = new Map<string, PostingList>()
  readonly #vocabularies = new Map<string, ReadonlyMap<string, number>>()
  readonly #encoder = new TextEncoder()
  #keptPostings = 0
  #languages: Set<string> | null = null

  get languages(): ReadonlySet<string> {
    this.#languages ??= new Set([...this.#segments.keys()].map(({ language }) => language))
    return this.#languages
  }

  *segments(): Generator<{ readonly segment: TermSegment; readonly base: number }> {
    for (const [segment, base] of this.#segments) yield { segment, base }
  }

  /** `base` is the slot of its first chunk. */
  add(segment: TermSegment, base: number): void {
    this.#segments.set(segment, base)
    this.#forget()
  }

  /** Returns the slot of its first chunk. */
  remove(segment: TermSegment): number {
    const base = this.#segments.get(segment) ?? 0
    this.#segments.delete(segment)
    this.#forget()
    return base
  }

  clear(): void {
    this.#segments.clear()
    this.#forget()
  }

  /** Where a word stands; for the beginning of a word, where any word that begins so stands. */
  of(word: Lookup): PostingList {
    const key = lookupKey(word)
    const known = this.#kept.get(key)
    if (known) return known
    const list = this.#read(word)
    if (this.#keptPostings > MAX_KEPT) this.#forgetLists()
    this.#kept.set(key, list)
    this.#keptPostings += list.slots.length
    return list
  }

  /** How often a word stands in one chunk; null where it does not. */
  countsIn(
    word: Lookup,
    slot: number,
  ): { readonly title: number; readonly heading: number; readonly body: number } | null {
    const sum = { title: 0, heading: 0, body: 0 }
    const names = this.#namesOf(word)
    for (const [segment, base] of this.#segments) {
      if (slot < base || slot >= base + segment.chunkIds.length) continue
      for (const entry of entriesOf(segment, names)) {
        segment.readCounts(entry, (chunk, title, heading, body) => {
          if (base + chunk !== slot) return
          sum.title += title
          sum.heading += heading
          sum.body += body
        })
      }
    }
    return sum.title + sum.heading + sum.body > 0 ? sum : null
  }

  /** Terms of a language with the first letter of `term`, and how many chunks hold each. */
  vocabulary(language: string, term: string): ReadonlyMap<string, number> {
    const letter = String.fromCodePoint(term.codePointAt(0) ?? 0)
    const key = JSON.stringify([language, letter])
    const known = this.#vocabularies.get(key)
    if (known) return known
    const decoder = new TextDecoder()
    const bytes = this.#encoder.encode(letter)
    const found = new Map<string, number>()
    for (const segment of this.#segments.keys()) {
      if (segment.language !== language) continue
      for (const entry of segment.beginningWith(bytes)) {
        const name = decoder.decode(entry.name)
        found.set(name, (found.get(name) ?? 0) + entry.count)
      }
    }
    this.#vocabularies.set(key, found)
    return found
  }

  #read(word: Lookup): PostingList {
    const slots: number[] = []
    const weights: number[] = []
    const names = this.#namesOf(word)
    for (const [segment, base] of this.#segments) {
      const [only, ...others] = entriesOf(segment, names)
      if (!only) continue
      if (others.length === 0) {
        segment.readCounts(only, (chunk, title, heading, body) => {
          slots.push(base + chunk)
          weights.push(weightedCount(title, heading, body))
        })
        continue
      }
      const sums = new Float64Array(segment.chunkIds.length)
      for (const entry of [only, ...others]) {
        segment.readCounts(entry, (chunk, title, heading, body) => {
          sums[chunk] = (sums[chunk] ?? 0) + weightedCount(title, heading, body)
        })
      }
      sums.forEach((weight, chunk) => {
        if (weight === 0) return
        slots.push(base + chunk)
        weights.push(weight)
      })
    }
    return { slots: Uint32Array.from(slots), weights: Float32Array.from(weights) }
  }

  /** Encoded once: a base of thousands of small documents has as many segments. */
  #namesOf({ forms, beginning }: Lookup): WordNames {
    const names = new Map<string, Uint8Array>()
    for (const [language, form] of forms) {
      // A word may be longer than its stem: `refunds*` finds the stem `refund`, too.
      const isFound = beginning === null || !form.startsWith(beginning)
      if (isFound) names.set(language, this.#encoder.encode(form))
    }
    return { names, beginning: beginning === null ? null : this.#encoder.encode(beginning) }
  }

  #forget(): void {
    this.#languages = null
    this.#vocabularies.clear()
    this.#forgetLists()
  }

  #forgetLists(): void {
    this.#kept.clear()
    this.#keptPostings = 0
  }
}

function entriesOf(segment: TermSegment, { names, beginning }: WordNames): readonly TermEntry[] {
  const name = names.get(segment.language)
  const entry = name === undefined ? null : segment.find(name)
  const found = entry ? [entry] : NO_ENTRIES
  return beginning === null ? found : [...segment.beginningWith(beginning), ...found]
}
