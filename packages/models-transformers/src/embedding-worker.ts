import type { JsonObject } from '@skep/schema'
import type { EmbeddingWorker } from './embedding-queue.ts'

/** What is said to a worker: first which model it loads, then one batch after the other. @internal */
export type EmbeddingTask =
  | {
      readonly type: 'load'
      readonly settings: JsonObject
      readonly model: string
      /** Held by the worker as long as it lives. */
      readonly lock: string
    }
  | { readonly type: 'embed'; readonly texts: readonly string[] }

/** What it answers. @internal */
export type EmbeddingReply =
  | { readonly type: 'ready' }
  | { readonly type: 'vectors'; readonly values: Float32Array; readonly count: number }
  | { readonly type: 'failed'; readonly message: string }

/** A worker as far as it is used here. @internal */
export type EmbeddingThread = Pick<
  Worker,
  'postMessage' | 'terminate' | 'onmessage' | 'onerror' | 'onmessageerror'
>

/** Talks to the worker that `serveEmbedding` answers in. @internal */
export function connectWorker(
  thread: EmbeddingThread,
  task: { readonly settings: JsonObject; readonly model: string },
): EmbeddingWorker {
  let waiting: PromiseWithResolvers<EmbeddingReply> | undefined
  let loss: Error | undefined
  const watch = new AbortController()
  const end = (message: string): void => {
    loss ??= new Error(message)
    watch.abort()
    thread.terminate()
    waiting?.reject(loss)
  }
  thread.onmessage = ({ data }: MessageEvent<EmbeddingReply>) => {
    if (data.type === 'failed') waiting?.reject(new Error(data.message))
    else waiting?.resolve(data)
  }
  thread.onerror = ({ message }) => end(message || 'The worker could not be started.')
  thread.onmessageerror = () => end('The worker sent what cannot be read.')

  const ask = (message: EmbeddingTask): Promise<EmbeddingReply> => {
    if (loss) return Promise.reject(loss)
    waiting = Promise.withResolvers()
    thread.postMessage(message)
    return waiting.promise
  }
  const lock = `skep-embedding-${crypto.randomUUID()}`
  const ready = ask({ type: 'load', ...task, lock }).then(() => {
    // A worker that dies fires no event; its lock becomes free.
    navigator.locks
      ?.request(lock, { signal: watch.signal }, () => end('The worker died.'))
      .catch(() => undefined) // ended by us
  })
  return {
    ready,
    async embed(texts) {
      const reply = await ask({ type: 'embed', texts })
      if (reply.type !== 'vectors') throw new Error('The worker gave no vectors.')
      const { values, count } = reply
      const length = values.length / count
      return Array.from({ length: count }, (_, at) => values.subarray(at * length, (at + 1) * length))
    },
    end: () => end('The worker was ended.'),
  }
}
