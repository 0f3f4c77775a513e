import type { KnowledgeChunk } from '@skep/client'
import type { Breathe } from '../embed/breathe.ts'
import type { SplitChunk } from '../split/split-document.ts'
import { type SearchUnit, unitsOf } from '../store/search-units.ts'
import { type Analyzer, countsWithoutTitle } from '../text/analyzer.ts'
import { type PreparedChunk, prepareChunk, toChunk } from './prepared-chunk.ts'

/**
 * A document of at most so many chunks keeps their words between the fit of an embedder and their batch; of a longer one
 * they are taken again, which costs less than their memory.
 */
const KEPT_CHUNKS = 2_048

/**
 * The chunks of a document on their way into the index. They are named and analysed when they are asked for: the words of
 * a long document take many times the memory of its text.
 */
export class NewChunks {
  readonly length: number
  /** How much is searched of them. */
  readonly unitCount: number
  readonly isParents: boolean
  readonly #cut: (SplitChunk | undefined)[]
  readonly #documentId: string
  readonly #chunkId: (index: number) => string
  readonly #analyzer: Analyzer
  readonly #title: string
  readonly #kept = new Map<number, PreparedChunk>()
  /** Of each chunk: how many units stand before it. Absent where each chunk is one unit. */
  readonly #unitsBefore?: Uint32Array

  constructor(
    documentId: string,
    cut: readonly SplitChunk[],
    chunkId: (index: number) => string,
    analyzer: Analyzer,
    title: string,
  ) {
    this.#documentId = documentId
    this.#cut = [...cut]
    this.#chunkId = chunkId
    this.#analyzer = analyzer
    this.#title = title
    this.length = cut.length
    this.isParents = cut.some(({ children }) => children)
    this.unitCount = cut.length
    if (!this.isParents) return
    this.#unitsBefore = new Uint32Array(cut.length)
    this.unitCount = 0
    for (const [at, { children }] of cut.entries()) {
      this.#unitsBefore[at] = this.unitCount
      this.unitCount += children ? children.length : 1
    }
  }

  /** Takes the chunks of a range out: they are forgotten here. */
  async take(start: number, end: number, breathe: Breathe): Promise<PreparedChunk[]> {
    const taken: PreparedChunk[] = []
    for (let at = start; at < Math.min(end, this.length); at++) {
      const chunk = this.#cut[at]
      if (chunk) taken.push(this.#prepared(at, chunk))
      this.#cut[at] = undefined
      this.#kept.delete(at)
      await breathe()
    }
    return taken
  }

  /** The words of a unit. */
  bag(unit: number): ReadonlyMap<string, number> {
    const at = this.#chunkOf(unit)
    const chunk = this.#cut[at]
    const units = chunk ? this.#prepared(at, chunk).units : []
    const found = units[unit - (this.#unitsBefore?.[at] ?? at)]
    return found ? countsWithoutTitle(found.bag) : new Map()
  }

  /** What is searched of the first chunk. */
  first(): SearchUnit | undefined {
    const [chunk] = this.#cut
    return chunk && unitsOf(this.#named(chunk)).at(0)
  }

  #prepared(at: number, chunk: SplitChunk): PreparedChunk {
    const kept = this.#kept.get(at)
    if (kept) return kept
    const prepared = prepareChunk(this.#named(chunk), this.#analyzer, this.#title)
    // The last one is kept in any case: its next unit may be asked for.
    if (this.length > KEPT_CHUNKS) this.#kept.clear()
    this.#kept.set(at, prepared)
    return prepared
  }

  #named(chunk: SplitChunk): KnowledgeChunk {
    return toChunk(this.#documentId, this.#chunkId(chunk.index), chunk)
  }

  #chunkOf(unit: number): number {
    const before = this.#unitsBefore
    if (!before) return unit
    let low = 0
    let high = before.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((before[middle] ?? 0) <= unit) low = middle
      else high = middle - 1
    }
    return low
  }
}
