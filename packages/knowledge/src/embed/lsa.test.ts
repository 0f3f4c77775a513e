import { describe, expect, it } from 'vitest'
import { createBreathe } from './breathe.ts'
import { fitBuiltin, isRefitDue, lsaDimensions, restoreBuiltin } from './builtin.ts'
import { embedHashed } from './hashed.ts'
import { fitLsa, projectLsa } from './lsa.ts'
import { lsaFromBytes, lsaToBytes } from './lsa-bytes.ts'
import { orthonormalize } from './orthonormalize.ts'
import { seededGaussian, seededRandom } from './random.ts'

const bagOf = (text: string): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const word of text.split(' ')) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)

/** Texts of four words out of one of three topics; `car` and `auto` never meet, but keep the same company. */
const TOPICS = [
  ['road', 'wheel', 'engine', 'brake', 'fuel'],
  ['bread', 'oven', 'flour', 'yeast', 'dough', 'bake'],
  ['violin', 'bow', 'string', 'tune', 'concert', 'hall'],
]
const random = seededRandom(1)
const CORPUS = Array.from({ length: 60 }, (_, at) => {
  const pool = [...(TOPICS[at % 3] ?? []), ...(at % 3 === 0 ? [at % 2 === 0 ? 'car' : 'auto'] : [])]
  while (pool.length > 4) pool.splice(Math.floor(random() * pool.length), 1)
  return bagOf(pool.join(' '))
})

describe('latent semantic analysis', () => {
  it('brings words of the same company together that never meet, and keeps topics apart', async () => {
    const model = await fitLsa(CORPUS, { dimensions: 3, seed: 7 })
    const of = (text: string) => projectLsa(model, bagOf(text))
    expect(cosine(of('car'), of('auto'))).toBeGreaterThan(0.9)
    expect(cosine(of('car'), of('bread'))).toBeLessThan(0.05)
    expect(cosine(of('violin bow'), of('concert hall'))).toBeGreaterThan(0.9)
    expect([...of('unknown words')]).toEqual([0, 0, 0])
    expect(Math.hypot(...of('car bread'))).toBeCloseTo(1, 5)
  })

  it('knows a word of one text alone where there are few texts', async () => {
    const alone = [...CORPUS, bagOf('bread oven lighthouse dough')]
    const model = await fitLsa(alone, { dimensions: lsaDimensions(alone.length), seed: 7 })
    const question = projectLsa(model, bagOf('lighthouse'))
    const cosines = alone.map((bag) => cosine(question, projectLsa(model, bag)))
    expect(cosines.indexOf(Math.max(...cosines))).toBe(alone.length - 1)
    const many = Array.from({ length: 4 }, () => CORPUS).flat()
    const large = await fitLsa([...many, bagOf('bread oven lighthouse dough')], { dimensions: 8, seed: 7 })
    expect([...large.terms.keys()]).not.toContain('lighthouse')
  })

  it('is the same for the same texts, and survives being stored', async () => {
    const model = await fitLsa(CORPUS, { dimensions: 8, seed: 7 })
    const again = await fitLsa(CORPUS, { dimensions: 8, seed: 7 })
    expect(again).toEqual(model)
    const bytes = lsaToBytes(model)
    // Stores may hand out a view into a larger buffer at an odd offset.
    const padded = new Uint8Array(bytes.length + 3)
    padded.set(bytes, 3)
    expect(lsaFromBytes(padded.subarray(3))).toEqual(model)
    expect([
      lsaFromBytes(bytes.slice(0, 40)),
      lsaFromBytes(new Uint8Array(64)),
      lsaFromBytes(new Uint8Array(3)),
    ]).toEqual([null, null, null])
  })

  it('works where there are more dimensions than texts', async () => {
    const model = await fitLsa(CORPUS.slice(0, 12), { dimensions: 16, seed: 7 })
    const vector = projectLsa(model, bagOf('car road'))
    expect(vector.every(Number.isFinite)).toBe(true)
    expect(Math.hypot(...vector)).toBeCloseTo(1, 5)
  })

  it('lets other work run while it fits', async () => {
    const bags = Array.from({ length: 600 }, () =>
      bagOf(Array.from({ length: 80 }, () => `w${Math.floor(random() ** 3 * 3000)}`).join(' ')),
    )
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await fitLsa(bags, { dimensions: 96, seed: 7, breathe: createBreathe() })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  })

  it('orthonormalises, and makes dependent columns zero', async () => {
    const gaussian = seededGaussian(11)
    const [rows, columns] = [50, 6]
    const matrix = Float64Array.from({ length: rows * columns }, gaussian)
    for (let row = 0; row < rows; row++) matrix[row * columns + 5] = 2 * (matrix[row * columns + 1] ?? 0)
    await orthonormalize(matrix, rows, columns, 2, async () => {})
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0
        for (let row = 0; row < rows; row++)
          sum += (matrix[row * columns + i] ?? 0) * (matrix[row * columns + j] ?? 0)
        expect(sum).toBeCloseTo(i === j && i < 5 ? 1 : 0, 9)
      }
    }
  })
})

describe('the built-in embedder', () => {
  it('is hashed n-grams for tiny bases and scripts without spaces, else LSA, and comes back from what is stored', async () => {
    const tiny = await fitBuiltin({ bags: CORPUS.slice(0, 29), mostlyUnspaced: false })
    const unspaced = await fitBuiltin({ bags: CORPUS, mostlyUnspaced: true })
    const large = await fitBuiltin({ bags: CORPUS, mostlyUnspaced: false })
    expect([tiny, unspaced, large].map(({ id, dimensions }) => [id, dimensions])).toEqual([
      ['builtin:hashed:1', 512],
      ['builtin:hashed:1', 512],
      ['builtin:lsa:1', 30],
    ])
    for (const embedder of [tiny, large]) {
      const restored = restoreBuiltin(embedder.id, embedder.model)
      expect(restored?.embed(bagOf('car road'))).toEqual(embedder.embed(bagOf('car road')))
    }
    expect([
      restoreBuiltin('builtin:lsa:1', undefined),
      restoreBuiltin('builtin:lsa:0', large.model),
    ]).toEqual([null, null])
  })

  it('sees through typing errors when hashed', () => {
    const near = cosine(embedHashed(bagOf('receive invoice')), embedHashed(bagOf('recieve invoise')))
    const far = cosine(embedHashed(bagOf('receive invoice')), embedHashed(bagOf('holiday allowance')))
    expect(near).toBeGreaterThan(far + 0.25)
  })

  it('is fitted again when the base has doubled or has outgrown hashing', () => {
    const lsa = (fittedChunkCount: number) => ({ embedderId: 'builtin:lsa:1', fittedChunkCount })
    const hashed = (fittedChunkCount: number) => ({ embedderId: 'builtin:hashed:1', fittedChunkCount })
    expect([isRefitDue(lsa(100), 199), isRefitDue(lsa(100), 200), isRefitDue(lsa(20_000), 90_000)]).toEqual([
      false,
      true,
      false,
    ])
    expect([
      isRefitDue(hashed(20), 29),
      isRefitDue(hashed(20), 30),
      isRefitDue(hashed(50), 60),
      isRefitDue(hashed(50), 100),
    ]).toEqual([false, true, false, true])
    expect([30, 100, 128, 500, 1000, 50_000].map(lsaDimensions)).toEqual([16, 50, 64, 91, 128, 128])
  })
})
