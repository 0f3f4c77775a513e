import type { JsonObject } from '@skep/schema'
import { transformersProvider } from '../src/index.ts'

/** @internal */
export interface EmbeddingBench {
  readonly settings: JsonObject
  readonly model: string
  readonly texts: readonly string[]
  /** Numbers of workers to compare. */
  readonly workers: readonly number[]
  readonly rounds: number
}

/** @internal */
export interface EmbeddingFigures {
  readonly workers: number
  /** Of each round. */
  readonly textsPerSecond: readonly number[]
  /** How long questions took that were asked in the middle of it. */
  readonly questionMs: readonly number[]
}

/** As many at once as the ingestion of a document has under way. */
const TEXTS_PER_REQUEST = 32
const REQUESTS_AT_ONCE = 4
const MOST_WARM_UPS = 20

let started = 0
class CountedWorker extends Worker {
  constructor(url: string | URL, options?: WorkerOptions) {
    super(url, options)
    started++
  }
}
self.Worker = CountedWorker

self.addEventListener('message', ({ data }: MessageEvent<EmbeddingBench>) => {
  measure(data).then(
    (figures) => self.postMessage(figures),
    (error: unknown) => self.postMessage({ failed: String(error) }),
  )
})

async function measure({
  settings,
  model,
  texts,
  workers,
  rounds,
}: EmbeddingBench): Promise<EmbeddingFigures[]> {
  const figures: EmbeddingFigures[] = []
  const ways = workers.map((count) => {
    const provider = transformersProvider().create(
      { id: 'local', type: 'transformers', settings: { ...settings, workers: count } },
      { key: async () => undefined, fetch: (input, init) => fetch(input, init) },
    )
    const embedder = provider.embedder?.(model)
    if (!embedder) throw new Error('The model makes no vectors.')
    const figure = { workers: count, textsPerSecond: [] as number[], questionMs: [] as number[] }
    figures.push(figure)
    const fill = async (): Promise<void> => {
      let next = 0
      const walk = async (): Promise<void> => {
        while (next < texts.length) {
          const start = next
          next += TEXTS_PER_REQUEST
          await embedder.embed(texts.slice(start, next), { kind: 'passage' })
        }
      }
      await Promise.all(Array.from({ length: REQUESTS_AT_ONCE }, walk))
    }
    const ask = async (): Promise<void> => {
      const startedAtMs = performance.now()
      await embedder.embed(['How do I get a refund?'], { kind: 'query' })
      figure.questionMs.push(performance.now() - startedAtMs)
    }
    return { figure, fill, ask }
  })
  for (const { figure, fill } of ways) {
    started = 0
    for (let round = 0; round < MOST_WARM_UPS && (round < 1 || started < figure.workers); round++)
      await fill()
    await fill()
  }
  for (let round = 0; round < rounds; round++) {
    for (const { figure, fill, ask } of ways) {
      const startedAtMs = performance.now()
      await fill()
      figure.textsPerSecond.push((1000 * texts.length) / (performance.now() - startedAtMs))
      const filling = fill()
      await new Promise((resolve) => setTimeout(resolve, 50))
      await ask()
      await filling
    }
  }
  return figures
}
