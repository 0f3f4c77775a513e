import type { FullTextIndex, QueryTerm } from '../full-text/full-text-index.ts'
import type { Analyzer } from '../text/analyzer.ts'
import { isUnspaced } from '../text/words.ts'

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
  const seen = charactersOf(query)
  const rare = Math.log(1 + (index.size - 0.5) / 1.5)
  for (const asked of query) {
    const { term, matched, certainty, idf, isFunctionWord } = asked
    const isGeneral = isGeneralWord(asked, analyzer)
    // A question is in one language: what frames it there is no unknown word of the others. And where no spaces tell words
    // apart, pairs of characters that stand in two of them are no words.
    if (matched === null && (isFunctionWord || (isGeneral && isUnspaced(term)))) continue
    const telling = matched === null ? UNKNOWN_WEIGHT * rare : Math.max(idf, LEAST_WEIGHT * rare)
    const weight = telling * (isGeneral ? GENERAL_WEIGHT : 1) * (matched === null ? newShare(term, seen) : 1)
    if (weight === 0) continue
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

function isGeneralWord({ forms, isFunctionWord }: QueryTerm, analyzer: Analyzer): boolean {
  return isFunctionWord || Array.from(forms).some(([language, form]) => analyzer.of(language).isGeneral(form))
}

/** Of scripts without spaces: the characters of pairs that the base knows. */
function charactersOf(query: readonly QueryTerm[]): ReadonlySet<string> {
  const known = query.filter(({ term, matched }) => matched !== null && isUnspaced(term))
  return new Set(known.flatMap(({ term }) => [...term]))
}

/** How much of an unknown word is not in known pairs: the end of one word and the beginning of the next are no word. */
function newShare(term: string, seen: ReadonlySet<string>): number {
  if (!isUnspaced(term)) return 1
  const characters = [...term]
  return characters.filter((character) => !seen.has(character)).length / characters.length
}
