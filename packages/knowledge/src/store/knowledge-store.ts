import type { DocumentText, KnowledgeBase, KnowledgeChunk, KnowledgeDocument } from '@skep/client'

/**
 * A set of vectors made by one embedder in one fit. A new generation is built beside the old one and swapped in.
 * @public
 */
export interface Generation {
  readonly id: string
  readonly knowledgeId: string
  readonly embedderId: string
  readonly dimensions: number
  readonly state: 'building' | 'active' | 'retired'
  /** What the embedder needs to fold in more text (the LSA basis). */
  readonly model?: Uint8Array
  /** Chunks that the fit saw; a refit is due when the base has about doubled. */
  readonly fittedChunkCount: number
  readonly createdAtMs: number
}

/** About 1,024 vectors of one document range as one row; texts and codes live apart. @public */
export interface VectorBlock {
  readonly generationId: string
  readonly documentId: string
  readonly index: number
  readonly chunkIds: readonly string[]
  /** int8 codes, `chunkIds.length * dimensions`. */
  readonly codes: Int8Array
  /** Factor per vector that turns codes back into floats. */
  readonly scales: Float32Array
  readonly floats: Float32Array
}

/** The words of some chunks of a document, stemmed: what BM25 needs. @public */
export interface TermBlock {
  readonly documentId: string
  readonly index: number
  readonly chunkIds: readonly string[]
  /** Words per chunk. */
  readonly lengths: readonly number[]
  /** term -> [position in `chunkIds`, count, ...] */
  readonly postings: Readonly<Record<string, readonly number[]>>
}

/** One batch of ingestion. Written in one transaction; writing it twice leaves the same rows. @public */
export interface IngestBatch {
  readonly knowledgeId: string
  readonly documentId: string
  readonly index: number
  readonly chunks: readonly KnowledgeChunk[]
  readonly terms: TermBlock
  readonly vectors?: VectorBlock
}

/**
 * What knowledge needs stored. One writer at a time; every method is atomic. Removing what is not there is no error;
 * lists are oldest first.
 * @public
 */
export interface KnowledgeStore {
  bases(): Promise<readonly KnowledgeBase[]>
  base(knowledgeId: string): Promise<KnowledgeBase | null>
  putBase(base: KnowledgeBase): Promise<void>
  /** Removes the base and everything below it, bytes included. */
  removeBase(knowledgeId: string): Promise<void>
  documents(knowledgeId: string): Promise<readonly KnowledgeDocument[]>
  document(documentId: string): Promise<KnowledgeDocument | null>
  putDocument(document: KnowledgeDocument): Promise<void>
  /** Removes the document with bytes, text, chunks, terms and vectors, and updates its base's counts. */
  removeDocument(documentId: string): Promise<void>
  /** Documents in a state that goes on: everything but `ready` and `failed`, oldest first. */
  unfinished(): Promise<readonly KnowledgeDocument[]>
  /** Stores the uploaded bytes before anything else happens. @throws `STORAGE_QUOTA` */
  putBytes(documentId: string, bytes: Uint8Array): Promise<void>
  bytes(documentId: string): Promise<Uint8Array | null>
  putText(documentId: string, text: DocumentText): Promise<void>
  text(documentId: string): Promise<DocumentText | null>
  /** @throws `STORAGE_QUOTA` */
  putBatch(batch: IngestBatch): Promise<void>
  /** Removes chunks, terms and vectors of a document, before it is ingested again. */
  clearBatches(documentId: string): Promise<void>
  /**
   * Sets the document `ready` with its counts and updates its base's counts, in one transaction. The counts of a base
   * are those of its ready documents.
   */
  commitDocument(document: KnowledgeDocument): Promise<KnowledgeBase>
  /** In document order. */
  chunks(
    documentId: string,
    range?: { readonly offset: number; readonly limit: number },
  ): Promise<readonly KnowledgeChunk[]>
  /** In the order of the ids; ids of chunks that are gone are left out. */
  chunksById(chunkIds: readonly string[]): Promise<readonly KnowledgeChunk[]>
  /** Term blocks of all ready documents of a base. */
  terms(knowledgeId: string): Promise<readonly TermBlock[]>
  activeGeneration(knowledgeId: string): Promise<Generation | null>
  putGeneration(generation: Generation): Promise<void>
  /** Vectors of a generation that was put before. @throws `STORAGE_QUOTA` */
  putVectors(block: VectorBlock): Promise<void>
  vectors(generationId: string): Promise<readonly VectorBlock[]>
  /** Makes a generation the active one and drops the one before with its vectors, in one transaction. */
  activateGeneration(generationId: string): Promise<void>
  removeGeneration(generationId: string): Promise<void>
}
