import { BUILT_IN_FIELDS, type ErrorData } from '@skep/schema'
import type { RetrievalSettings } from './knowledge-retrieval.ts'
import type { KnowledgeSource } from './knowledge-sources.ts'
import type { ModelRef } from './model-settings.ts'

/**
 * What a chunk is. `general`: a passage. `parent-child`: a passage that is found by its small parts. `question-answer`:
 * a question that is searched, with the answer that is given.
 * @public
 */
export type SplitMode = 'general' | 'parent-child' | 'question-answer'

/** How a base cuts documents into chunks. @public */
export interface SplitSettings {
  readonly mode: SplitMode
  /** What sizes and overlap are counted in: UTF-16 units, or tokens as models of OpenAI count them. */
  readonly unit: 'characters' | 'tokens'
  /** Longest chunk, 64 to 16,000 characters or 16 to 8,000 tokens. */
  readonly maxSize: number
  /** How much of the end of a chunk the next one begins with: at most half of `maxSize`. */
  readonly overlap: number
  /** Where texts are cut first. `\n`, `\t`, `\r` and `\\` may be written as people type them. */
  readonly separator: string
  readonly removeExtraSpaces: boolean
  readonly removeUrlsAndEmails: boolean
  /** `auto`: fenced code and tables stay whole where they fit. `plain`: text is text. */
  readonly structure: 'auto' | 'plain'
  /** For `parent-child`: `full-document` makes one parent of the first 10,000 tokens and cleans no spaces. */
  readonly parent: { readonly mode: 'paragraph' | 'full-document' }
  /** For `parent-child`: how parents are cut into the parts that are searched. */
  readonly child: { readonly separator: string; readonly maxSize: number }
  /** For `question-answer`: tables with columns `question` and `answer` need no model. */
  readonly questions: {
    /** Who writes questions and answers; absent: whatever the host has set up for it. */
    readonly model?: ModelRef
    /** The language they are written in, as a name: `English`, `Deutsch`. */
    readonly language: string
  }
}

/** Which embedder makes a base's vectors. `builtin` needs no download. @public */
export interface EmbedderChoice {
  readonly provider: string
  readonly model: string
}

/** A field that documents of a base may have. @public */
export interface MetadataField {
  /** Lower-case letters, digits and `_`, beginning with a letter. */
  readonly name: string
  readonly type: 'string' | 'number' | 'time'
  /** Filled in by Skep and read only. */
  readonly isBuiltIn?: true
}

/** Another embedder under way: the vectors of the present one answer until all are made. @public */
export interface EmbedderChange {
  readonly embedder: EmbedderChoice
  readonly state: 'waiting' | 'building' | 'failed'
  /** 0 to 1. */
  readonly progress: number
  readonly error?: ErrorData
}

/** Where a base of another program is found, by Dify's contract of external knowledge. @public */
export interface ExternalSettings {
  /** What stands before `/retrieval`. */
  readonly endpoint: string
  /** The id of the knowledge there. */
  readonly externalId: string
  /** The secret that holds the key. */
  readonly secretName: string
}

/** What is given of a base of another program. @public */
export interface ExternalInput {
  readonly endpoint: string
  readonly externalId: string
  /** Absent: a secret of the base's own, which goes when the base goes. */
  readonly secretName?: string
  /** Goes to the secret store and never comes back. Absent: what is stored there stays. */
  readonly key?: string
}

/** What another program answered when it was tried. @public */
export interface ExternalTest {
  readonly passageCount: number
  readonly durationMs: number
}

/** What a base takes in its store, in bytes, before the browser packs it. @public */
export interface KnowledgeSize {
  readonly knowledgeId: string
  /** Of files and pages as they came. */
  readonly fileBytes: number
  /** Of the texts that were read in them. */
  readonly textBytes: number
  /** Of passages and their words. */
  readonly indexBytes: number
  /** Of the vectors that answer, and of what their embedder learned. */
  readonly vectorBytes: number
  readonly totalBytes: number
}

/** @public */
export interface KnowledgeBase {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly split: SplitSettings
  readonly retrieval: RetrievalSettings
  /** What answers now. */
  readonly embedder: EmbedderChoice
  readonly embedderChange?: EmbedderChange
  /** Fields of the base's own; the built-in ones are in every base. */
  readonly metadataFields: readonly MetadataField[]
  /** Another program answers for this base; it holds no documents of ours. */
  readonly external?: ExternalSettings
  /** Where documents come from again and again. */
  readonly sources: readonly KnowledgeSource[]
  /** Documents that answer: those with chunks. */
  readonly documentCount: number
  readonly chunkCount: number
  /** Of the files of those documents. */
  readonly sizeBytes: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** Metadata that every document has. @public */
export const BUILT_IN_METADATA: readonly MetadataField[] = BUILT_IN_FIELDS.map((field) => ({
  ...field,
  isBuiltIn: true,
}))
