import type { Passage, PassageExplanation, PassageScores, RetrievalSettings } from '@skep/client'
import type { JudgedChunk } from './search-base.ts'

/** A passage on its way from the search of its base to the result. */
export interface FoundPassage {
  readonly chunkId: string
  readonly passage: Omit<Passage, 'score' | 'scores'>
  /** Orders the list that it is in. */
  readonly score: number
  readonly scores: PassageScores
  /** As used for its base. */
  readonly settings: RetrievalSettings
  /** Absent for passages of an external base. */
  readonly judged?: JudgedChunk
  readonly joined?: number
  readonly rerank?: PassageExplanation['rerank']
  readonly mmr?: PassageExplanation['mmr']
}
