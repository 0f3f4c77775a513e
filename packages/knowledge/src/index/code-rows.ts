import type { Quantized } from './quantize.ts'

/** A row of the best ones, with its cosine as far as the codes tell it. */
export interface RowHit {
  readonly item: number
  readonly score: number
}

/** What a search over codes found: the best rows, and how the cosines of the rows that were read lie. */
export interface RowSearch {
  readonly best: readonly RowHit[]
  /** Rows that the sums below are of: all, or an even sample of a large set. */
  readonly read: number
  readonly lowest: number
  readonly sum: number
  readonly squares: number
}

/** One byte a row: 1 where a search may find it, 0 where it may not. Null: it may find every row. */
export type AllowedRows = Uint8Array | null

/** Vectors as int8 codes with a scale each, in rows without gaps. */
export interface CodeRows {
  readonly size: number
  /** Bytes that the rows take. */
  readonly bytes: number
  push(rows: Quantized): void
  /** The last row takes the place of the removed one. */
  remove(row: number): void
  /** The cosine of one row as far as the codes tell it. */
  cosine(row: number, query: Quantized): number
  /** The `limit` allowed rows with the highest cosines, best first. How cosines lie is told of all rows. */
  search(query: Quantized, limit: number, allowed?: AllowedRows): RowSearch
}

/** Rows are kept in slabs, so that growing moves nothing. */
export const SLAB_ROWS = 4096

/** The cosine of two vectors by their codes, `start` being the first code of one of them. */
export function codeCosine(codes: Int8Array, start: number, scale: number, query: Quantized): number {
  let dot = 0
  for (let at = 0; at < query.codes.length; at++) dot += (codes[start + at] ?? 0) * (query.codes[at] ?? 0)
  return dot * scale * (query.scales[0] ?? 0)
}
