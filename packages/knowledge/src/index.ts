export type {
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
