import type { ModelProvider } from '@skep/models'
import { FileDownloads } from '@skep/models/in-browser'
import { serve } from './serve.ts'

const FILE = 'https://models.example/local/model.bin'
const BYTES = 30_000

/** A server whose file comes in ten pieces, a little apart. */
const slowServer: typeof fetch = async (_input, init) => {
  const range = new Headers(init?.headers).get('range')
  const from = Number(/\d+/.exec(range ?? '')?.[0] ?? 0)
  const headers = { 'content-length': String(BYTES - from) }
  if (init?.method === 'HEAD') return new Response(null, { headers })
  let at = from
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      if (at >= BYTES) return controller.close()
      await new Promise((resolve) => setTimeout(resolve, 20))
      controller.enqueue(new Uint8Array(3_000))
      at += 3_000
    },
  })
  return new Response(body, { status: range ? 206 : 200, headers })
}

function createProvider(): ModelProvider {
  let stops = 0
  return {
    list: async () => [],
    // Ranks by length; one text alone is ranked for ever.
    async rerank({ documents }, { signal }) {
      if (documents.length === 1) {
        await new Promise((_, reject) =>
          signal.addEventListener('abort', () => {
            stops += 1
            reject(signal.reason)
          }),
        )
      }
      const results = documents.map((text, index) => ({ index, score: text.length }))
      return { results: results.sort((a, b) => b.score - a.score), usage: { inputTokens: stops } }
    },
    downloads: new FileDownloads({
      models: [{ model: 'local', label: 'Local', files: [{ url: FILE }] }],
      store: () => caches.open('local-models-test'),
      fetch: slowServer,
    }),
  }
}

// A worker entry of a host that brings models of its own for both devices.
serve({ providers: [{ type: 'local', devices: ['webgpu', 'wasm'], create: createProvider }] })
