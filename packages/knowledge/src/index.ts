export { createKnowledge, type Knowledge, type KnowledgeOptions } from './create-knowledge.ts'
export { BUILTIN_EMBEDDER } from './embed/builtin.ts'
export { packCounts } from './full-text/term-block.ts'
export type { KnowledgeLimits } from './ingest/accept-upload.ts'
export type { ResolveEmbedder } from './ingest/generation-plan.ts'
export type { LoadFunction } from './ingest/ingest-document.ts'
export { DEFAULT_RETRIEVAL, DEFAULT_SPLIT } from './ingest/settings.ts'
export { loadDocument } from './load/load-document.ts'
export type {
  HostLoaded,
  HostLoader,
  LoadedDocument,
  LoadLimits,
  LoadOptions,
  LoadStep,
  SourceFile,
} from './load/types.ts'
export type { ExternalKeys } from './manage/external-settings.ts'
export type { SourceAccess } from './manage/sources.ts'
export {
  type BestQuestion,
  type FindBestQuestionOptions,
  findBestQuestion,
} from './match/find-best-question.ts'
export type { AskExternal } from './retrieve/ask-external.ts'
export type { RerankTexts } from './retrieve/reorder.ts'
export { connectorSource, type SourceConnector } from './source/connector-source.ts'
export {
  type ExternalKnowledge,
  type ExternalQuery,
  type ExternalRecord,
  retrieveExternal,
} from './source/external-knowledge.ts'
export { type PageSourceOptions, pageSource } from './source/page-source.ts'
export { type SiteSourceOptions, siteSource } from './source/site-source.ts'
export type {
  KnownItem,
  SkipReason,
  SourceContent,
  SourceEvent,
  SourceItem,
  SourcePort,
  SyncRequest,
} from './source/types.ts'
export {
  type CutDocument,
  type SplitChild,
  type SplitChunk,
  splitDocument,
} from './split/split-document.ts'
export {
  createQuestionWriter,
  type QuestionAnswer,
  type QuestionRequest,
  type QuestionWriter,
} from './split/write-questions.ts'
export {
  BATCHES_PER_EDITION,
  isLiveBatch,
  isSmallDocument,
  liveEdition,
  unitCountOf,
} from './store/editions.ts'
export type {
  BlockCursor,
  BlockPart,
  BlockPosition,
  CodeBlock,
  DocumentCommit,
  FloatBlock,
  Generation,
  IngestBatch,
  KnowledgeStore,
  TermBlock,
  VectorBlock,
} from './store/knowledge-store.ts'
export {
  createMemoryKnowledgeStore,
  type MemoryKnowledgeStoreOptions,
} from './store/memory-knowledge-store.ts'
export { keepNewest } from './store/past-queries.ts'
export { readTerms, readVectors } from './store/read-parts.ts'
export { chunkIdOf } from './store/search-units.ts'
