import type {
  Annotation,
  AppRecord,
  AppVersion,
  Conversation,
  KnowledgeBase,
  KnowledgeChunk,
  KnowledgeDocument,
  Message,
  PastQuery,
  RunEvent,
  RunRecord,
} from '@skep/client'
import type { OpenRun, RunRecording } from '@skep/engine'
import type { Generation } from '@skep/knowledge'
import type { FileValue, JsonObject, JsonValue } from '@skep/schema'

/** The version that this release writes. A database of a higher version is refused and left as it is. */
export const DATABASE_VERSION = 7

/**
 * The tables of version 1, frozen: a change is a new object beside this one and a new `version(n).stores(...)` with an
 * upgrade in `open-database.ts`, because databases of every released version exist in browsers.
 */
export const TABLES_V1: Readonly<
  Record<
    Exclude<
      keyof Tables,
      | keyof typeof TABLES_V2
      | keyof typeof TABLES_V3
      | keyof typeof TABLES_V4
      | keyof typeof TABLES_V6
      | keyof typeof TABLES_V7
    >,
    string
  >
> = {
  apps: 'id',
  versions: 'id, &[appId+number]',
  runs: 'id, startedAtMs, [appId+startedAtMs]',
  runEvents: '[runId+first], [runId+last]',
  conversations: 'id, appId',
  messages: 'id, [conversationId+createdAtMs+order]',
  conversationVariables: 'conversationId',
  files: 'id',
  fileBytes: 'id',
  secrets: 'name',
  secretKeys: 'id',
  settings: 'name',
  bases: 'id',
  documents: 'id, knowledgeId, state',
  documentBytes: 'documentId',
  documentTexts: 'documentId',
  chunkGroups: '[documentId+batch+group+count], *chunkIds',
  termBlocks: '[documentId+index]',
  generations: 'id, knowledgeId',
  vectorCodes: '[generationId+documentId+index], documentId',
  vectorFloats: '[generationId+documentId+index], documentId',
}

/** What version 2 adds. */
export const TABLES_V2 = {
  annotations: 'id, appId',
} as const

/** What version 3 adds. */
export const TABLES_V3 = {
  openRuns: 'runId',
} as const

/** What version 4 adds. */
export const TABLES_V4 = {
  recordings: 'runId, [appId+startedAtMs]',
} as const

/** What version 5 changes: term blocks are found by base, and their terms are packed by knowledge. */
export const TABLES_V5 = {
  termBlocks: '[documentId+index], [knowledgeId+documentId+index]',
} as const

/** What version 6 adds. */
export const TABLES_V6 = {
  pastQueries: 'knowledgeId',
} as const

/** What version 7 adds: rows of small batches in one, long texts in parts, and what unfinished work has come to. */
export const TABLES_V7 = {
  packs: '++id, [kind+ownerId+units], *documentIds',
  textParts: '[documentId+part]',
  checkpoints: '[ownerId+key]',
} as const

/** What a row of each table holds. */
export interface Tables {
  apps: { id: string; record: AppRecord }
  versions: AppVersion
  runs: RunRecord
  /** The events of one `appendEvents`, so that a stream of ten thousand chunks is not ten thousand rows. */
  runEvents: { runId: string; first: number; last: number; events: readonly RunEvent[] }
  openRuns: OpenRun
  recordings: RunRecording
  conversations: Conversation
  /** `order` keeps messages of the same millisecond in the order in which they came. */
  messages: { id: string; conversationId: string; createdAtMs: number; order: number; message: Message }
  conversationVariables: { conversationId: string; values: JsonObject }
  annotations: Annotation
  files: FileValue
  fileBytes: { id: string; bytes: ArrayBuffer }
  secrets: SecretRow
  secretKeys: { id: string; key: CryptoKey }
  settings: { name: string; value: JsonValue }
  /** Newest first. */
  pastQueries: { knowledgeId: string; queries: readonly PastQuery[] }
  bases: KnowledgeBase
  documents: KnowledgeDocument
  documentBytes: { documentId: string; bytes: ArrayBuffer }
  documentTexts: DocumentTextRow
  textParts: { documentId: string; part: number; text: string }
  /** Up to 64 chunks of a batch. `count` is in the key, so that a page of chunks is found without reading texts. */
  chunkGroups: {
    documentId: string
    batch: number
    group: number
    count: number
    chunkIds: readonly string[]
    chunks: readonly KnowledgeChunk[]
  }
  termBlocks: TermBlockRow
  generations: Omit<Generation, 'model'> & { model?: ArrayBuffer }
  vectorCodes: VectorKey & {
    chunkIds: readonly string[]
    codes: ArrayBuffer
    scales: ArrayBuffer
    revision?: number
  }
  vectorFloats: VectorKey & { floats: ArrayBuffer }
  packs: PackRow
  checkpoints: { ownerId: string; key: string; value: JsonValue }
}

/** The tables whose rows are put together, by what their packs are called. */
export interface PackedRows {
  terms: TermBlockRow
  codes: Tables['vectorCodes']
  floats: Tables['vectorFloats']
}

export type PackKind = keyof PackedRows

/**
 * Rows of several small batches as one. Ids only grow, and a row moves to a pack with a higher one alone: who reads rows,
 * then packs by their ids, leaves none out. `ownerId` is the base of terms, the generation of vectors.
 */
export interface Pack<Kind extends PackKind> {
  id?: number
  kind: Kind
  ownerId: string
  /** How much is searched of its members, about. */
  units: number
  documentIds: readonly string[]
  members: readonly { readonly units: number; readonly row: PackedRows[Kind] }[]
}

export type PackRow = Pack<'terms'> | Pack<'codes'> | Pack<'floats'>

export interface DocumentTextRow {
  documentId: string
  /** Empty where it lies in parts. */
  text: string
  /** How many parts a long text has. */
  partCount?: number
  pages: readonly { readonly number: number; readonly start: number; readonly end: number }[]
  headings: readonly { readonly level: number; readonly text: string; readonly start: number }[]
}

/** The terms of a batch, packed by knowledge: a million small arrays take seconds to clone, one buffer takes none. */
export interface TermBlockRow {
  knowledgeId: string
  documentId: string
  index: number
  chunkIds: readonly string[]
  language: string
  bytes: ArrayBuffer
}

/** A secret as it lies on disk. `plain` only where the browser has no WebCrypto (pages without https). */
export type SecretRow =
  | { name: string; kind: 'sealed'; iv: ArrayBuffer; sealed: ArrayBuffer }
  | { name: string; kind: 'plain'; value: string }

export interface VectorKey {
  generationId: string
  documentId: string
  index: number
}
