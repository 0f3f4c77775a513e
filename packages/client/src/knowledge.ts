import type { ErrorData } from '@skep/schema'
import type {
  PassageLocation,
  RetrievalChanges,
  RetrievalSettings,
  RetrieveRequest,
  RetrieveResult,
} from './knowledge-retrieval.ts'

/** How a base cuts documents into chunks. @public */
export interface SplitSettings {
  /** Longest chunk in characters (UTF-16 units), 64 to 16,000. */
  readonly maxChars: number
  readonly overlapChars: number
  readonly separator: string
  readonly removeExtraSpaces: boolean
  readonly removeUrlsAndEmails: boolean
}

/** Which embedder makes a base's vectors. `builtin` needs no download. @public */
export interface EmbedderChoice {
  readonly provider: string
  readonly model: string
}

/** @public */
export interface KnowledgeBase {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly split: SplitSettings
  readonly retrieval: RetrievalSettings
  readonly embedder: EmbedderChoice
  readonly documentCount: number
  readonly chunkCount: number
  readonly sizeBytes: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** The way of a document. The first five go on after a reload. @public */
export const DOCUMENT_STATES = [
  'queued',
  'loading',
  'splitting',
  'embedding',
  'indexing',
  'ready',
  'failed',
] as const

/** @public */
export type DocumentState = (typeof DOCUMENT_STATES)[number]

/** @public */
export interface KnowledgeDocument {
  readonly id: string
  readonly knowledgeId: string
  readonly name: string
  readonly mimeType: string
  readonly sizeBytes: number
  /** SHA-256 of the bytes, hexadecimal. */
  readonly contentHash: string
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
  readonly chunkCount: number
  readonly charCount: number
  readonly pageCount?: number
  readonly createdAtMs: number
  readonly updatedAtMs: number
}

/** @public */
export interface KnowledgeChunk {
  readonly id: string
  readonly documentId: string
  readonly index: number
  readonly text: string
  readonly location: PassageLocation
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

/** @public */
export type KnowledgeEvent =
  | { readonly type: 'base_changed'; readonly base: KnowledgeBase }
  | { readonly type: 'base_removed'; readonly knowledgeId: string }
  | { readonly type: 'document_changed'; readonly document: KnowledgeDocument }
  | { readonly type: 'document_removed'; readonly knowledgeId: string; readonly documentId: string }

/** @public */
export interface KnowledgeApi {
  list(): Promise<readonly KnowledgeBase[]>
  get(knowledgeId: string): Promise<KnowledgeBase>
  create(input: {
    readonly id?: string
    readonly name: string
    readonly description?: string
    readonly split?: Partial<SplitSettings>
    readonly retrieval?: Partial<RetrievalSettings>
    readonly embedder?: EmbedderChoice
  }): Promise<KnowledgeBase>
  update(
    knowledgeId: string,
    changes: {
      readonly name?: string
      readonly description?: string
      readonly retrieval?: RetrievalChanges
    },
  ): Promise<KnowledgeBase>
  remove(knowledgeId: string): Promise<void>
  documents(knowledgeId: string): Promise<readonly KnowledgeDocument[]>
  /**
   * Stores the bytes, queues the document and returns. Progress comes by `watch`; a file that cannot be taken at all
   * (too large, empty, quota) becomes a document in state `failed`, so that its error stays beside it.
   */
  upload(knowledgeId: string, file: UploadFile): Promise<KnowledgeDocument>
  /** Starts a failed document again from its stored bytes. */
  retry(documentId: string): Promise<KnowledgeDocument>
  removeDocument(documentId: string): Promise<void>
  document(documentId: string): Promise<KnowledgeDocument>
  documentText(documentId: string): Promise<DocumentText>
  chunks(
    documentId: string,
    range?: { readonly offset: number; readonly limit: number },
  ): Promise<readonly KnowledgeChunk[]>
  retrieve(request: RetrieveRequest): Promise<RetrieveResult>
  /** Tells of every change of bases and documents in this namespace. */
  watch(listener: (event: KnowledgeEvent) => void): Unsubscribe
}

/** @public */
export type Unsubscribe = () => void
