import { type JsonObject, toErrorData } from '@skep/schema'
import { transformersProvider } from '../transformers-provider.ts'

export interface EmbedTask {
  readonly model: string
  readonly settings: JsonObject
  readonly texts: readonly string[]
}

export type EmbedReply = { readonly violations: readonly string[]; readonly bytes: readonly number[] } & (
  | { readonly vectors: readonly (readonly number[])[]; readonly loadMs: number; readonly embedMs: number }
  | { readonly error: { readonly code: string; readonly message: string } }
)

const violations: string[] = []
self.addEventListener('securitypolicyviolation', (event) =>
  violations.push(`${event.violatedDirective} ${event.blockedURI}`),
)

self.addEventListener('message', async ({ data: { model, settings, texts } }: MessageEvent<EmbedTask>) => {
  const bytes: number[] = []
  try {
    const provider = transformersProvider().create(
      { id: 'local', type: 'transformers', settings },
      { key: async () => undefined, fetch: (input, init) => fetch(input, init) },
    )
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
})
