import type { RankedChunk } from './search-base.ts'

/** Weakens the first ranks a little (Cormack, Clarke and Büttcher 2009). */
const RANK_CONSTANT = 60

/** A chunk with the base it comes from. */
export interface FoundChunk extends RankedChunk {
  readonly knowledgeId: string
}

/**
 * Joins the results of several bases by rank: scores of different bases cannot be compared. A single base keeps its
 * own scores.
 */
export function mergeByRank(
  results: readonly { readonly knowledgeId: string; readonly ranked: readonly RankedChunk[] }[],
  topK: number,
): FoundChunk[] {
  const [only, ...others] = results.filter(({ ranked }) => ranked.length > 0)
  if (only === undefined) return []
  const withBase = (result: typeof only): FoundChunk[] =>
    result.ranked.map((chunk) => ({ ...chunk, knowledgeId: result.knowledgeId }))
  if (others.length === 0) return withBase(only).slice(0, topK)
  return [only, ...others]
    .flatMap((result) =>
      withBase(result).map((chunk, rank) => ({ ...chunk, score: 1 / (RANK_CONSTANT + rank + 1) })),
    )
    .sort((a, b) => b.score - a.score)
    .slice(0, topK)
}
