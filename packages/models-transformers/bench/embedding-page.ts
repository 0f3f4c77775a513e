import type { EmbeddingBench, EmbeddingFigures } from './embedding-worker.ts'

declare global {
  interface Window {
    measureEmbedding?: (bench: EmbeddingBench) => Promise<readonly EmbeddingFigures[]>
  }
}

window.measureEmbedding = (bench) => {
  const worker = new Worker(new URL('./embedding-worker.ts', import.meta.url), { type: 'module' })
  return new Promise<readonly EmbeddingFigures[]>((resolve, reject) => {
    worker.onmessage = ({
      data,
    }: MessageEvent<readonly EmbeddingFigures[] | { readonly failed: string }>) => {
      if ('failed' in data) reject(new Error(data.failed))
      else resolve(data)
    }
    worker.onerror = ({ message }) => reject(new Error(message))
    worker.postMessage(bench)
  }).finally(() => worker.terminate())
}
