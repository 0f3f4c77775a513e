export type {
  Generation,
  IngestBatch,
  KnowledgeStore,
  TermBlock,
  VectorBlock,
} from './store/knowledge-store.ts'
