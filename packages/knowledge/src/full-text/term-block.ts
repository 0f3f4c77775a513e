import type { TermBlock } from '../store/knowledge-store.ts'
import { FIELDS, type TermBag } from '../text/analyzer.ts'
import { ByteWriter } from './bytes.ts'
import { compareBytes, writeDictionary } from './term-dictionary.ts'
import { TermSegment } from './term-segment.ts'

/** First number of a block, so that another layout is never read as this one. */
const TERM_FORMAT = 1

/** The terms of some chunks of one language, turned round for storing: by term instead of by chunk, with their places. */
export function toTermBlock(
  documentId: string,
  index: number,
  chunkIds: readonly string[],
  bags: readonly TermBag[],
): TermBlock {
  return { documentId, index, chunkIds, language: bags[0]?.language ?? '', bytes: encodeTerms(bags) }
}

/** The counts of the bags that a block was made of, without those of titles; bags that are not `wanted` stay empty. */
export function fromTermBlock(block: TermBlock, wanted?: ReadonlySet<number>): ReadonlyMap<string, number>[] {
  const segment = new TermSegment(block)
  const bags = block.chunkIds.map(() => new Map<string, number>())
  for (const { term, entry } of segment.terms()) {
    segment.readCounts(entry, (chunk, _title, heading, body) => {
      if (heading + body > 0 && (!wanted || wanted.has(chunk))) bags[chunk]?.set(term, heading + body)
    })
  }
  return bags
}

/** Packs what an earlier version stored: counts by term for each chunk, without places. @internal */
export function packCounts(bags: readonly ReadonlyMap<string, number>[]): Uint8Array {
  return encodeTerms(
    bags.map((counts) => {
      const length = [...counts.values()].reduce((sum, count) => sum + count, 0)
      const fields = FIELDS.map((field) => ({ length: field === 'body' ? length : 0, end: 0 }))
      return { language: '', counts, length, unspaced: 0, fields }
    }),
  )
}

/**
 * Layout: six numbers (format, chunks, terms, bytes of the lengths, bytes of the dictionary, 1 where places are kept),
 * then the heads of the dictionary, all as little-endian uint32; then lengths, dictionary and postings.
 */
function encodeTerms(bags: readonly TermBag[]): Uint8Array {
  const holders = new Map<string, number[]>()
  bags.forEach((bag, at) => {
    for (const term of bag.counts.keys()) {
      const list = holders.get(term)
      if (list) list.push(at)
      else holders.set(term, [at])
    }
  })
  const encoder = new TextEncoder()
  const names = [...holders]
    .map(([term, chunks]) => ({ term, chunks, name: encoder.encode(term) }))
    .sort((a, b) => compareBytes(a.name, b.name))
  const hasPlaces = bags.every((bag) => bag.places !== undefined)
  const postings = new ByteWriter()
  const terms = names.map(({ term, chunks, name }) => {
    const from = postings.length
    writePostings(postings, term, chunks, bags, hasPlaces)
    return { name, count: chunks.length, size: postings.length - from }
  })
  const lengths = new ByteWriter()
  for (const { fields } of bags) for (const field of fields) lengths.number(field.length)
  const dictionary = writeDictionary(terms)
  const head = Uint32Array.from([
    TERM_FORMAT,
    bags.length,
    terms.length,
    lengths.length,
    dictionary.bytes.length,
    hasPlaces ? 1 : 0,
    ...dictionary.heads,
  ])
  return joined([littleEndian(head), lengths.view(), dictionary.bytes, postings.view()])
}

/**
 * Per chunk the gap to the one before, times four, plus: 0 once in the body alone, 1 in the body alone and how often,
 * 2 how often in each field. Then, per chunk, the places, each as the distance to the one before.
 */
function writePostings(
  writer: ByteWriter,
  term: string,
  chunks: readonly number[],
  bags: readonly TermBag[],
  hasPlaces: boolean,
): void {
  let before = -1
  for (const chunk of chunks) {
    const bag = bags[chunk]
    if (!bag) continue
    const counts = countsByField(bag, term)
    const [inBody = 0, ...others] = [...counts].reverse()
    const isPlain = others.every((count) => count === 0)
    writer.number((chunk - before - 1) * 4 + (isPlain ? (inBody === 1 ? 0 : 1) : 2))
    if (!isPlain) for (const count of counts) writer.number(count)
    else if (inBody !== 1) writer.number(inBody)
    before = chunk
  }
  if (!hasPlaces) return
  for (const chunk of chunks) {
    let last = 0
    for (const place of bags[chunk]?.places?.get(term) ?? []) {
      writer.number(place - last)
      last = place
    }
  }
}

function countsByField(bag: TermBag, term: string): readonly number[] {
  const counts = FIELDS.map(() => 0)
  const places = bag.places?.get(term)
  if (!places) counts[FIELDS.length - 1] = bag.counts.get(term) ?? 0
  for (const place of places ?? []) {
    const field = bag.fields.findIndex(({ end }) => place < end)
    counts[field] = (counts[field] ?? 0) + 1
  }
  return counts
}

function littleEndian(numbers: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 4)
  const view = new DataView(bytes.buffer)
  numbers.forEach((number, at) => {
    view.setUint32(at * 4, number, true)
  })
  return bytes
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
