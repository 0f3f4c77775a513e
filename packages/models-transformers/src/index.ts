export type { EmbeddingThread } from './embedding-worker.ts'
export { type TransformersOptions, transformersProvider } from './transformers-provider.ts'
