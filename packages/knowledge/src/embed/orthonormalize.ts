import type { Breathe } from './breathe.ts'

/**
 * Makes the columns of a row-major `rows` x `columns` matrix orthonormal, in place, by Cholesky QR. Once loses
 * half of the digits, which is enough between the steps of an iteration; twice is exact. Columns that depend on others
 * become zero.
 */
export async function orthonormalize(
  matrix: Float64Array,
  rows: number,
  columns: number,
  passes: 1 | 2,
  breathe: Breathe,
): Promise<void> {
  for (let pass = 0; pass < passes; pass++) {
    const gram = await gramMatrix(matrix, rows, columns, breathe)
    const factor = cholesky(gram, columns)
    await solveRows(matrix, rows, columns, factor, breathe)
  }
}

async function gramMatrix(
  matrix: Float64Array,
  rows: number,
  columns: number,
  breathe: Breathe,
): Promise<Float64Array> {
  const gram = new Float64Array(columns * columns)
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    for (let i = 0; i < columns; i++) {
      const value = matrix[start + i] ?? 0
      if (value === 0) continue
      const line = i * columns
      for (let j = 0; j <= i; j++) gram[line + j] = (gram[line + j] ?? 0) + value * (matrix[start + j] ?? 0)
    }
    if ((row & 31) === 0) await breathe()
  }
  return gram
}

/** Lower factor L with L Lᵀ = gram; 0 on the diagonal marks a dependent column. */
function cholesky(gram: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size)
  let largest = 0
  for (let i = 0; i < size; i++) largest = Math.max(largest, gram[i * size + i] ?? 0)
  const negligible = largest * 1e-12
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gram[i * size + j] ?? 0
      for (let k = 0; k < j; k++) sum -= (factor[i * size + k] ?? 0) * (factor[j * size + k] ?? 0)
      if (i === j) factor[i * size + i] = sum > negligible ? Math.sqrt(sum) : 0
      else {
        const pivot = factor[j * size + j] ?? 0
        factor[i * size + j] = pivot === 0 ? 0 : sum / pivot
      }
    }
  }
  return factor
}

/** Replaces every row y by the z with L z = y. */
async function solveRows(
  matrix: Float64Array,
  rows: number,
  columns: number,
  factor: Float64Array,
  breathe: Breathe,
): Promise<void> {
  for (let row = 0; row < rows; row++) {
    const start = row * columns
    for (let i = 0; i < columns; i++) {
      const line = i * columns
      const pivot = factor[line + i] ?? 0
      if (pivot === 0) {
        matrix[start + i] = 0
        continue
      }
      let sum = matrix[start + i] ?? 0
      for (let j = 0; j < i; j++) sum -= (factor[line + j] ?? 0) * (matrix[start + j] ?? 0)
      matrix[start + i] = sum / pivot
    }
    if ((row & 31) === 0) await breathe()
  }
}
