import type { ExplainedScore, FusionMethod, PassageScores, RetrievalSettings } from '@skep/client'
import type { Candidate } from './candidates.ts'

/** Weakens the first ranks a little (Cormack, Clarke and Büttcher 2009). */
export const RANK_CONSTANT = 60

/** The score that orders the chunks of one base, and how it came about. */
export interface Fused {
  readonly chunkId: string
  readonly method: FusionMethod | 'none'
  readonly score: number
  readonly scores: PassageScores
  readonly vector?: ExplainedScore
  readonly fullText?: ExplainedScore
}

/** @internal */
export interface FusionInput {
  /** Lowest cosine of the whole base; null where no vectors were compared. */
  readonly lowestCosine: number | null
  /** Dify's keyword scores by chunk, for its weighted score. */
  readonly keywordScores?: ReadonlyMap<string, number>
}

/** Gives every candidate one score, in the order of the candidates. */
export function fuse(
  settings: Pick<RetrievalSettings, 'method' | 'fusion' | 'vectorWeight'>,
  candidates: readonly Candidate[],
  { lowestCosine, keywordScores }: FusionInput,
): Fused[] {
  const cosines = ranksOf(candidates.map(({ cosine }) => cosine))
  const texts = ranksOf(candidates.map(({ fullText }) => (fullText > 0 ? fullText : null)))
  const vectorOf = (at: number): ExplainedScore | undefined => {
    const cosine = candidates[at]?.cosine
    if (lowestCosine === null || cosine === null || cosine === undefined) return undefined
    return { score: cosine, ...withRank(cosines[at]) }
  }
  const textOf = (at: number): ExplainedScore => ({
    score: candidates[at]?.fullText ?? 0,
    ...withRank(texts[at]),
  })
  if (settings.method !== 'hybrid' || lowestCosine === null) {
    const byWords = settings.method === 'full-text' || lowestCosine === null
    return candidates.map(({ chunkId, cosine, fullText }, at): Fused => {
      const vector = vectorOf(at)
      return {
        chunkId,
        method: 'none',
        score: byWords ? fullText : (cosine ?? 0),
        scores: byWords ? { fullText } : { vector: cosine ?? 0 },
        ...(vector ? { vector } : {}),
        fullText: textOf(at),
      }
    })
  }
  const method = settings.fusion ?? 'weighted'
  const parts = partsOf(
    method,
    settings.vectorWeight,
    candidates,
    lowestCosine,
    keywordScores,
    cosines,
    texts,
  )
  return candidates.map(({ chunkId, cosine, fullText }, at): Fused => {
    const { vector, text } = parts[at] ?? { vector: {}, text: {} }
    const fused = (vector.contribution ?? 0) + (text.contribution ?? 0)
    return {
      chunkId,
      method,
      score: fused,
      scores: { vector: cosine ?? 0, fullText, fused },
      vector: { ...(vectorOf(at) ?? { score: 0 }), ...vector },
      fullText: { ...textOf(at), ...text },
    }
  })
}

type Part = Pick<ExplainedScore, 'normalized' | 'weight' | 'contribution'>

function partsOf(
  method: FusionMethod,
  vectorWeight: number,
  candidates: readonly Candidate[],
  lowest: number,
  keywordScores: ReadonlyMap<string, number> | undefined,
  cosines: readonly (number | undefined)[],
  texts: readonly (number | undefined)[],
): { readonly vector: Part; readonly text: Part }[] {
  const weights = [vectorWeight, 1 - vectorWeight] as const
  if (method === 'rrf') {
    // Twice the weight, so that equal weights make the plain sum of reciprocal ranks.
    const part = (weight: number, rank: number | undefined): Part => ({
      weight: 2 * weight,
      contribution: rank === undefined ? 0 : (2 * weight) / (RANK_CONSTANT + rank),
    })
    return candidates.map((_, at) => ({
      vector: part(weights[0], cosines[at]),
      text: part(weights[1], texts[at]),
    }))
  }
  const part = (weight: number, normalized: number): Part => ({
    normalized,
    weight,
    contribution: weight * normalized,
  })
  if (method === 'dify') {
    return candidates.map(({ chunkId, cosine }) => ({
      vector: part(weights[0], cosine ?? 0),
      text: part(weights[1], keywordScores?.get(chunkId) ?? 0),
    }))
  }
  // Min-max over the whole base: a chunk without the words has BM25 0, and the scan has seen the lowest cosine.
  const highestText = Math.max(...candidates.map(({ fullText }) => fullText), 0) || 1
  const spread = Math.max(...candidates.map(({ cosine }) => cosine ?? lowest), lowest) - lowest || 1
  return candidates.map(({ cosine, fullText }) => ({
    vector: part(weights[0], Math.max(0, (cosine ?? 0) - lowest) / spread),
    text: part(weights[1], fullText / highestText),
  }))
}

/** Ranks from 1; equal values share one, and those that are null have none. */
function ranksOf(values: readonly (number | null)[]): (number | undefined)[] {
  const sorted = values.filter((value) => value !== null).sort((a, b) => b - a)
  const first = new Map<number, number>()
  sorted.forEach((value, at) => {
    if (!first.has(value)) first.set(value, at + 1)
  })
  return values.map((value) => (value === null ? undefined : first.get(value)))
}

function withRank(rank: number | undefined): { readonly rank?: number } {
  return rank === undefined ? {} : { rank }
}

/** Best first; equal scores by id, so that the order does not depend on where a candidate came from. */
export function byScore(
  a: { readonly score: number; readonly chunkId: string },
  b: { readonly score: number; readonly chunkId: string },
): number {
  return b.score - a.score || (a.chunkId < b.chunkId ? -1 : a.chunkId > b.chunkId ? 1 : 0)
}
