import type { EmbedReply, EmbedTask } from './worker.fixture.ts'

declare global {
  interface Window {
    /** Runs one task in a worker of its own: ONNX Runtime starts once per realm. */
    embedInWorker?: (task: EmbedTask) => Promise<EmbedReply>
  }
}

window.embedInWorker = (task) => {
  const worker = new Worker(new URL('./worker.fixture.ts', import.meta.url), { type: 'module' })
  return new Promise<EmbedReply>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<EmbedReply>) => resolve(data)
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(task)
  }).finally(() => worker.terminate())
}
