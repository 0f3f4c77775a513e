import type { TermBlock } from '../store/knowledge-store.ts'
import type { TermBag } from '../text/analyzer.ts'

/** The terms of some chunks, turned round for storing: by term instead of by chunk. */
export function toTermBlock(
  documentId: string,
  index: number,
  chunkIds: readonly string[],
  bags: readonly TermBag[],
): TermBlock {
  const postings = new Map<string, number[]>()
  bags.forEach((bag, at) => {
    for (const [term, count] of bag.counts) {
      const list = postings.get(term)
      if (list) list.push(at, count)
      else postings.set(term, [at, count])
    }
  })
  return {
    documentId,
    index,
    chunkIds,
    lengths: bags.map((bag) => bag.length),
    postings: Object.fromEntries(postings),
  }
}

/** The bags that a block was made of, less what it does not keep. */
export function fromTermBlock(block: TermBlock): Map<string, number>[] {
  const bags = block.chunkIds.map(() => new Map<string, number>())
  for (const [term, postings] of Object.entries(block.postings)) {
    for (let at = 0; at + 1 < postings.length; at += 2)
      bags[postings[at] ?? 0]?.set(term, postings[at + 1] ?? 0)
  }
  return bags
}
