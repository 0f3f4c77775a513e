import type { ErrorData, JsonObject } from '@skep/schema'
import type { DocumentText, KnowledgeChunk, KnowledgeDocument, UploadFile } from './knowledge-documents.ts'
import type {
  PastQuery,
  RetrievalChanges,
  RetrievalSettings,
  RetrieveRequest,
  RetrieveResult,
} from './knowledge-retrieval.ts'
import type {
  EmbedderChoice,
  ExternalInput,
  ExternalTest,
  KnowledgeBase,
  KnowledgeSize,
  MetadataField,
  SplitSettings,
} from './knowledge-settings.ts'
import type { KnowledgeSource, SourceInput } from './knowledge-sources.ts'

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

/** A row of a table that became no chunk. @public */
export interface ChunkRowFailure {
  /** The line of the file that it begins on, from 1. */
  readonly line: number
  /** Codes `CHUNK_EMPTY`, `CHUNK_TOO_LARGE`, `CHUNK_KEYWORDS`. */
  readonly error: ErrorData
}

/** What became of a table of chunks. @public */
export interface ChunkImport {
  readonly added: number
  /** Rows whose chunk is there already, or stands above them in the table. */
  readonly unchanged: number
  /** The first 100. */
  readonly failures: readonly ChunkRowFailure[]
  readonly failedCount: number
}

/** What is cut to be looked at: a file or a text, by settings or by those of a base. @public */
export type PreviewInput = { readonly split?: SplitInput; readonly knowledgeId?: string } & (
  | { readonly file: UploadFile }
  | { readonly text: string }
)

/** @public */
export interface SplitPreview {
  /** The first 50. */
  readonly chunks: readonly KnowledgeChunk[]
  readonly total: number
  /** Of questions that a model will write nobody knows the number: the texts they are asked about are shown. */
  readonly isEstimate: boolean
  readonly warnings: readonly ErrorData[]
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
    readonly external?: ExternalInput
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
      /** Of a base that is external already. */
      readonly external?: Partial<ExternalInput>
    },
  ): Promise<KnowledgeBase>
  /**
   * Asks another program one question with settings that need not be saved; those of `knowledgeId` fill in what is absent,
   * its stored key too.
   * @throws `EXTERNAL_KNOWLEDGE_AUTH`, `EXTERNAL_KNOWLEDGE_FAILED`, `KNOWLEDGE_NOT_FOUND`, `SECRET_NOT_FOUND`, codes `HTTP_*`
   */
  testExternal(input: Partial<ExternalInput> & { readonly knowledgeId?: string }): Promise<ExternalTest>
  remove(knowledgeId: string): Promise<void>
  /** Makes all vectors anew in the background (`embedderChange`); the present ones answer until the new ones are whole. */
  changeEmbedder(knowledgeId: string, embedder: EmbedderChoice): Promise<KnowledgeBase>
  /** Ends a change that waits, is under way or has failed. */
  cancelEmbedderChange(knowledgeId: string): Promise<KnowledgeBase>
  /** What each base takes in its store. Cheap: it is counted when documents are written. */
  measure(): Promise<readonly KnowledgeSize[]>
  documents(knowledgeId: string): Promise<readonly KnowledgeDocument[]>
  /**
   * Stores the bytes, queues the document and returns. Progress comes by `watch`; a file that cannot be taken at all
   * (too large, empty, quota) becomes a document in state `failed`, so that its error stays beside it.
   */
  upload(knowledgeId: string, file: UploadFile): Promise<KnowledgeDocument>
  /** Pasted text, plain or Markdown, as a document. */
  addText(
    knowledgeId: string,
    input: { readonly name: string; readonly text: string },
  ): Promise<KnowledgeDocument>
  /**
   * A page or file of the web, by the host's fetcher. The same address again is the same document, with new content.
   * @throws codes `HTTP_*`, `DOCUMENT_*` when it cannot be had
   */
  addUrl(knowledgeId: string, input: { readonly url: string }): Promise<KnowledgeDocument>
  /** Begins the first sync. What it does shows in `sources` of the base and in its documents. */
  addSource(knowledgeId: string, input: SourceInput): Promise<KnowledgeSource>
  /** Takes what is new and changed, and removes what is gone. One that is under way goes on. */
  syncSource(knowledgeId: string, sourceId: string): Promise<KnowledgeBase>
  stopSync(knowledgeId: string, sourceId: string): Promise<KnowledgeBase>
  /** With its documents, unless those are kept. */
  removeSource(
    knowledgeId: string,
    sourceId: string,
    options?: { readonly keepDocuments?: boolean },
  ): Promise<KnowledgeBase>
  /** The whole base as one zip: settings, files, texts, chunks and vectors of documents that answer; no sources. */
  exportBase(knowledgeId: string): Promise<Blob>
  /**
   * A new base of an export, which gives the same answers. Nothing of the file is believed. The key of an external base
   * is in no export: give it with `update`.
   * @throws `DOCUMENT_DAMAGED`, `DOCUMENT_TOO_LARGE`, `STORAGE_VERSION`, `STORAGE_QUOTA`
   */
  importBase(file: UploadFile): Promise<KnowledgeBase>
  /** Cuts a file or a text as it would be, and stores nothing. */
  preview(input: PreviewInput): Promise<SplitPreview>
  /** Starts a failed document again from its stored bytes. */
  retry(documentId: string): Promise<KnowledgeDocument>
  /**
   * Loads and cuts a document anew, with settings of its own where `split` is given; `null` takes them back. Its present
   * chunks answer until the new ones are ready; changes made to them by hand are gone then.
   */
  reindex(documentId: string, options?: { readonly split?: SplitInput | null }): Promise<KnowledgeDocument>
  /** Stops the work on a document until `resumeDocument`. */
  pauseDocument(documentId: string): Promise<KnowledgeDocument>
  resumeDocument(documentId: string): Promise<KnowledgeDocument>
  /**
   * Ends the work on a document, an import of chunks included: one with chunks is `ready` with those, a new one `failed`
   * with `CALL_ABORTED`.
   */
  cancelDocument(documentId: string): Promise<KnowledgeDocument>
  updateDocument(documentId: string, changes: DocumentChanges): Promise<KnowledgeDocument>
  /** The same changes to several, one after the other. */
  updateDocuments(
    documentIds: readonly string[],
    changes: DocumentChanges,
  ): Promise<readonly KnowledgeDocument[]>
  removeDocument(documentId: string): Promise<void>
  document(documentId: string): Promise<KnowledgeDocument>
  documentText(documentId: string): Promise<DocumentText>
  chunks(
    documentId: string,
    range?: { readonly offset: number; readonly limit: number },
  ): Promise<readonly KnowledgeChunk[]>
  /** Adds chunks by hand at the end of a ready document. They are embedded and indexed; nothing else is. */
  addChunks(documentId: string, chunks: readonly ChunkInput[]): Promise<readonly KnowledgeChunk[]>
  /**
   * Adds the rows of a table (CSV, TSV) as chunks: of a column `content`, or of `question` and `answer` in a base of
   * questions, with `keywords` where there are some. A table that comes again adds what is missing. Progress is the `step`
   * of the document; `cancelDocument` ends it, and what was written stays.
   * @throws `CALL_ABORTED`, `CHUNK_COLUMN_MISSING`, `DOCUMENT_NO_TEXT`, `DOCUMENT_TOO_LARGE`, `CALL_INVALID` for more than
   * 10,000 rows or a document that is not ready
   */
  importChunks(documentId: string, file: UploadFile): Promise<ChunkImport>
  updateChunk(chunkId: string, changes: ChunkChanges): Promise<KnowledgeChunk>
  updateChunks(chunkIds: readonly string[], changes: { readonly isEnabled: boolean }): Promise<void>
  removeChunks(chunkIds: readonly string[]): Promise<void>
  retrieve(request: RetrieveRequest): Promise<RetrieveResult>
  /** What a base was asked by apps and tests, newest first, at most 100. */
  queries(knowledgeId: string): Promise<readonly PastQuery[]>
  /** Tells of every change of bases and documents in this namespace. */
  watch(listener: (event: KnowledgeEvent) => void): Unsubscribe
}

/** @public */
export type Unsubscribe = () => void
