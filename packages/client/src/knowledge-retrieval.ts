import type { ErrorData, JsonObject, MetadataFiltering } from '@skep/schema'
import type { PassageExplanation, RetrievalExplanation } from './knowledge-explanation.ts'

/** Where a passage stands in its document, for people and for opening it. @public */
export interface PassageLocation {
  /** Page numbers start at 1; only for formats that have pages. */
  readonly page?: number
  readonly lastPage?: number
  /** Headings above the passage, outermost first. */
  readonly headings?: readonly string[]
  /** UTF-16 range in the document's loaded text, end exclusive. */
  readonly start: number
  readonly end: number
}

/** How the score of a passage came about. @public */
export interface PassageScores {
  /** Cosine. */
  readonly vector?: number
  /** BM25. */
  readonly fullText?: number
  /** What fusion made of the two. */
  readonly fused?: number
  /** What the rerank model says. */
  readonly rerank?: number
  /** What the program of an external base says; comparable only within it. */
  readonly external?: number
}

/** A retrieved chunk. @public */
export interface Passage {
  readonly chunkId: string
  readonly knowledgeId: string
  readonly knowledgeName: string
  readonly documentId: string
  readonly documentName: string
  /** What a model reads: the chunk; its parent where children are searched. */
  readonly text: string
  readonly location: PassageLocation
  /** Higher is better; comparable only within one retrieval. */
  readonly score: number
  readonly scores: PassageScores
  /** Of the document and of the place in it. */
  readonly metadata: JsonObject
  /** How often it was found before. */
  readonly hitCount?: number
  /** The parts that were found, best first, where `text` is their parent. */
  readonly children?: readonly {
    readonly chunkId: string
    readonly text: string
    readonly location: PassageLocation
    readonly score: number
  }[]
  /** What was searched, and what it is answered with; `text` has both. */
  readonly question?: string
  readonly answer?: string
  /** Chunks before and after it that are part of `text` and `location`. */
  readonly neighbours?: readonly { readonly chunkId: string; readonly location: PassageLocation }[]
  /** From a base of another program: there is no document to open, and `location` is that of `text` itself. */
  readonly isExternal?: true
  /** Of the retrieval test alone (`explain`). */
  readonly explanation?: PassageExplanation
}

/** A passage that an answer rests on. `number` is what `[1]` in the answer means. @public */
export interface Citation extends Passage {
  readonly number: number
  /** The sentence that the answer quotes, as a range in the loaded text. */
  readonly quote?: { readonly start: number; readonly end: number }
}

/**
 * How the two lists of a hybrid search become one. `weighted`: sum of both scores, each min-max normalised over the
 * base; `rrf`: reciprocal ranks (k 60); `dify`: Dify's weighted score, cosine and the cosine of TF-IDF vectors over
 * the words of the candidates.
 * @public
 */
export type FusionMethod = 'weighted' | 'rrf' | 'dify'

/**
 * What orders passages anew after fusion. `model`: a rerank model of a model connection, which reads question and
 * passage together; `mmr`: maximal marginal relevance, which puts passages that say the same further down. `lambda` 1
 * is relevance alone, 0 is difference alone.
 * @public
 */
export type Reranking =
  | { readonly type: 'model'; readonly provider: string; readonly model: string }
  | { readonly type: 'mmr'; readonly lambda: number }

/** @public */
export interface RetrievalSettings {
  readonly method: 'vector' | 'full-text' | 'hybrid'
  readonly topK: number
  /**
   * Least rerank score where a rerank model is used, else least cosine, tested before fusion. Absent: the built-in
   * off-topic rule of the embedder.
   */
  readonly scoreThreshold?: number
  /** Share of the vector score in a hybrid search, 0 to 1. */
  readonly vectorWeight: number
  /** Absent: `weighted`. */
  readonly fusion?: FusionMethod
  readonly rerank?: Reranking
  /** How many chunks before and after a passage are joined to it, 0 to 5. Absent: none. */
  readonly neighbours?: number
}

/** Settings that replace others. `null` takes an optional one back. @public */
export type RetrievalChanges = {
  readonly [Name in keyof RetrievalSettings]?:
    | RetrievalSettings[Name]
    | (undefined extends RetrievalSettings[Name] ? null : never)
}

/** Settings with changes made to them. @public */
export function changeRetrieval(
  settings: RetrievalSettings,
  changes: RetrievalChanges = {},
): RetrievalSettings {
  const kept = Object.entries({ ...settings, ...changes }).filter(
    ([, value]) => value !== null && value !== undefined,
  )
  return Object.fromEntries(kept) as unknown as RetrievalSettings // what is required cannot be null
}

/** Conditions on the metadata of documents. A condition without a value is skipped. @public */
export type MetadataFilter = NonNullable<MetadataFiltering['conditions']>

/** @public */
export interface RetrieveRequest {
  readonly knowledgeIds: readonly string[]
  readonly query: string
  /** Absent fields come from each base's own settings. */
  readonly settings?: RetrievalChanges
  /** Only documents that fit are searched; where none does, nothing is found. */
  readonly filter?: MetadataFilter
  /** Adds how every score came about, of near misses too. Costs reading their texts. */
  readonly explain?: boolean
  /** Who asks: the question is kept with its base, and what is found counts as found. Absent: nothing is kept. */
  readonly record?: 'app' | 'test'
}

/** A question that a base was asked. @public */
export interface PastQuery {
  readonly id: string
  readonly query: string
  readonly source: 'app' | 'test'
  readonly atMs: number
  readonly passageCount: number
}

/** @public */
export interface RetrieveResult {
  readonly passages: readonly Passage[]
  readonly durationMs: number
  /** What went wrong without ending the search: a base that failed beside others, a rerank model that did. */
  readonly warnings?: readonly ErrorData[]
  readonly explanation?: RetrievalExplanation
}
