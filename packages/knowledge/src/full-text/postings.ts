/** Largest count that a posting holds; BM25 has long levelled off there. */
const MAX_COUNT = 255
/** A posting is `slot << 8 | count`, so 2^24 slots fit. */
export const MAX_SLOTS: number = 2 ** 24
const NONE = 0
const HEADER = 2
const MAX_BLOCK = 256

/**
 * Lists of (slot, count) per term in one typed array. A list is a chain of blocks whose sizes double, because most
 * terms are rare and an array object per term would cost more than its content.
 */
export class Postings {
  // Block: [capacity, next block or 0, posting, ...]. Offset 0 is never a block.
  #data: Uint32Array = new Uint32Array(1024)
  #used = 1
  #head: Uint32Array = new Uint32Array(256)
  #tail: Uint32Array = new Uint32Array(256)
  #fill: Uint32Array = new Uint32Array(256)
  #size: Uint32Array = new Uint32Array(256)

  /** How many slots hold the term. */
  size(term: number): number {
    return this.#size[term] ?? 0
  }

  add(term: number, slot: number, count: number): void {
    this.#growTerms(term)
    let tail = this.#tail[term] ?? NONE
    let fill = this.#fill[term] ?? 0
    const capacity = tail === NONE ? 0 : (this.#data[tail] ?? 0)
    if (fill === capacity) {
      const block = this.#allocate(Math.min(MAX_BLOCK, Math.max(1, capacity * 2)))
      if (tail === NONE) this.#head[term] = block
      else this.#data[tail + 1] = block
      this.#tail[term] = block
      tail = block
      fill = 0
    }
    this.#data[tail + HEADER + fill] = slot * 256 + Math.min(count, MAX_COUNT)
    this.#fill[term] = fill + 1
    this.#size[term] = (this.#size[term] ?? 0) + 1
  }

  forEach(term: number, visit: (slot: number, count: number) => void): void {
    let left = this.size(term)
    for (
      let block = this.#head[term] ?? NONE;
      left > 0 && block !== NONE;
      block = this.#data[block + 1] ?? NONE
    ) {
      const length = Math.min(left, this.#data[block] ?? 0)
      for (let at = block + HEADER; at < block + HEADER + length; at++) {
        const posting = this.#data[at] ?? 0
        visit(posting >>> 8, posting & MAX_COUNT)
      }
      left -= length
    }
  }

  /** Drops the postings of all slots for which `isGone` holds, in place. */
  remove(isGone: (slot: number) => boolean): void {
    for (let term = 0; term < this.#head.length; term++)
      if (this.size(term) > 0) this.#removeFrom(term, isGone)
  }

  #removeFrom(term: number, isGone: (slot: number) => boolean): void {
    const head = this.#head[term] ?? NONE
    let write = head
    let fill = 0
    let kept = 0
    this.forEach(term, (slot, count) => {
      if (isGone(slot)) return
      // Writing never overtakes reading, since both walk the same chain.
      if (fill === this.#data[write]) {
        write = this.#data[write + 1] ?? NONE
        fill = 0
      }
      this.#data[write + HEADER + fill] = slot * 256 + count
      fill++
      kept++
    })
    if (kept === this.size(term)) return
    this.#size[term] = kept
    this.#tail[term] = write
    this.#fill[term] = fill
    // Blocks behind the tail are given up rather than chained: the next `add` starts a new one.
    if (write !== NONE) this.#data[write + 1] = NONE
  }

  #allocate(capacity: number): number {
    const block = this.#used
    this.#used += HEADER + capacity
    if (this.#used > this.#data.length) this.#data = grown(this.#data, this.#used)
    this.#data[block] = capacity
    this.#data[block + 1] = NONE
    return block
  }

  #growTerms(term: number): void {
    if (term < this.#head.length) return
    this.#head = grown(this.#head, term + 1)
    this.#tail = grown(this.#tail, term + 1)
    this.#fill = grown(this.#fill, term + 1)
    this.#size = grown(this.#size, term + 1)
  }
}

function grown(array: Uint32Array, needed: number): Uint32Array {
  const larger = new Uint32Array(Math.max(needed, Math.ceil(array.length * 1.5)))
  larger.set(array)
  return larger
}
