import type { Breathe } from './breathe.ts'

/** A matrix with few values other than 0, by rows. */
export interface SparseMatrix {
  readonly rows: number
  readonly columns: number
  /** Where each row starts in the other two; `rows + 1` long. */
  readonly starts: Uint32Array
  readonly indices: Uint32Array
  readonly values: Float32Array
}

/** A row as its column numbers and values. */
export interface SparseRow {
  readonly indices: readonly number[]
  readonly values: readonly number[]
}

export function fromRows(rows: readonly SparseRow[], columns: number): SparseMatrix {
  const starts = new Uint32Array(rows.length + 1)
  rows.forEach((row, at) => {
    starts[at + 1] = (starts[at] ?? 0) + row.indices.length
  })
  const total = starts[rows.length] ?? 0
  const indices = new Uint32Array(total)
  const values = new Float32Array(total)
  rows.forEach((row, at) => {
    indices.set(row.indices, starts[at])
    values.set(row.values, starts[at])
  })
  return { rows: rows.length, columns, starts, indices, values }
}

/** `matrix` times a dense row-major `columns` x `width`; with `transposed` its transpose times a `rows` x `width`. */
export async function multiply(
  matrix: SparseMatrix,
  dense: Float64Array,
  width: number,
  transposed: boolean,
  breathe: Breathe,
): Promise<Float64Array> {
  const result = new Float64Array((transposed ? matrix.columns : matrix.rows) * width)
  const { starts, indices, values } = matrix
  for (let row = 0; row < matrix.rows; row++) {
    const end = starts[row + 1] ?? 0
    for (let at = starts[row] ?? 0; at < end; at++) {
      const value = values[at] ?? 0
      const column = indices[at] ?? 0
      let to = (transposed ? column : row) * width
      let from = (transposed ? row : column) * width
      for (let i = 0; i < width; i++) {
        result[to] = (result[to] ?? 0) + value * (dense[from] ?? 0)
        to++
        from++
      }
    }
    if ((row & 15) === 0) await breathe()
  }
  return result
}
