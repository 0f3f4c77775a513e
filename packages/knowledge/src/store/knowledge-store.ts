import type { DocumentText, KnowledgeBase, KnowledgeChunk, KnowledgeDocument, PastQuery } from '@skep/client'
import type { JsonValue } from '@skep/schema'

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

/** Which batch of which document a block belongs to. @public */
export interface BlockPosition {
  readonly documentId: string
  readonly index: number
}

/** Where reading goes on: made by a store for itself, and good for as long as somebody reads. @public */
export type BlockCursor = readonly (string | number)[]

/** Some blocks, as many as are sensibly held at a time, in any order; nothing follows without `next`. @public */
export interface BlockPart<Block extends BlockPosition> {
  readonly blocks: readonly Block[]
  readonly next?: BlockCursor
}

/** The codes of the vectors of one batch of a document: enough to search by. @public */
export interface CodeBlock extends BlockPosition {
  readonly generationId: string
  readonly chunkIds: readonly string[]
  /** int8 codes, `chunkIds.length * dimensions`. */
  readonly codes: Int8Array
  /** Factor per vector that turns codes back into floats. */
  readonly scales: Float32Array
  /** The revision of the document that it was made of, where a generation was built beside the one that answers. */
  readonly revision?: number
}

/** The exact vectors of a block, kept apart from its codes because a search can do without them at first. @public */
export interface FloatBlock extends BlockPosition {
  readonly generationId: string
  readonly floats: Float32Array
}

/** Vectors as they are written. @public */
export interface VectorBlock extends CodeBlock, FloatBlock {}

/** The words of some chunks of a document, stemmed: what BM25 needs. @public */
export interface TermBlock extends BlockPosition {
  readonly chunkIds: readonly string[]
  /** Snowball name of the language that the words were stemmed in. */
  readonly language: string
  /** Terms, counts and places, packed by knowledge: a store keeps them as they are. */
  readonly bytes: Uint8Array
}

/**
 * Some chunks of a document with what finds them. Written in one transaction; writing it twice leaves the same rows. The
 * ids in `terms` and `vectors` are those of what is searched: chunks that are enabled, or their children.
 * @public
 */
export interface IngestBatch {
  readonly knowledgeId: string
  readonly documentId: string
  readonly index: number
  readonly chunks: readonly KnowledgeChunk[]
  readonly terms: TermBlock
  readonly vectors?: VectorBlock
}

/** What changes together with a document. @public */
export interface DocumentCommit {
  /** The loaded text that the ranges of its chunks are in. */
  readonly text?: DocumentText
  /** Batches that take the place of those of the same index. */
  readonly batches?: readonly IngestBatch[]
  /** A generation that becomes the active one; the one before goes with its vectors. */
  readonly generationId?: string
}

/**
 * What knowledge needs stored. One writer at a time; every method is atomic. Removing what is not there is no error;
 * lists are oldest first. Hit counts only grow: a document or chunk that is written keeps the higher one.
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
  /** Documents in a state that goes on: everything but `ready`, `failed` and `paused`, oldest first. */
  unfinished(): Promise<readonly KnowledgeDocument[]>
  /** Stores the uploaded bytes before anything else happens. @throws `STORAGE_QUOTA` */
  putBytes(documentId: string, bytes: Uint8Array): Promise<void>
  bytes(documentId: string): Promise<Uint8Array | null>
  text(documentId: string): Promise<DocumentText | null>
  /** @throws `STORAGE_QUOTA` */
  putBatch(batch: IngestBatch): Promise<void>
  /** A batch of a document that does not answer yet, with its vectors of one generation; null where none was written. */
  stagedBatch(documentId: string, index: number, generationId: string): Promise<IngestBatch | null>
  /**
   * Removes the batches of a document that do not answer (`isLiveBatch`), and its checkpoints. With `kept`, those batches
   * from `first` up to, not including, `end` stay, and so do the checkpoints.
   */
  clearStaged(documentId: string, kept?: { readonly first: number; readonly end: number }): Promise<void>
  /** Keeps what unfinished work of a document or a base has come to. It goes with its owner, and with a commit. */
  putCheckpoint(ownerId: string, key: string, value: JsonValue): Promise<void>
  checkpoint(ownerId: string, key: string): Promise<JsonValue | null>
  dropCheckpoint(ownerId: string, key: string): Promise<void>
  /**
   * Stores the document with what goes with it, removes its batches that do not answer any more and its checkpoints, and
   * updates its base's counts, all in one transaction. The counts of a base are those of its documents that have a live edition.
   */
  commitDocument(document: KnowledgeDocument, commit?: DocumentCommit): Promise<KnowledgeBase>
  /** The live batches of a document in order, with their vectors of one generation. */
  batches(documentId: string, generationId: string | null): Promise<readonly IngestBatch[]>
  /** Those of the live batches, in document order; of all batches where there is no such document. */
  chunks(
    documentId: string,
    range?: { readonly offset: number; readonly limit: number },
  ): Promise<readonly KnowledgeChunk[]>
  /** In the order of the ids; ids of chunks that are gone are left out. */
  chunksById(chunkIds: readonly string[]): Promise<readonly KnowledgeChunk[]>
  /** Term blocks of a base, those of batches that do not answer (`isLiveBatch`) too. None is left out while `compact` runs. */
  terms(knowledgeId: string, after?: BlockCursor): Promise<BlockPart<TermBlock>>
  activeGeneration(knowledgeId: string): Promise<Generation | null>
  generation(generationId: string): Promise<Generation | null>
  putGeneration(generation: Generation): Promise<void>
  /** Vectors of a generation that was put before. @throws `STORAGE_QUOTA` */
  putVectors(block: VectorBlock): Promise<void>
  /** Codes of a generation, those of batches that do not answer too. None is left out while `compact` runs. */
  codes(generationId: string, after?: BlockCursor): Promise<BlockPart<CodeBlock>>
  /** Floats of a generation, as with its codes. */
  floats(generationId: string, after?: BlockCursor): Promise<BlockPart<FloatBlock>>
  /**
   * Puts what searches read of small documents together, so that a base of thousands of them opens with few reads. Does some
   * of it, in one transaction, and says whether there is more to do. What every other method gives stays the same. A store
   * that gains nothing by it says false.
   */
  compact(knowledgeId: string): Promise<boolean>
  /**
   * Makes a generation the active one, drops the one before with its vectors, and stores its base where one is given, in
   * one transaction.
   */
  activateGeneration(generationId: string, base?: KnowledgeBase): Promise<void>
  removeGeneration(generationId: string): Promise<void>
  /**
   * Adds to the hit counts of chunks and of their documents, and keeps the newest 100 questions of a base. Chunks and bases
   * that are gone are left out.
   */
  recordRetrievals(
    knowledgeId: string,
    retrievals: { readonly hits: ReadonlyMap<string, number>; readonly queries: readonly PastQuery[] },
  ): Promise<void>
  /** Newest first. */
  queries(knowledgeId: string): Promise<readonly PastQuery[]>
}
