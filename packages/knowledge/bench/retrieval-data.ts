// What the retrieval bench is measured with, the same in every worker.
import { unitVector } from '../src/embed/lsa.ts'
import { seededGaussian } from '../src/embed/random.ts'

/** Vectors laid end to end. */
export interface Vectors {
  readonly floats: Float32Array
  readonly queries: Float32Array
  readonly dimensions: number
}

const CENTRES = 1_000
/** How far a vector lies from its centre, beside the length of the centre. */
const SPREAD = 0.9

/** Unit vectors around 1,000 centres, and questions near some of them. Each is seeded alone, so a part is a prefix. */
export function clusters(count: number, dimensions: number, queryCount: number): Vectors {
  const gaussian = seededGaussian(3)
  const centres = Float32Array.from({ length: CENTRES * dimensions }, gaussian)
  // A table of numbers with a hop of its own for each vector: a gaussian for each of 38 million takes a minute.
  const noise = Float32Array.from({ length: 1_000_003 }, gaussian)
  const near = (floats: Float32Array, row: number, seed: number): void => {
    const centre = ((seed * 7919) % CENTRES) * dimensions
    const vector = new Float32Array(dimensions)
    let at = (seed * 104_729) % noise.length
    for (let i = 0; i < dimensions; i++) {
      at += 977
      if (at >= noise.length) at -= noise.length
      vector[i] = (centres[centre + i] ?? 0) + SPREAD * (noise[at] ?? 0)
    }
    floats.set(unitVector(vector), row * dimensions)
  }
  const floats = new Float32Array(count * dimensions)
  for (let row = 0; row < count; row++) near(floats, row, row)
  const queries = new Float32Array(queryCount * dimensions)
  for (let row = 0; row < queryCount; row++) near(queries, row, 1_000_000 + row * 131)
  return { floats, queries, dimensions }
}

/** The ten nearest of each of the first queries, by every float. */
export function nearestTen({ floats, queries, dimensions }: Vectors, count: number): readonly Set<number>[] {
  return Array.from({ length: count }, (_, query) => {
    const best: { readonly row: number; readonly cosine: number }[] = []
    const from = query * dimensions
    for (let row = 0, at = 0; at < floats.length; row++, at += dimensions) {
      let a = 0
      let b = 0
      for (let i = 0; i < dimensions; i += 2) {
        a += (floats[at + i] ?? 0) * (queries[from + i] ?? 0)
        b += (floats[at + i + 1] ?? 0) * (queries[from + i + 1] ?? 0)
      }
      const cosine = a + b
      if (best.length === 10 && cosine <= (best[9]?.cosine ?? 0)) continue
      best.push({ row, cosine })
      best.sort((x, y) => y.cosine - x.cosine)
      best.length = Math.min(10, best.length)
    }
    return new Set(best.map(({ row }) => row))
  })
}
