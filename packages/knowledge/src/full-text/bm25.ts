import type { Field } from '../text/analyzer.ts'

/** Robertson's BM25 with the usual constants. */
const K1 = 1.2
const B = 0.75

/** A word in a title or a heading counts for so many in the body. */
const FIELD_WEIGHTS: Readonly<Record<Field, number>> = { title: 1.5, heading: 1, body: 1 }

/** Inverse document frequency, never negative (Lucene's form). */
export function idfOf(frequency: number, size: number): number {
  return Math.log(1 + (size - frequency + 0.5) / (frequency + 0.5))
}

/** What BM25 makes of a weighted count: between 0 and K1 + 1. */
export function saturation(weightedCount: number, length: number, averageLength: number): number {
  return (weightedCount * (K1 + 1)) / (weightedCount + K1 * (1 - B + (B * length) / averageLength))
}

/** The simple form of BM25F (Robertson, Zaragoza and Taylor 2004): counts are added up by weight before they level off. */
export function weightedCount(title: number, heading: number, body: number): number {
  return FIELD_WEIGHTS.title * title + FIELD_WEIGHTS.heading * heading + FIELD_WEIGHTS.body * body
}
