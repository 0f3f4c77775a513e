import type {
  BaseExplanation,
  ExplainedTerm,
  NearMiss,
  PassageDecision,
  PassageExplanation,
  RetrievalSettings,
} from '@skep/client'
import type { FoundPassage } from './found-passage.ts'
import type { SearchedBase } from './read-passages.ts'
import type { BaseSearch, JudgedChunk } from './search-base.ts'

const MOST_NEAR_MISSES = 20

/** What was looked at in one base. */
export function explainBase(
  { base, opened, settings }: SearchedBase,
  { terms, question, nearest, judged }: BaseSearch,
  allowed: ReadonlySet<string> | null,
): BaseExplanation {
  const { fullText } = opened
  return {
    knowledgeId: base.id,
    knowledgeName: base.name,
    settings,
    searchedChunks: allowed === null ? fullText.size : fullText.chunkCount(allowed),
    totalChunks: fullText.size,
    terms: terms.map(
      ({ term, matched, certainty, idf }): ExplainedTerm => ({
        term,
        matched,
        certainty,
        idf,
        frequency: matched === null ? 0 : fullText.frequency(matched),
      }),
    ),
    ...(nearest
      ? { cosines: { lowest: nearest.lowest, mean: nearest.mean, deviation: nearest.deviation } }
      : {}),
    highestFullText: Math.max(0, ...judged.map(({ candidate }) => candidate.fullText)),
    question: { known: question.known, specificTerms: question.specificTerms },
  }
}

/** How a passage came to its place. `rank` is absent for one that was not returned. */
export function explainPassage(
  { judged, settings, joined, rerank, mmr }: FoundPassage,
  decision: PassageDecision,
  rank?: number,
): PassageExplanation {
  return {
    decision,
    ...(rank === undefined ? {} : { rank }),
    ...(judged ? explainChunk(judged, settings, rerank) : { fused: { method: 'none', score: 0, rank: 0 } }),
    ...(joined === undefined ? {} : { joined }),
    ...(rerank ? { rerank } : {}),
    ...(mmr ? { mmr } : {}),
  }
}

function explainChunk(
  { candidate, fused, rank, relevance }: JudgedChunk,
  { scoreThreshold: least, method }: RetrievalSettings,
  rerank: PassageExplanation['rerank'],
): Pick<PassageExplanation, 'vector' | 'fullText' | 'fused' | 'threshold' | 'offTopic'> {
  const { cosine, evidence, terms = [] } = candidate
  const tested = rerank
    ? ({ of: 'rerank', score: rerank.score } as const)
    : ({ of: 'cosine', score: cosine ?? 0 } as const)
  const isTested = least !== undefined && (rerank !== undefined || method !== 'full-text')
  return {
    ...(fused.vector ? { vector: fused.vector } : {}),
    ...(fused.fullText ? { fullText: { ...fused.fullText, terms } } : {}),
    fused: { method: fused.method, score: fused.score, rank },
    ...(isTested ? { threshold: { ...tested, least, isMet: tested.score >= least } } : {}),
    ...(least === undefined ? { offTopic: { ...relevance, ...evidence } } : {}),
  }
}

/** Why a candidate is not among the passages. */
export function decide(
  judged: JudgedChunk,
  settings: RetrievalSettings,
  isRerankedByModel: boolean,
): PassageDecision {
  if (settings.scoreThreshold === undefined) return judged.relevance.isMet ? 'beyond-top-k' : 'off-topic'
  return judged.isAboveCosine === false && !isRerankedByModel ? 'below-threshold' : 'beyond-top-k'
}

/** The best of what was not returned; those of several bases by their rank there. */
export function chooseNearMisses(
  missed: readonly { readonly found: FoundPassage; readonly decision: PassageDecision }[],
): readonly NearMiss[] {
  return [...missed]
    .sort((a, b) => (a.found.judged?.rank ?? 0) - (b.found.judged?.rank ?? 0))
    .slice(0, MOST_NEAR_MISSES)
    .map(({ found, decision }) => ({
      chunkId: found.chunkId,
      knowledgeId: found.passage.knowledgeId,
      documentId: found.passage.documentId,
      documentName: found.passage.documentName,
      text: found.passage.text,
      explanation: explainPassage(found, decision),
    }))
}
