import type { TermBlock } from '../store/knowledge-store.ts'
import { FIELDS } from '../text/analyzer.ts'
import { ByteReader } from './bytes.ts'
import { headCount, TermDictionary, type TermEntry } from './term-dictionary.ts'

const HEAD_NUMBERS = 6

/** How often a term stands in the fields of a chunk, which is given by its position in the block. */
type VisitCounts = (chunk: number, title: number, heading: number, body: number) => void

/** A stored block of terms, opened: nothing is decoded before a search asks for it. */
export class TermSegment {
  readonly documentId: string
  readonly index: number
  readonly language: string
  readonly chunkIds: readonly string[]
  readonly hasPlaces: boolean
  /** How many terms each chunk has, by chunk and field. */
  readonly lengths: Uint32Array
  readonly bytes: number
  readonly #dictionary: TermDictionary
  readonly #postings: Uint8Array

  constructor(block: TermBlock) {
    const { bytes } = block
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const number = (at: number): number => view.getUint32(at * 4, true)
    const terms = number(2)
    const heads = Uint32Array.from({ length: headCount(terms) }, (_, at) => number(HEAD_NUMBERS + at))
    const lengthsAt = (HEAD_NUMBERS + heads.length) * 4
    const dictionaryAt = lengthsAt + number(3)
    const postingsAt = dictionaryAt + number(4)
    this.documentId = block.documentId
    this.index = block.index
    this.language = block.language
    this.chunkIds = block.chunkIds
    this.hasPlaces = number(5) === 1
    const lengths = new ByteReader(bytes, lengthsAt)
    this.lengths = Uint32Array.from({ length: block.chunkIds.length * FIELDS.length }, () => lengths.number())
    this.bytes = bytes.byteLength
    this.#dictionary = new TermDictionary(bytes.subarray(dictionaryAt, postingsAt), heads, terms)
    this.#postings = bytes.subarray(postingsAt)
  }

  find(name: Uint8Array): TermEntry | null {
    return this.#dictionary.find(name)
  }

  /** Terms that begin with the given bytes. */
  *beginningWith(prefix: Uint8Array): Generator<TermEntry & { readonly name: Uint8Array }> {
    for (const entry of this.#dictionary.from(prefix)) {
      for (let at = 0; at < prefix.length; at++) if (entry.name[at] !== prefix[at]) return
      yield entry
    }
  }

  /** Every term, in the order of its bytes. */
  *terms(): Generator<{ readonly term: string; readonly entry: TermEntry }> {
    const decoder = new TextDecoder()
    for (const entry of this.#dictionary.from(new Uint8Array())) {
      yield { term: decoder.decode(entry.name), entry: { count: entry.count, start: entry.start } }
    }
  }

  readCounts(entry: TermEntry, visit: VisitCounts): void {
    this.#read(entry, visit)
  }

  /** Where a term stands in the chunks that `isWanted`. Nothing where places were not kept. */
  readPlaces(
    entry: TermEntry,
    isWanted: (chunk: number) => boolean,
    visit: (chunk: number, places: readonly number[]) => void,
  ): void {
    if (!this.hasPlaces) return
    const counts: { readonly chunk: number; readonly count: number }[] = []
    const reader = this.#read(entry, (chunk, title, heading, body) => {
      counts.push({ chunk, count: title + heading + body })
    })
    for (const { chunk, count } of counts) {
      if (!isWanted(chunk)) {
        for (let at = 0; at < count; at++) reader.number()
        continue
      }
      let place = 0
      const places: number[] = []
      for (let at = 0; at < count; at++) {
        place += reader.number()
        places.push(place)
      }
      visit(chunk, places)
    }
  }

  /** Returns where the places begin. */
  #read(entry: TermEntry, visit: VisitCounts): ByteReader {
    const reader = new ByteReader(this.#postings, entry.start)
    let chunk = -1
    for (let left = entry.count; left > 0; left--) {
      const head = reader.number()
      chunk += (head >>> 2) + 1
      switch (head & 3) {
        case 0:
          visit(chunk, 0, 0, 1)
          break
        case 1:
          visit(chunk, 0, 0, reader.number())
          break
        default:
          visit(chunk, reader.number(), reader.number(), reader.number())
      }
    }
    return reader
  }
}
