import type { FoundPassage } from './found-passage.ts'
import { byScore, RANK_CONSTANT } from './fuse.ts'

/**
 * Joins the results of several bases by rank: scores of different bases cannot be compared. Passages of the same rank
 * come in the order of their ids, whatever the order of the bases. A single base keeps its own scores.
 */
export function joinByRank(lists: readonly (readonly FoundPassage[])[]): readonly FoundPassage[] {
  const [only, ...others] = lists.filter((list) => list.length > 0)
  if (only === undefined) return []
  if (others.length === 0) return only
  return [only, ...others]
    .flatMap((list) =>
      list.map((found, rank): FoundPassage => {
        const joined = 1 / (RANK_CONSTANT + rank + 1)
        return { ...found, score: joined, joined }
      }),
    )
    .sort(byScore)
}
