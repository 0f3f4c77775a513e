import { ByteReader, ByteWriter } from './bytes.ts'

/** Terms that share one address: the others of a group are read from its first one on. */
const GROUP = 16

/** How many numbers are the heads of so many terms. */
export function headCount(terms: number): number {
  return Math.ceil(terms / GROUP) * 2
}

/** Where the postings of a term lie. */
export interface TermEntry {
  /** How many chunks hold the term. */
  readonly count: number
  readonly start: number
}

/** Compares as UTF-8 sorts: by bytes, the shorter first. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length)
  for (let at = 0; at < shorter; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/**
 * Writes sorted terms: each as the length of what it shares with the one before, the rest, the number of its chunks and
 * the bytes of its postings. `heads` are the addresses of every sixteenth, which is written whole, and of its postings.
 */
export function writeDictionary(
  terms: readonly { readonly name: Uint8Array; readonly count: number; readonly size: number }[],
): { readonly bytes: Uint8Array; readonly heads: readonly number[] } {
  const writer = new ByteWriter()
  const heads: number[] = []
  let start = 0
  terms.forEach(({ name, count, size }, at) => {
    let shared = 0
    if (at % GROUP === 0) heads.push(writer.length, start)
    else {
      const before = terms[at - 1]?.name ?? name
      while (shared < name.length && shared < before.length && name[shared] === before[shared]) shared++
    }
    writer.number(shared)
    writer.number(name.length - shared)
    writer.bytes(name.subarray(shared))
    writer.number(count)
    writer.number(size)
    start += size
  })
  return { bytes: writer.view().slice(), heads }
}

/** Terms of a block, read where a search needs them. */
export class TermDictionary {
  readonly #bytes: Uint8Array
  readonly #heads: Uint32Array
  readonly #size: number

  constructor(bytes: Uint8Array, heads: Uint32Array, size: number) {
    this.#bytes = bytes
    this.#heads = heads
    this.#size = size
  }

  /**
   * Compares as it reads and builds no name: a base of thousands of small documents is asked in as many dictionaries. Of the
   * term before, which is smaller, `equal` bytes are those of `name`.
   */
  find(name: Uint8Array): TermEntry | null {
    if (this.#size === 0) return null
    const group = this.#groupOf(name)
    const reader = new ByteReader(this.#bytes, this.#heads[group * 2] ?? 0)
    let start = this.#heads[group * 2 + 1] ?? 0
    let equal = 0
    for (let at = group * GROUP; at < Math.min(this.#size, (group + 1) * GROUP); at++) {
      const shared = reader.number()
      const rest = reader.number()
      // It differs from the one before earlier than that from `name`: this one is larger, and so are all that follow.
      if (shared < equal) return null
      let byte = 0
      if (shared === equal) {
        while (byte < rest && this.#bytes[reader.at + byte] === name[equal]) {
          byte++
          equal++
        }
      }
      const isWhole = shared + byte === equal && byte === rest && shared + rest === name.length
      const next = this.#bytes[reader.at + byte] ?? 0
      const isBehind =
        shared + byte === equal && byte < rest && (equal === name.length || next > (name[equal] ?? 0))
      reader.at += rest
      const count = reader.number()
      const size = reader.number()
      if (isWhole) return { count, start }
      if (isBehind) return null
      start += size
    }
    return null
  }

  /** The terms from `name` on, in order. The name of an entry is overwritten by the next one. */
  *from(name: Uint8Array): Generator<TermEntry & { readonly name: Uint8Array }> {
    let group = this.#groupOf(name)
    let isBefore = true
    let term = new Uint8Array(64)
    for (; group * GROUP < this.#size; group++) {
      const reader = new ByteReader(this.#bytes, this.#heads[group * 2] ?? 0)
      let start = this.#heads[group * 2 + 1] ?? 0
      for (let at = group * GROUP; at < Math.min(this.#size, (group + 1) * GROUP); at++) {
        const shared = reader.number()
        const rest = reader.number()
        if (shared + rest > term.length) {
          const larger = new Uint8Array((shared + rest) * 2)
          larger.set(term)
          term = larger
        }
        for (let byte = 0; byte < rest; byte++) term[shared + byte] = this.#bytes[reader.at + byte] ?? 0
        reader.at += rest
        const count = reader.number()
        const size = reader.number()
        const found = term.subarray(0, shared + rest)
        if (isBefore) isBefore = compareBytes(found, name) < 0
        if (!isBefore) yield { name: found, count, start }
        start += size
      }
    }
  }

  /** The last group whose first term is not behind `name`. */
  #groupOf(name: Uint8Array): number {
    let low = 0
    let high = Math.ceil(this.#size / GROUP) - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#compareHead(middle, name) <= 0) low = middle
      else high = middle - 1
    }
    return low
  }

  #compareHead(group: number, name: Uint8Array): number {
    const reader = new ByteReader(this.#bytes, this.#heads[group * 2] ?? 0)
    reader.number() // shares nothing
    const length = reader.number()
    return compareBytes(this.#bytes.subarray(reader.at, reader.at + length), name)
  }
}
