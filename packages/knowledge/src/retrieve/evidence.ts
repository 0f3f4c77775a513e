import type { FullTextIndex, QueryTerm } from '../full-text/full-text-index.ts'
import type { Analyzer } from '../text/analyzer.ts'

/** What a question and a chunk have in common. */
export interface Evidence {
  /** Share of the question's weight whose terms are in the chunk, 0 to 1. */
  readonly coverage: number
  /** How many different terms that say what the question is about are in the chunk. */
  readonly specificTerms: number
}

/** What a question has in common with a base as a whole. */
export interface QuestionEvidence {
  /** Share of the question's weight whose terms are known in the base, 0 to 1. */
  readonly known: number
  /** How many different terms say what the question is about. */
  readonly specificTerms: number
  of(slot: number): Evidence
}

/** A term that any text may hold counts this much of its weight. */
const GENERAL_WEIGHT = 0.25
/** What a term that no chunk holds weighs, in weights of a term that one chunk holds. */
const UNKNOWN_WEIGHT = 1.5
/** Least share of that weight: a word that all chunks of a base hold ranks nothing, but shows what the base is about. */
const LEAST_WEIGHT = 0.6

/** Looks up which chunks hold how much of a question. */
export function gatherEvidence(
  index: FullTextIndex,
  query: readonly QueryTerm[],
  analyzer: Analyzer,
): QuestionEvidence {
  const covered = new Map<number, number>()
  const specific = new Map<number, number>()
  let total = 0
  let known = 0
  let specificTerms = 0
  const rare = Math.log(1 + (index.size - 0.5) / 1.5)
  for (const asked of query) {
    const { term, matched, certainty, idf } = asked
    const isGeneral = analyzer.isGeneral(term)
    const telling = matched === null ? UNKNOWN_WEIGHT * rare : Math.max(idf, LEAST_WEIGHT * rare)
    const weight = telling * (isGeneral ? GENERAL_WEIGHT : 1)
    total += weight
    if (!isGeneral) specificTerms++
    if (matched === null) continue
    known += weight * certainty
    index.forEachSlot(asked, (slot) => {
      covered.set(slot, (covered.get(slot) ?? 0) + weight * certainty)
      if (!isGeneral) specific.set(slot, (specific.get(slot) ?? 0) + 1)
    })
  }
  return {
    known: total === 0 ? 0 : known / total,
    specificTerms,
    of: (slot) => ({
      coverage: total === 0 ? 0 : (covered.get(slot) ?? 0) / total,
      specificTerms: specific.get(slot) ?? 0,
    }),
  }
}
