import type { RetrievalSettings, TermContribution } from '@skep/client'
import type { FullTextIndex, QueryTerm } from '../full-text/full-text-index.ts'
import { bagOf, parseQuery } from '../full-text/query.ts'
import { TopK } from '../index/top-k.ts'
import type { VectorSearch } from '../index/vector-index.ts'
import type { Analyzer } from '../text/analyzer.ts'
import { type Evidence, gatherEvidence, type QuestionEvidence } from './evidence.ts'
import type { OpenBase } from './open-base.ts'

/** A chunk that one of the methods found. */
export interface Candidate {
  readonly chunkId: string
  readonly evidence: Evidence
  /** Null without a vector. */
  readonly cosine: number | null
  readonly fullText: number
  /** Which words made the full-text score; only for an explanation. */
  readonly terms?: readonly TermContribution[]
}

/** What the methods found in a base, before anything is decided. */
export interface Candidates {
  readonly list: readonly Candidate[]
  readonly question: QuestionEvidence
  readonly terms: readonly QueryTerm[]
  /** Null where no vectors were compared. */
  readonly nearest: VectorSearch | null
}

/** Makes the vector of a question for a base with an external embedder; null where the search does without. */
export type EmbedQuery = ((query: string) => Promise<Float32Array>) | null

/** Enough for the best of one method to meet the best of the other. */
const LEAST_CANDIDATES = 50
const CANDIDATES_PER_PASSAGE = 10

/** @internal */
export interface GatherOptions {
  readonly embedQuery: EmbedQuery
  /** The documents whose chunks may be found; null: all. */
  readonly allowed: ReadonlySet<string> | null
  readonly isExplained: boolean
}

/** Asks both methods of a base, as far as the settings want them. */
export async function gatherCandidates(
  opened: OpenBase,
  analyzer: Analyzer,
  query: string,
  settings: RetrievalSettings,
  { embedQuery, allowed, isExplained }: GatherOptions,
): Promise<Candidates> {
  const { fullText, vectors, builtin } = opened
  const asked = parseQuery(query, analyzer, fullText.languages)
  const terms = fullText.resolve(asked)
  const inPhrases = fullText.phraseSlots(asked)
  // A search by words asks the built-in embedder too, which costs nothing, to judge what it finds.
  const usesVectors = vectors.size > 0 && (settings.method !== 'full-text' || builtin !== undefined)
  const vector = usesVectors ? await queryVector(opened, terms, query, embedQuery) : null
  // From here on nothing waits: the scores below are shared between searches of the index.
  const limit = Math.max(LEAST_CANDIDATES, settings.topK * CANDIDATES_PER_PASSAGE)
  const nearest = vector === null ? null : vectors.search(vector, limit, allowed)
  const question = gatherEvidence(fullText, terms, analyzer)
  const { scores, slots } = fullText.score(terms, inPhrases)
  const found = new Set(settings.method === 'full-text' ? [] : nearest?.hits.map((hit) => hit.chunkId))
  if (settings.method !== 'vector') {
    const top = new TopK(limit)
    const allowedSlots = allowed === null ? null : fullText.slotsOf(allowed)
    for (const slot of slots) {
      if (allowedSlots === null || allowedSlots[slot] === 1) top.offer(slot, scores[slot] ?? 0)
    }
    for (const { item } of top.take()) {
      const chunkId = fullText.chunkId(item)
      if (chunkId !== undefined) found.add(chunkId)
    }
  }
  const list = [...found].flatMap((chunkId): Candidate[] => {
    const slot = fullText.slot(chunkId)
    if (slot === undefined || (inPhrases !== null && !inPhrases.has(slot))) return []
    const cosine = vector === null ? null : vectors.cosine(chunkId, vector)
    return [{ chunkId, cosine, fullText: scores[slot] ?? 0, evidence: question.of(slot) }]
  })
  return {
    list: isExplained ? withTerms(list, fullText, terms) : list,
    question,
    terms,
    nearest,
  }
}

async function queryVector(
  opened: OpenBase,
  terms: readonly QueryTerm[],
  query: string,
  embedQuery: EmbedQuery,
): Promise<Float32Array | null> {
  if (opened.builtin === undefined) return embedQuery === null ? null : embedQuery(query)
  // What was misspelled in the question is embedded as what it means.
  const vector = opened.builtin.embed(bagOf(terms))
  return vector.some((value) => value !== 0) ? vector : null
}

function withTerms(
  list: readonly Candidate[],
  index: FullTextIndex,
  query: readonly QueryTerm[],
): readonly Candidate[] {
  return list.map((candidate) => ({
    ...candidate,
    terms: index.explain(query, index.slot(candidate.chunkId) ?? -1),
  }))
}
