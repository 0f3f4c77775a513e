// The worker that helps to embed. Use it as it is, or write these two lines into a worker of your own.
import { serveEmbedding } from './serve-embedding.ts'

serveEmbedding()
