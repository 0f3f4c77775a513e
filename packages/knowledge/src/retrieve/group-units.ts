import { chunkIdOf } from '../store/search-units.ts'
import type { JudgedChunk } from './search-base.ts'

/** A chunk with those of its parts that were found, the best first; a chunk without children is its only part. */
export interface FoundChunk {
  readonly chunkId: string
  readonly best: JudgedChunk
  readonly units: readonly JudgedChunk[]
}

/** Puts children together under their parents. A parent stands where its best child stood. */
export function groupUnits(judged: readonly JudgedChunk[]): FoundChunk[] {
  const groups = new Map<string, { best: JudgedChunk; units: JudgedChunk[] }>()
  for (const each of judged) {
    const chunkId = chunkIdOf(each.candidate.chunkId)
    const group = groups.get(chunkId)
    if (group) group.units.push(each)
    else groups.set(chunkId, { best: each, units: [each] })
  }
  return [...groups].map(([chunkId, group]) => ({ chunkId, ...group }))
}
