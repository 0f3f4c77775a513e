import type { ErrorData } from '@skep/schema'

/** What the real ingestion made of one file, and what was seen around it. @internal */
export interface ObservedDocument {
  /** As it was uploaded. */
  readonly givenName: string
  /** As it is listed. */
  readonly name: string
  readonly state: 'ready' | 'failed' | 'hanging'
  readonly error: ErrorData | undefined
  readonly warnings: readonly ErrorData[]
  readonly pages: number
  readonly chunks: number
  /** Chunks that can be read in the store, also of a document that failed. */
  readonly storedChunks: number
  readonly longestChunk: number
  /** Chunks whose place in the text holds something else than they do. */
  readonly rangeProblems: readonly string[]
  /** The loaded text; its middle is left out where it is very long. */
  readonly text: string
  readonly textLength: number
  readonly lines: number
  readonly isWellFormed: boolean
  readonly milliseconds: number
  /** Undefined where it cannot be measured. */
  readonly grownMegabytes: number | undefined
  /** How long the page's main thread came to nothing, at most. */
  readonly longestBlockMs: number
  /** Whom requests were for, other than the page's own server. */
  readonly requests: readonly string[]
  /** Signs of code that ran: new globals, dialogs, errors that nobody caught. */
  readonly traces: readonly string[]
  /** What is wrong with a good file that came after it; empty when all is well. */
  readonly controlProblems: readonly string[]
  /** Asks the page whether the whole text holds a text. */
  holds(text: string): Promise<boolean>
  /** Asks the base; true when a passage of this document comes back. */
  finds(query: string): Promise<boolean>
}
