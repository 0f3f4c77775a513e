import type { ErrorData, JsonObject } from '@skep/schema'
import type { PassageLocation } from './knowledge-retrieval.ts'
import type { SplitSettings } from './knowledge-settings.ts'

/** The way of a document. The first five go on after a reload; a paused one waits to be told. @public */
export const DOCUMENT_STATES = [
  'queued',
  'loading',
  'splitting',
  'embedding',
  'indexing',
  'ready',
  'failed',
  'paused',
] as const

/** @public */
export type DocumentState = (typeof DOCUMENT_STATES)[number]

/** Where a document came from. @public */
export type DocumentSource =
  | { readonly type: 'file' }
  | { readonly type: 'text' }
  /** `sourceId`: that of its base's source; `revision`: what the source calls this content. */
  | { readonly type: 'web'; readonly url: string; readonly sourceId?: string; readonly revision?: string }
  | {
      readonly type: 'connector'
      readonly connectorId: string
      readonly itemId: string
      readonly revision?: string
      readonly sourceId?: string
    }

/** @public */
export interface KnowledgeDocument {
  readonly id: string
  readonly knowledgeId: string
  readonly name: string
  /**
   * What it calls itself, else the heading that it begins with, else its name without the ending. Its words find every
   * chunk. Absent before it is ready, and of documents of earlier releases until they are cut anew.
   */
  readonly title?: string
  readonly mimeType: string
  readonly sizeBytes: number
  /** SHA-256 of the bytes, hexadecimal. */
  readonly contentHash: string
  readonly source: DocumentSource
  readonly state: DocumentState
  /** 0 to 1 within the whole way from queued to ready. */
  readonly progress: number
  /** What is being counted now, e.g. pages while loading or chunks while embedding. */
  readonly step?: {
    readonly unit: 'bytes' | 'pages' | 'chunks'
    readonly done: number
    readonly total: number
  }
  readonly error?: ErrorData
  /** Things that went less than perfectly, e.g. pages without text. */
  readonly warnings: readonly ErrorData[]
  /** Whether searches may find it. */
  readonly isEnabled: boolean
  /** Put away: never found, and read only. */
  readonly isArchived: boolean
  /** Values by the name of their field; a time is milliseconds since 1970. */
  readonly metadata: JsonObject
  /** Its own way of being cut; absent: the base's. */
  readonly split?: SplitSettings
  /**
   * The cut whose chunks answer, counted from 0. Absent before the first one is done. While a document is cut anew, the
   * chunks of the last cut go on answering.
   */
  readonly edition?: number
  /** Counts the changes of its chunks: lists of chunks are out of date when it is higher. */
  readonly revision: number
  /** How often its chunks were found. */
  readonly hitCount: number
  readonly chunkCount: number
  /** Searched parts of all chunks, for `parent-child`. */
  readonly childCount?: number
  /**
   * What its passages and their words take where they are stored, vectors apart. Absent before it is ready, and where an
   * earlier release made it.
   */
  readonly indexBytes?: number
  readonly charCount: number
  readonly pageCount?: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** A part of a parent that is searched in its place. @public */
export interface ChildChunk {
  /** The id of its parent, `/` and a name. */
  readonly id: string
  readonly text: string
  readonly location: PassageLocation
}

/** @public */
export interface KnowledgeChunk {
  readonly id: string
  readonly documentId: string
  /** Ascends within a document; removed chunks leave gaps. */
  readonly index: number
  /** What is shown; of a question with an answer, both. */
  readonly text: string
  /** Where it stands in the loaded text. Of a chunk that was added by hand: an empty range at the end. */
  readonly location: PassageLocation
  /** UTF-16 range in the cleaned text, end exclusive; absent where it was added by hand or is from before. */
  readonly cleanedRange?: { readonly start: number; readonly end: number }
  /** Whether searches may find it. */
  readonly isEnabled: boolean
  readonly isEdited?: true
  readonly isManual?: true
  /** How often it was found. */
  readonly hitCount: number
  /** Words that it is found by besides its own, at most 10. */
  readonly keywords?: readonly string[]
  /** For `question-answer`: what is searched and what is answered. */
  readonly question?: string
  readonly answer?: string
  /** For `parent-child`: what is searched. */
  readonly children?: readonly ChildChunk[]
}

/** The loaded text of a document with what is needed to show where one is. @public */
export interface DocumentText {
  readonly text: string
  /** Pages in order; empty for formats without pages. */
  readonly pages: readonly { readonly number: number; readonly start: number; readonly end: number }[]
  readonly headings: readonly { readonly level: number; readonly text: string; readonly start: number }[]
}

/** @public */
export interface UploadFile {
  readonly name: string
  readonly mimeType?: string
  readonly bytes: Blob | ArrayBuffer | Uint8Array
}
