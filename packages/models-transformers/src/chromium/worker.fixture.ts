import type { ModelPart } from '@skep/models'
import { type JsonObject, toErrorData } from '@skep/schema'
import { transformersProvider } from '../transformers-provider.ts'

export interface EmbedTask {
  readonly model: string
  readonly settings: JsonObject
  readonly texts: readonly string[]
  readonly isDownloadedFirst?: boolean
}

/** A question to the chat model and texts to rank, beside the embeddings. */
export interface LanguageTask {
  readonly settings: JsonObject
  readonly chat: string
  readonly rerank: string
  readonly query: string
  readonly documents: readonly string[]
}

/** Many passages, over and over, with workers that help. */
export interface ManyTask {
  readonly model: string
  readonly settings: JsonObject
  readonly many: readonly string[]
  /** What happens once the workers are at it: nothing, one is gone without a word, or the call is stopped. */
  readonly then: 'nothing' | 'death' | 'stop'
}

export type ManyReply = { readonly violations: readonly string[] } & (
  | {
      readonly vectors: readonly (readonly number[])[]
      /** How far the vectors of any round were from those that this realm made alone. */
      readonly difference: number
      readonly started: number
      readonly batchesThere: number
      readonly stoppedBy: string
    }
  | { readonly error: { readonly code: string; readonly message: string } }
)

export type LanguageReply = { readonly violations: readonly string[] } & (
  | {
      readonly parts: readonly ModelPart[]
      readonly results: readonly { readonly index: number; readonly score: number }[]
      /** Texts that came before the answer was stopped by a message to this worker. */
      readonly untilStopped: number
      readonly stoppedBy: string
    }
  | { readonly error: { readonly code: string; readonly message: string } }
)

export type EmbedReply = { readonly violations: readonly string[]; readonly bytes: readonly number[] } & (
  | { readonly vectors: readonly (readonly number[])[]; readonly loadMs: number; readonly embedMs: number }
  | { readonly error: { readonly code: string; readonly message: string } }
)

const violations: string[] = []
self.addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.violatedDirective} ${event.blockedURI}`),
)

self.addEventListener('message', ({ data }: MessageEvent<EmbedTask | LanguageTask | ManyTask | 'stop'>) => {
  if (data === 'stop') stopping.abort()
  else if ('many' in data) embedMany(data)
  else if ('chat' in data) speak(data)
  else embed(data)
})

const stopping = new AbortController()

async function speak({ settings, chat, rerank, query, documents }: LanguageTask): Promise<void> {
  try {
    const provider = transformersProvider().create(
      { id: 'local', type: 'transformers', settings },
      { key: async () => undefined, fetch: (input, init) => fetch(input, init) },
    )
    const { signal } = new AbortController()
    const messages = [{ role: 'user', content: query }] as const
    const ask = { provider: 'local', messages, temperature: 0 }
    const parts: ModelPart[] = []
    for await (const part of provider.chat?.({ ...ask, model: chat }, { signal }) ?? []) parts.push(part)
    const ranked = await provider.rerank?.({ provider: 'local', model: rerank, query, documents }, { signal })
    let untilStopped = 0
    const stoppedBy = await (async () => {
      const endless = { ...ask, model: 'tiny/endless', maxTokens: 480 }
      for await (const _ of provider.chat?.(endless, { signal: stopping.signal }) ?? [])
        if (++untilStopped === 3) self.postMessage('stop me')
      return 'nobody'
    })().catch((cause: unknown) => toErrorData(cause).code)
    self.postMessage({ parts, results: ranked?.results ?? [], untilStopped, stoppedBy, violations })
  } catch (cause) {
    self.postMessage({ error: toErrorData(cause), violations })
  }
}

async function embed({ model, settings, texts, isDownloadedFirst }: EmbedTask): Promise<void> {
  const bytes: number[] = []
  try {
    const provider = transformersProvider().create(
      { id: 'local', type: 'transformers', settings },
      { key: async () => undefined, fetch: (input, init) => fetch(input, init) },
    )
    const { downloads } = provider
    if (isDownloadedFirst && downloads) {
      const isReady = new Promise<void>((resolve, reject) =>
        downloads.watch(({ state, loadedBytes, error }) => {
          bytes.push(loadedBytes)
          if (state === 'ready') resolve()
          if (state === 'failed') reject(new Error(error?.message))
        }),
      )
      await downloads.start(model)
      await isReady
    }
    const embedder = provider.embedder?.(model)
    const start = performance.now()
    await embedder?.embed(['order'], { onProgress: ({ loadedBytes }) => bytes.push(loadedBytes) })
    const loaded = performance.now()
    const vectors = (await embedder?.embed(texts)) ?? []
    const [loadMs, embedMs] = [loaded - start, performance.now() - loaded]
    self.postMessage({ vectors: vectors.map((vector) => [...vector]), loadMs, embedMs, bytes, violations })
  } catch (cause) {
    self.postMessage({ error: toErrorData(cause), bytes, violations })
  }
}

async function embedMany({ model, settings, many, then }: ManyTask): Promise<void> {
  const threads: Worker[] = []
  let batchesThere = 0
  class CountedWorker extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options)
      threads.push(this)
      this.addEventListener('message', ({ data }) => {
        if (data.type === 'vectors') batchesThere++
      })
    }
  }
  self.Worker = CountedWorker
  const create = (workers: number) =>
    transformersProvider()
      .create(
        { id: 'local', type: 'transformers', settings: { ...settings, workers } },
        { key: async () => undefined, fetch: (input, init) => fetch(input, init) },
      )
      .embedder?.(model)
  try {
    const expected = (await create(0)?.embed(many)) ?? []
    const embedder = create(2)
    let difference = 0
    const round = async (signal?: AbortSignal): Promise<readonly Float32Array[]> => {
      const vectors = (await embedder?.embed(many, signal ? { signal } : {})) ?? []
      if (vectors.length !== many.length) throw new Error('Vectors are missing.')
      for (const [at, vector] of vectors.entries()) {
        for (const [index, value] of vector.entries())
          difference = Math.max(difference, Math.abs(value - (expected[at]?.[index] ?? Number.NaN)))
      }
      return vectors
    }
    let vectors: readonly Float32Array[] = []
    for (let rounds = 0; rounds < 500 && (batchesThere < 20 || threads.length < 2); rounds++)
      vectors = await round()
    let stoppedBy = 'nobody'
    if (then === 'stop') {
      const controller = new AbortController()
      const stopped = round(controller.signal).catch((cause: unknown) => {
        stoppedBy = toErrorData(cause).code
      })
      controller.abort()
      await stopped
      vectors = await round()
    }
    if (then === 'death') {
      const before = batchesThere
      const underWay = round()
      for (const thread of threads) thread.terminate()
      vectors = await underWay
      batchesThere = before
      vectors = await round()
    }
    self.postMessage({
      ...{ difference, started: threads.length, batchesThere, stoppedBy, violations },
      vectors: vectors.map((vector) => [...vector]),
    })
  } catch (cause) {
    self.postMessage({ error: toErrorData(cause), violations })
  }
}
