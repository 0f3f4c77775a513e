import type { ExplainedScore, NearMiss, Passage, PassageExplanation } from '@skep/client'

/** How the fake scores came about, in the shape that real ones have. @internal */
export function explainPassages(
  words: ReadonlySet<string>,
  ranked: readonly Passage[],
  topK: number,
): { readonly passages: readonly Passage[]; readonly nearMisses: readonly NearMiss[] } {
  const bestVector = Math.max(...ranked.map(({ scores }) => scores.vector ?? 0), 0.01)
  const bestText = Math.max(...ranked.map(({ scores }) => scores.fullText ?? 0), 0.01)
  const part = (score: number, best: number, rank: number): ExplainedScore => ({
    score,
    rank,
    normalized: score / best,
    weight: 0.5,
    contribution: (0.5 * score) / best,
  })
  const explanationOf = (passage: Passage, index: number): PassageExplanation => {
    const { vector = 0, fullText = 0, fused = 0 } = passage.scores
    const own = [...words].filter((word) => passage.text.toLowerCase().includes(word))
    const isReturned = index < topK
    return {
      decision: isReturned ? 'returned' : 'beyond-top-k',
      ...(isReturned ? { rank: index + 1 } : {}),
      vector: part(vector, bestVector, index + 1),
      fullText: {
        ...part(fullText, bestText, index + 1),
        terms: own.map((term) => ({
          term,
          matched: term,
          certainty: 1,
          idf: 1.7,
          chunks: 1,
          counts: { title: 0, heading: 0, body: 1 },
          saturation: 1,
          contribution: fullText / own.length,
        })),
      },
      fused: { method: 'weighted', score: fused, rank: index + 1 },
      offTopic: {
        margin: 1.4,
        isMet: true,
        coverage: own.length / Math.max(1, words.size),
        specificTerms: own.length,
      },
    }
  }
  const explained = ranked.map((passage, index) => ({
    ...passage,
    explanation: explanationOf(passage, index),
  }))
  return {
    passages: explained.slice(0, topK),
    nearMisses: explained.slice(topK, topK + 20).map(({ location: _, ...miss }) => miss),
  }
}
