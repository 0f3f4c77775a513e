import type { JsonObject } from '@skep/schema'
import type { DocumentText, KnowledgeChunk, KnowledgeDocument, UploadFile } from './knowledge-documents.ts'
import type {
  RetrievalChanges,
  RetrievalSettings,
  RetrieveRequest,
  RetrieveResult,
} from './knowledge-retrieval.ts'
import type { EmbedderChoice, KnowledgeBase, MetadataField, SplitSettings } from './knowledge-settings.ts'

/** @public */
export type KnowledgeEvent =
  | { readonly type: 'base_changed'; readonly base: KnowledgeBase }
  | { readonly type: 'base_removed'; readonly knowledgeId: string }
  | { readonly type: 'document_changed'; readonly document: KnowledgeDocument }
  | { readonly type: 'document_removed'; readonly knowledgeId: string; readonly documentId: string }

/** What may be given for a split: absent fields come from the defaults, or from the base. @public */
export type SplitInput = Partial<SplitSettings>

/** @public */
export interface DocumentChanges {
  readonly name?: string
  readonly isEnabled?: boolean
  /** An archived document is read only: nothing but this can be changed. */
  readonly isArchived?: boolean
  /** Values of the base's fields; `null` removes one; fields that are not named stay. */
  readonly metadata?: JsonObject
}

/** A chunk as people write one: `text`, or `question` and `answer` in a base of questions. @public */
export interface ChunkInput {
  readonly text?: string
  readonly question?: string
  readonly answer?: string
  readonly keywords?: readonly string[]
}

/** @public */
export interface ChunkChanges extends ChunkInput {
  readonly isEnabled?: boolean
  /** Texts of the children, in order; absent: they are cut anew when the text changes. */
  readonly children?: readonly string[]
}

/** @public */
export interface KnowledgeApi {
  list(): Promise<readonly KnowledgeBase[]>
  get(knowledgeId: string): Promise<KnowledgeBase>
  create(input: {
    readonly id?: string
    readonly name: string
    readonly description?: string
    readonly split?: SplitInput
    readonly retrieval?: Partial<RetrievalSettings>
    readonly embedder?: EmbedderChoice
    readonly metadataFields?: readonly MetadataField[]
  }): Promise<KnowledgeBase>
  update(
    knowledgeId: string,
    changes: {
      readonly name?: string
      readonly description?: string
      readonly retrieval?: RetrievalChanges
      /** For documents to come, and for those that are cut anew. */
      readonly split?: SplitInput
      /** All fields of the base's own; values of fields that are gone go with them. */
      readonly metadataFields?: readonly MetadataField[]
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
