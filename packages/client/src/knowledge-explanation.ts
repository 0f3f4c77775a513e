import type { FusionMethod, Reranking, RetrievalSettings } from './knowledge-retrieval.ts'

/** Why a chunk is among the passages, or is not. Interfaces have a message for each. @public */
export const PASSAGE_DECISIONS = [
  'returned',
  /** Cosine below the threshold. */
  'below-threshold',
  /** Score of the rerank model below the threshold. */
  'below-rerank-threshold',
  /** Too little in common with the question. */
  'off-topic',
  /** Good enough, but others were better. */
  'beyond-top-k',
] as const

/** @public */
export type PassageDecision = (typeof PASSAGE_DECISIONS)[number]

/** A word of the question as the index knows it. @public */
export interface ExplainedTerm {
  /** Stem. */
  readonly term: string
  /** What it stands for in the index; differs for near spellings, null where nothing is near. */
  readonly matched: string | null
  /** 1 for the word itself, less for a near spelling. */
  readonly certainty: number
  readonly idf: number
  /** In how many chunks it is. */
  readonly frequency: number
}

/** What one word adds to the BM25 score of a chunk. @public */
export interface TermContribution {
  readonly term: string
  /** What it stands for in the index. */
  readonly matched: string
  /** 1 for the word itself, less for a near spelling. */
  readonly certainty: number
  /** How many chunks hold it. */
  readonly chunks: number
  readonly idf: number
  /** How often it stands in the chunk, by field. */
  readonly counts: { readonly title: number; readonly heading: number; readonly body: number }
  /** What of the idf the count earns in a chunk of this length, 0 to 2.2. */
  readonly saturation: number
  /** How often the question holds it x `certainty` x `idf` x `saturation`; these add up to the score. */
  readonly contribution: number
}

/** One of the two scores of a chunk on its way into the sum. @public */
export interface ExplainedScore {
  readonly score: number
  /** Among the candidates, from 1; absent where the method did not find it. */
  readonly rank?: number
  /** 0 to 1, as fusion takes it; absent for reciprocal ranks. */
  readonly normalized?: number
  readonly weight?: number
  /** Share of the fused score. */
  readonly contribution?: number
}

/** How the scores of one chunk came about, and what was decided. @public */
export interface PassageExplanation {
  readonly decision: PassageDecision
  /** Place among the passages, from 1. */
  readonly rank?: number
  readonly vector?: ExplainedScore
  readonly fullText?: ExplainedScore & { readonly terms: readonly TermContribution[] }
  /** Among the candidates of its base, before any ranking anew. */
  readonly fused: { readonly method: FusionMethod | 'none'; readonly score: number; readonly rank: number }
  readonly threshold?: {
    readonly of: 'cosine' | 'rerank'
    readonly least: number
    readonly score: number
    readonly isMet: boolean
  }
  /** The rule that refuses questions a base has nothing on; 1 and more is on topic. */
  readonly offTopic?: {
    readonly margin: number
    readonly isMet: boolean
    /** Share of the question's weight whose words are in the chunk. */
    readonly coverage: number
    readonly specificTerms: number
  }
  /** Reciprocal rank, where several bases were joined. */
  readonly joined?: number
  readonly rerank?: { readonly score: number; readonly rank: number }
  /** `score` is `lambda * relevance - (1 - lambda) * similarity` to the passages above it. */
  readonly mmr?: {
    readonly lambda: number
    readonly relevance: number
    readonly similarity: number
    readonly score: number
  }
}

/** A chunk that was looked at and not returned. @public */
export interface NearMiss {
  readonly chunkId: string
  readonly knowledgeId: string
  readonly documentId: string
  readonly documentName: string
  readonly text: string
  readonly explanation: PassageExplanation
}

/** What a search of one base looked at. @public */
export interface BaseExplanation {
  readonly knowledgeId: string
  readonly knowledgeName: string
  /** As used, with everything filled in. */
  readonly settings: RetrievalSettings
  /** Chunks that could be found: ready, switched on, and of documents that fit the filter. */
  readonly searchedChunks: number
  readonly totalChunks: number
  readonly terms: readonly ExplainedTerm[]
  /** Of the whole base; absent where no vectors were compared. */
  readonly cosines?: { readonly lowest: number; readonly mean: number; readonly deviation: number }
  readonly highestFullText: number
  /** Share of the question's weight whose words the base knows, and how many of them say what it is about. */
  readonly question: { readonly known: number; readonly specificTerms: number }
}

/** How a retrieval came about: for each base, and for the best chunks that were not returned. @public */
export interface RetrievalExplanation {
  readonly bases: readonly BaseExplanation[]
  /** Best first; at most 20. */
  readonly nearMisses: readonly NearMiss[]
  readonly rerank?: Reranking
}
