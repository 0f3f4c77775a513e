import type {
  EmbedReply,
  EmbedTask,
  LanguageReply,
  LanguageTask,
  ManyReply,
  ManyTask,
} from './worker.fixture.ts'

declare global {
  interface Window {
    /** Runs one task in a worker of its own: ONNX Runtime starts once per realm. */
    embedInWorker?: (task: EmbedTask) => Promise<EmbedReply>
    speakInWorker?: (task: LanguageTask) => Promise<LanguageReply>
    embedManyInWorker?: (task: ManyTask) => Promise<ManyReply>
  }
}

function runInWorker<T>(task: EmbedTask | LanguageTask | ManyTask): Promise<T> {
  const worker = new Worker(new URL('./worker.fixture.ts', import.meta.url), { type: 'module' })
  return new Promise<T>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<T | 'stop me'>) => {
      if (data === 'stop me') worker.postMessage('stop')
      else resolve(data)
    }
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage(task)
  }).finally(() => worker.terminate())
}

window.embedInWorker = (task) => runInWorker<EmbedReply>(task)
window.speakInWorker = (task) => runInWorker<LanguageReply>(task)
window.embedManyInWorker = (task) => runInWorker<ManyReply>(task)
