import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { scanBytes } from '../../scripts/build-scan.ts'
import { unitVector } from '../embed/lsa.ts'
import { seededGaussian } from '../embed/random.ts'
import type { CodeRows } from './code-rows.ts'
import { PlainCodeRows } from './plain-code-rows.ts'
import { quantize } from './quantize.ts'
import { createSimdCodeRows } from './simd-code-rows.ts'

function simdRows(dimensions: number): CodeRows {
  const rows = createSimdCodeRows(dimensions)
  if (!rows) throw new Error('WebAssembly with SIMD is part of every browser and Node that Skep supports.')
  return rows
}

describe('rows of codes', () => {
  it('are searched by the bytes that the source makes', async () => {
    const committed = readFileSync(join(import.meta.dirname, 'scan-bytes.ts'), 'utf8')
    expect(committed).toBe(await scanBytes())
  })

  it('find the same with SIMD as without, whatever was added and removed', () => {
    const action = fc.oneof(
      fc.record({ add: fc.integer({ min: 1, max: 6000 }) }),
      fc.record({ remove: fc.array(fc.nat(), { minLength: 1, maxLength: 20 }) }),
    )
    fc.assert(
      fc.property(
        fc.constantFrom(1, 7, 16, 33, 64),
        fc.array(action, { maxLength: 6 }),
        fc.integer({ min: 0, max: 30 }),
        fc.integer(),
        (dimensions, actions, limit, seed) => {
          const gaussian = seededGaussian(seed)
          const randomRows = (count: number) =>
            quantize(Float32Array.from({ length: count * dimensions }, gaussian), dimensions)
          const plain = new PlainCodeRows(dimensions)
          const simd = simdRows(dimensions)
          for (const step of actions) {
            if ('add' in step) {
              const rows = randomRows(step.add)
              plain.push(rows)
              simd.push(rows)
              continue
            }
            for (const number of step.remove) {
              if (plain.size === 0) continue
              plain.remove(number % plain.size)
              simd.remove(number % simd.size)
            }
          }
          expect(simd.size).toBe(plain.size)
          const query = randomRows(1)
          const expected = plain.search(query, limit)
          const found = simd.search(query, limit)
          expect(found.read).toBe(expected.read)
          expect(found.best.map(({ item }) => item)).toEqual(expected.best.map(({ item }) => item))
          found.best.forEach(({ item, score }, at) => {
            expect(score).toBeCloseTo(expected.best[at]?.score ?? Number.NaN, 4)
            expect(simd.cosine(item, query)).toBeCloseTo(score, 4)
          })
          if (plain.size === 0) return
          expect(found.lowest).toBeCloseTo(expected.lowest, 3)
          expect(found.sum / plain.size).toBeCloseTo(expected.sum / plain.size, 3)
          expect(found.squares / plain.size).toBeCloseTo(expected.squares / plain.size, 3)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('of a large set are found by their sign bits first, with nearly the same result, and those that a filter leaves with the same', () => {
    const dimensions = 384
    const count = 90_000
    const gaussian = seededGaussian(11)
    const centres = Array.from({ length: 500 }, () => Float32Array.from({ length: dimensions }, gaussian))
    // Every vector has its noise from another place of one long row, which is drawn once.
    const noise = Float32Array.from({ length: 2 * count + 2 * dimensions }, gaussian)
    let drawn = 0
    const near = (centre: Float32Array): Float32Array => {
      drawn += 2
      const vector = new Float32Array(dimensions)
      for (let at = 0; at < dimensions; at++) vector[at] = (centre[at] ?? 0) + 0.7 * (noise[drawn + at] ?? 0)
      return unitVector(vector)
    }
    const floats = new Float32Array(count * dimensions)
    for (let row = 0; row < count; row++) floats.set(near(centres[row % 500] ?? floats), row * dimensions)
    const rows = quantize(floats, dimensions)
    const plain = new PlainCodeRows(dimensions)
    const simd = simdRows(dimensions)
    plain.push(rows)
    simd.push(rows)
    // A row that moves takes its sign bits along.
    simd.search(quantize(near(floats.slice(0, dimensions)), dimensions), 1)
    for (let removed = 0; removed < 2000; removed++) {
      plain.remove(removed)
      simd.remove(removed)
    }
    // None of those that are near a query.
    const some = Uint8Array.from({ length: plain.size }, (_, row) => (row % 500 >= 250 ? 1 : 0))
    for (const allowed of [null, some]) {
      let same = 0
      const searches = 8
      for (let search = 0; search < searches; search++) {
        const query = quantize(near(centres[search * 30] ?? floats), dimensions)
        const expected = plain.search(query, 10, allowed)
        const found = simd.search(query, 10, allowed)
        const items = new Set(found.best.map(({ item }) => item))
        same += expected.best.filter(({ item }) => items.has(item)).length
        expect(found.read).toBeLessThan(plain.size / 8)
        expect(found.sum / found.read).toBeCloseTo(expected.sum / expected.read, 1)
      }
      expect(same / (searches * 10)).toBeGreaterThanOrEqual(allowed === null ? 0.98 : 1)
    }
  })
})
