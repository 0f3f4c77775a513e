import type { PassageDecision, Reranking, RetrievalExplanation } from '@skep/client'
import type { KnowledgeStore } from '../store/knowledge-store.ts'
import { chooseNearMisses, decide, explainBase } from './explain.ts'
import type { FoundPassage } from './found-passage.ts'
import { groupUnits } from './group-units.ts'
import { readPassages } from './read-passages.ts'
import type { BaseResult } from './retrieve.ts'

const MOST_READ = 40

/** Explains a whole retrieval, with the best of what was not returned. */
export async function explainRetrieval(
  store: KnowledgeStore,
  results: readonly BaseResult[],
  outcome: {
    readonly returned: readonly FoundPassage[]
    /** Passages that were read and not returned. */
    readonly rest: readonly FoundPassage[]
    readonly reranking: Reranking | undefined
  },
): Promise<RetrievalExplanation> {
  const known = new Set(
    [...outcome.returned, ...outcome.rest].flatMap(({ chunkId, passage }) => [
      chunkId,
      ...(passage.neighbours ?? []).map((neighbour) => neighbour.chunkId),
    ]),
  )
  const missed: { found: FoundPassage; decision: PassageDecision }[] = outcome.rest.map((found) => ({
    found,
    decision: isBelow(found) ? 'below-rerank-threshold' : 'beyond-top-k',
  }))
  const searches = results.flatMap(({ searched }) => searched ?? [])
  for (const searched of searches) {
    const isByModel = searched.settings.rerank?.type === 'model'
    const unread = groupUnits(searched.search.judged).filter(({ chunkId }) => !known.has(chunkId))
    for (const found of await readPassages(store, searched, unread.slice(0, MOST_READ))) {
      if (found.judged) missed.push({ found, decision: decide(found.judged, searched.settings, isByModel) })
    }
  }
  return {
    bases: searches.map((searched) => explainBase(searched, searched.search, searched.allowed)),
    nearMisses: chooseNearMisses(missed),
    ...(outcome.reranking ? { rerank: outcome.reranking } : {}),
  }
}

function isBelow({ rerank, settings }: FoundPassage): boolean {
  return rerank !== undefined && rerank.score < (settings.scoreThreshold ?? Number.NEGATIVE_INFINITY)
}
