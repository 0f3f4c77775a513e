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

self.addEventListener('message', ({ data }: MessageEvent<EmbedTask | LanguageTask | 'stop'>) => {
  if (data === 'stop') stopping.abort()
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
