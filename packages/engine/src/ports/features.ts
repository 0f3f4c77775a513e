import type { AnnotationMatch } from '@skep/client'

/** Finds the answer that a person wrote for a question. @public */
export interface AnnotationsPort {
  /** The stored answer whose question is the most alike, if alike enough; `null` otherwise. It counts as given. */
  find(
    request: {
      readonly appId: string
      readonly query: string
      /** 0 to 1. */
      readonly threshold: number
      readonly embeddingModel?: { readonly provider: string; readonly name: string }
    },
    options: { readonly signal: AbortSignal },
  ): Promise<AnnotationMatch | null>
}

/** The turns of a conversation that a model is not shown any more, told in a few sentences. @public */
export interface MemorySummary {
  readonly text: string
  /** How many turns it tells, from the first. */
  readonly turnCount: number
  /** The answer of the last of them; when it is another one, the summary is of another past. */
  readonly lastMessageId: string
}

/** Keeps summaries, so that each turn costs one call of a model at most. @public */
export interface MemoryPort {
  /** `key`: which of the summaries of a conversation, e.g. the node that asks. */
  read(conversationId: string, key: string): Promise<MemorySummary | null>
  write(conversationId: string, key: string, summary: MemorySummary): Promise<void>
}
