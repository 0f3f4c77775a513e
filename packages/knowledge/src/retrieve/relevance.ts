import type { Evidence } from './evidence.ts'

/**
 * How much a passage must have in common with a question, as coverage plus half of the cosine. Chosen on
 * `relevance.fixture.ts` and the MED and CISI collections; `relevance.test.ts` and `bench/off-topic.ts` measure it.
 */
const REQUIRED = 0.55
/** One word in common out of several is how off-topic questions look ("capital of France" in a text on typography). */
const REQUIRED_ONE_OF_SEVERAL = 0.68
/** Long questions are never covered by one passage: from here on less is enough. */
const LONG_QUESTION_TERMS = 6
const EASIER_PER_TERM = 0.025
const LEAST_REQUIRED = 0.38
/** Questions made of words that any text may hold. */
const REQUIRED_GENERAL = 1.25
/** About what a cosine adds to the coverage of a passage that is on topic. */
const WITHOUT_COSINE = 0.25
/** Where one passage is clearly on topic, others with this share of the requirement come along. */
const COMPANION_SHARE = 0.6

/** What is known of a candidate when it is judged. */
export interface Candidate {
  readonly evidence: Evidence
  /** Cosine of the embedder; null where question or chunk have no vector. */
  readonly cosine: number | null
}

/** What the rule says of one candidate. */
export interface Relevance {
  /** Evidence over what is required: 1 and more is on topic, and takes others from 0.6 on along. */
  readonly margin: number
  readonly isMet: boolean
}

/**
 * The off-topic rule of the built-in embedder: which candidates have enough to do with a question. A cosine alone
 * says nothing, since the embedder drops words that the base does not know: it counts for the `known` share of the
 * question only, and without one telling word in common a passage is never taken.
 */
export function judgeByWords(
  question: { readonly known: number; readonly specificTerms: number },
  candidates: readonly Candidate[],
): Relevance[] {
  const margins = candidates.map((candidate) => marginOf(question, candidate))
  const isAny = margins.some((margin) => margin >= 1)
  return margins.map((margin) => ({ margin, isMet: isAny && margin >= COMPANION_SHARE }))
}

/** Evidence over what is required; 1 and more is on topic. */
function marginOf(
  question: { readonly known: number; readonly specificTerms: number },
  { evidence, cosine }: Candidate,
): number {
  const byMeaning =
    cosine === null ? WITHOUT_COSINE * evidence.coverage : 0.5 * Math.max(0, cosine) * question.known
  const found = evidence.coverage + byMeaning
  if (question.specificTerms === 0) return found / REQUIRED_GENERAL
  if (evidence.specificTerms === 0) return 0
  if (evidence.specificTerms === 1 && question.specificTerms > 1) return found / REQUIRED_ONE_OF_SEVERAL
  const relief = EASIER_PER_TERM * Math.max(0, question.specificTerms - LONG_QUESTION_TERMS)
  return found / Math.max(LEAST_REQUIRED, REQUIRED - relief)
}

/** In a base of at least this many vectors, mean and deviation of the cosines say what is usual there. */
const ENOUGH_VECTORS = 20
const OUTSTANDING_DEVIATIONS = 4
const LEAST_DISTANCE = 0.08
const MOST_DISTANCE = 0.35
const LEAST_COSINE = 0.3
const FEW_VECTORS_COSINE = 0.4

/**
 * The off-topic rule of other embedders, whose scales differ from model to model: a passage is taken when the words
 * say so, or when its cosine stands out from those of the whole base. A host that knows its model sets a threshold.
 */
export function judgeByDistance(
  question: { readonly known: number; readonly specificTerms: number },
  candidates: readonly Candidate[],
  base: { readonly size: number; readonly mean: number; readonly deviation: number },
): Relevance[] {
  const distance = Math.min(MOST_DISTANCE, Math.max(LEAST_DISTANCE, OUTSTANDING_DEVIATIONS * base.deviation))
  const floor = base.size < ENOUGH_VECTORS ? FEW_VECTORS_COSINE : Math.max(LEAST_COSINE, base.mean + distance)
  const byWords = judgeByWords(question, candidates)
  return candidates.map(({ cosine }, at) => {
    const { margin, isMet } = byWords[at] ?? { margin: 0, isMet: false }
    return {
      margin: Math.max(margin, (cosine ?? 0) / floor),
      isMet: isMet || (cosine ?? 0) >= floor,
    }
  })
}
