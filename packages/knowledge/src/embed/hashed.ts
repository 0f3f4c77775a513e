import { unitVector } from './lsa.ts'

/** Length of hashed vectors: with fewer places different words meet too often. */
export const HASHED_DIMENSIONS = 512
const MIN_GRAM = 3
const MAX_GRAM = 5

/**
 * A vector without any fitting: the words of a text and their character n-grams (3 to 5), hashed to places with a
 * sign. Words that are spelled alike come to lie near each other; meaning is not seen.
 */
export function embedHashed(bag: ReadonlyMap<string, number>): Float32Array {
  const vector = new Float64Array(HASHED_DIMENSIONS)
  for (const [term, count] of bag) {
    const grams = gramsOf(`<${term}>`)
    const weight = (1 + Math.log(count)) / Math.sqrt(grams.length)
    for (const gram of grams) {
      const hash = hashText(gram)
      const place = hash % HASHED_DIMENSIONS
      vector[place] = (vector[place] ?? 0) + ((hash & 0x4000_0000) === 0 ? weight : -weight)
    }
  }
  return unitVector(vector)
}

function gramsOf(word: string): string[] {
  const grams = [word]
  for (let size = MIN_GRAM; size <= MAX_GRAM; size++) {
    for (let at = 0; at + size <= word.length; at++) grams.push(word.slice(at, at + size))
  }
  return grams
}

/** FNV-1a with the finisher of murmur3, since FNV alone leaves the low bits uneven. */
export function hashText(text: string): number {
  let hash = 2_166_136_261
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619)
  hash = Math.imul(hash ^ (hash >>> 15), 2_246_822_519)
  hash = Math.imul(hash ^ (hash >>> 13), 3_266_489_917)
  return (hash ^ (hash >>> 16)) >>> 0
}
