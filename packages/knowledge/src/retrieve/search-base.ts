import type { RetrievalSettings } from '@skep/client'
import type { QueryTerm } from '../full-text/full-text-index.ts'
import { TopK } from '../index/top-k.ts'
import type { VectorSearch } from '../index/vector-index.ts'
import type { Analyzer } from '../text/analyzer.ts'
import { type Evidence, gatherEvidence } from './evidence.ts'
import type { OpenBase } from './open-base.ts'
import { chooseByDistance, chooseRelevant } from './relevance.ts'

/** A chunk found in a base. `score` orders the chunks of this base and nothing else. */
export interface RankedChunk {
  readonly chunkId: string
  readonly score: number
  readonly scores: { readonly vector?: number; readonly fullText?: number; readonly fused?: number }
}

interface Candidate {
  readonly chunkId: string
  readonly evidence: Evidence
  /** Null without a vector. */
  readonly cosine: number | null
  readonly fullText: number
}

/** Makes the vector of a question for a base with an external embedder; null where the search does without. */
export type EmbedQuery = ((query: string) => Promise<Float32Array>) | null

/** Enough for the best of one method to meet the best of the other. */
const LEAST_CANDIDATES = 50
const CANDIDATES_PER_PASSAGE = 10

/** Searches one base by its method. An off-topic question finds nothing. */
export async function searchBase(
  opened: OpenBase,
  analyzer: Analyzer,
  query: string,
  settings: RetrievalSettings,
  embedQuery: EmbedQuery,
): Promise<RankedChunk[]> {
  const { fullText, vectors, builtin } = opened
  const terms = fullText.resolve(analyzer.analyze(query, 'query').counts)
  // A search by words asks the built-in embedder too, which costs nothing, to judge what it finds.
  const usesVectors = vectors.size > 0 && (settings.method !== 'full-text' || builtin !== undefined)
  const vector = usesVectors ? await queryVector(opened, terms, query, embedQuery) : null
  // From here on nothing waits: the scores below are shared between searches of the index.
  const limit = Math.max(LEAST_CANDIDATES, settings.topK * CANDIDATES_PER_PASSAGE)
  const nearest = vector === null ? null : vectors.search(vector, limit)
  const { scores, slots } = fullText.score(terms)
  const question = gatherEvidence(fullText, terms, analyzer)
  const found = new Set(settings.method === 'full-text' ? [] : nearest?.hits.map((hit) => hit.chunkId))
  if (settings.method !== 'vector') {
    const top = new TopK(limit)
    for (const slot of slots) top.offer(slot, scores[slot] ?? 0)
    for (const { item } of top.take()) {
      const chunkId = fullText.chunkId(item)
      if (chunkId !== undefined) found.add(chunkId)
    }
  }
  const candidates = [...found].flatMap((chunkId): Candidate[] => {
    const slot = fullText.slot(chunkId)
    if (slot === undefined) return []
    const cosine = vector === null ? null : vectors.cosine(chunkId, vector)
    return [{ chunkId, cosine, fullText: scores[slot] ?? 0, evidence: question.of(slot) }]
  })
  const chosen = choose(settings, candidates, question, nearest, builtin !== undefined)
  return rank(settings, chosen, candidates, nearest).slice(0, settings.topK)
}

async function queryVector(
  opened: OpenBase,
  terms: readonly QueryTerm[],
  query: string,
  embedQuery: EmbedQuery,
): Promise<Float32Array | null> {
  if (opened.builtin === undefined) return embedQuery === null ? null : embedQuery(query)
  // What was misspelled in the question is embedded as what it means.
  const vector = opened.builtin.embed(new Map(terms.map((term) => [term.matched ?? term.term, term.count])))
  return vector.some((value) => value !== 0) ? vector : null
}

function choose(
  settings: RetrievalSettings,
  candidates: readonly Candidate[],
  question: { readonly known: number; readonly specificTerms: number },
  nearest: VectorSearch | null,
  isBuiltin: boolean,
): Candidate[] {
  const { scoreThreshold, method } = settings
  // The threshold is a cosine, so a search by words has none to test; setting one turns the off-topic rule off.
  if (scoreThreshold !== undefined && method === 'full-text') return [...candidates]
  if (scoreThreshold !== undefined) return candidates.filter(({ cosine }) => (cosine ?? 0) >= scoreThreshold)
  if (isBuiltin || nearest === null) return chooseRelevant(question, candidates)
  return chooseByDistance(question, candidates, nearest)
}

function rank(
  settings: RetrievalSettings,
  chosen: readonly Candidate[],
  all: readonly Candidate[],
  nearest: VectorSearch | null,
): RankedChunk[] {
  // Min-max over the whole base: a chunk without the words has BM25 0, and the scan has seen the lowest cosine.
  const highestText = Math.max(...all.map((candidate) => candidate.fullText), 0) || 1
  const lowest = nearest?.lowest ?? 0
  const spread = Math.max(...all.map((candidate) => candidate.cosine ?? lowest), lowest) - lowest || 1
  const ranked = chosen.map(({ chunkId, fullText, ...candidate }): RankedChunk => {
    const cosine = candidate.cosine ?? 0
    if (nearest === null || settings.method === 'full-text')
      return { chunkId, score: fullText, scores: { fullText } }
    if (settings.method === 'vector') return { chunkId, score: cosine, scores: { vector: cosine } }
    const weight = settings.vectorWeight
    const fused = (weight * Math.max(0, cosine - lowest)) / spread + ((1 - weight) * fullText) / highestText
    return { chunkId, score: fused, scores: { vector: cosine, fullText, fused } }
  })
  return ranked.sort((a, b) => b.score - a.score || (a.chunkId < b.chunkId ? -1 : 1))
}
