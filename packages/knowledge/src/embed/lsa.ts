import { type Breathe, createBreathe } from './breathe.ts'
import { orthonormalize } from './orthonormalize.ts'
import { seededGaussian } from './random.ts'
import { fromRows, multiply, type SparseRow } from './sparse-matrix.ts'

/** What latent semantic analysis has learned from a collection: a place in the topic space for every term. */
export interface LsaModel {
  readonly dimensions: number
  readonly terms: ReadonlyMap<string, number>
  /** Weight by term. */
  readonly idf: Float32Array
  /** `terms.size` x `dimensions`. */
  readonly basis: Float32Array
}

/** @internal */
export interface LsaOptions {
  readonly dimensions: number
  readonly seed: number
  readonly breathe?: Breathe
}

/** Terms in fewer texts link nothing. */
const MIN_FREQUENCY = 2
/** Below this many texts most terms are in one alone, and a question finds its text by them. */
const FEW_TEXTS = 150
/** More terms than this cost memory for little. */
const MAX_TERMS = 20_000
const POWER_PASSES = 2

/**
 * Fits LSA: the strongest directions of the log-tf x idf matrix, by randomised SVD (Halko, Martinsson and Tropp 2011).
 * Only the space is kept, not its rotation, which cosines do not see.
 */
export async function fitLsa(
  bags: readonly ReadonlyMap<string, number>[],
  options: LsaOptions,
): Promise<LsaModel> {
  const breathe = options.breathe ?? createBreathe()
  const { dimensions } = options
  const frequencies = new Map<string, number>()
  for (const bag of bags)
    for (const term of bag.keys()) frequencies.set(term, (frequencies.get(term) ?? 0) + 1)
  await breathe()
  const least = bags.length < FEW_TEXTS ? 1 : MIN_FREQUENCY
  const chosen = [...frequencies]
    .filter(([, frequency]) => frequency >= least)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MAX_TERMS)
  const terms = new Map(chosen.map(([term], at) => [term, at]))
  const idf = Float32Array.from(chosen, ([, frequency]) => Math.log((bags.length + 1) / (frequency + 1)))
  await breathe()
  const weighed: SparseRow[] = []
  for (const bag of bags) {
    weighed.push(weigh(bag, terms, idf))
    await breathe()
  }
  const matrix = fromRows(weighed, terms.size)
  const gaussian = seededGaussian(options.seed)
  let basis: Float64Array = Float64Array.from({ length: terms.size * dimensions }, gaussian)
  for (let pass = 0; pass < POWER_PASSES; pass++) {
    const rows = await multiply(matrix, basis, dimensions, false, breathe)
    await orthonormalize(rows, matrix.rows, dimensions, 1, breathe)
    basis = await multiply(matrix, rows, dimensions, true, breathe)
    await orthonormalize(basis, terms.size, dimensions, pass + 1 < POWER_PASSES ? 1 : 2, breathe)
  }
  return { dimensions, terms, idf, basis: Float32Array.from(basis) }
}

/** A text's place in the topic space, of length 1; all zero for a text without known terms. */
export function projectLsa(model: LsaModel, bag: ReadonlyMap<string, number>): Float32Array {
  const { dimensions, basis } = model
  const row = weigh(bag, model.terms, model.idf)
  const vector = new Float64Array(dimensions)
  row.indices.forEach((term, at) => {
    const value = row.values[at] ?? 0
    const start = term * dimensions
    for (let i = 0; i < dimensions; i++) vector[i] = (vector[i] ?? 0) + value * (basis[start + i] ?? 0)
  })
  return unitVector(vector)
}

/** The vector with length 1, or zeros. */
export function unitVector(vector: Float64Array | Float32Array): Float32Array {
  let sum = 0
  for (const value of vector) sum += value * value
  const length = Math.sqrt(sum)
  const unit = new Float32Array(vector.length)
  if (length <= 1e-12) return unit
  // `Float32Array.from` with a function takes ten times as long.
  for (let at = 0; at < unit.length; at++) unit[at] = (vector[at] ?? 0) / length
  return unit
}

function weigh(
  bag: ReadonlyMap<string, number>,
  terms: ReadonlyMap<string, number>,
  idf: Float32Array,
): SparseRow {
  const indices: number[] = []
  const values: number[] = []
  let sum = 0
  for (const [term, count] of bag) {
    const index = terms.get(term)
    if (index === undefined) continue
    const value = (1 + Math.log(count)) * (idf[index] ?? 0)
    indices.push(index)
    values.push(value)
    sum += value * value
  }
  const length = Math.sqrt(sum) || 1
  return { indices, values: values.map((value) => value / length) }
}
