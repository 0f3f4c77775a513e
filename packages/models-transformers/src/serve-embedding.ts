import type { FeatureExtractionPipeline } from '@huggingface/transformers'
import type { EmbeddingReply, EmbeddingTask } from './embedding-worker.ts'
import { loadModel } from './load-model.ts'
import { type LocalModel, readSettings } from './settings.ts'
import { embedBatch, makeExtractor } from './transformers-embedder.ts'

/** Answers the queue of another realm: loads one model, then embeds what comes. @internal */
export function serveEmbedding(): void {
  let loaded: { readonly model: LocalModel; readonly extract: FeatureExtractionPipeline } | undefined

  async function load({ settings: given, model: name }: EmbeddingTask & { type: 'load' }): Promise<void> {
    const settings = readSettings({ id: 'embedding', type: 'transformers', settings: given })
    const model = settings.models.get(name)
    if (!model) throw new Error('The model is not among those of the connection.')
    const { signal } = new AbortController()
    const options = { settings, model, fetch: self.fetch.bind(self), signal, onBytes: () => undefined }
    loaded = { model, extract: await loadModel(options, makeExtractor) }
  }

  async function embed(texts: readonly string[]): Promise<EmbeddingReply & { type: 'vectors' }> {
    if (!loaded) throw new Error('The model is not loaded.')
    const vectors = await embedBatch(loaded.extract, texts, loaded.model)
    const values = new Float32Array(vectors.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const vector of vectors) {
      values.set(vector, at)
      at += vector.length
    }
    return { type: 'vectors', values, count: vectors.length }
  }

  async function answer(task: EmbeddingTask): Promise<void> {
    if (task.type === 'load') {
      hold(task.lock)
      await load(task)
      tell({ type: 'ready' })
    } else {
      const reply = await embed(task.texts)
      self.postMessage(reply, { transfer: [reply.values.buffer] })
    }
  }

  self.addEventListener('message', ({ data }: MessageEvent<EmbeddingTask>) => {
    answer(data).catch((cause: unknown) =>
      tell({ type: 'failed', message: cause instanceof Error ? cause.message : 'Something failed.' }),
    )
  })
}

function tell(reply: EmbeddingReply): void {
  self.postMessage(reply)
}

function hold(lock: string): void {
  navigator.locks?.request(lock, () => new Promise<never>(() => undefined)).catch(() => undefined) // without it a death is not noticed, nothing else
}
