import { SkepError } from '@skep/schema'
import { abortedError } from '../errors.ts'
import type { Embedder } from '../provider.ts'
import { toUnitVectors } from '../unit-vectors.ts'
import type { OpenAiSettings } from './settings.ts'

/** Sends one batch to `/embeddings` and gives the vectors in the order of the texts. @internal */
export type SendBatch = (
  texts: readonly string[],
  signal: AbortSignal,
) => Promise<readonly (readonly number[])[]>

/** @internal */
export function openAiEmbedder(model: string, settings: OpenAiSettings, send: SendBatch): Embedder {
  let dimensions: number | undefined
  return {
    // The address counts: two servers may give different models the same name.
    id: `openai:${settings.baseUrl}:${model}`,
    get dimensions(): number | undefined {
      return dimensions
    },
    async embed(texts, options = {}) {
      const signal = options.signal ?? new AbortController().signal
      const vectors: Float32Array[] = []
      for (let start = 0; start < texts.length; start += settings.embeddingBatch) {
        if (signal.aborted) throw abortedError()
        const batch = texts.slice(start, start + settings.embeddingBatch)
        for (const vector of toUnitVectors(await send(batch, signal), batch.length, model)) {
          dimensions ??= vector.length
          if (vector.length !== dimensions) throw changedError(model)
          vectors.push(vector)
        }
      }
      return vectors
    },
  } as Embedder // a getter that may give undefined is the optional `dimensions` under exactOptionalPropertyTypes
}

function changedError(model: string): SkepError {
  const message = `The model "${model}" gave vectors of different lengths. Index the knowledge again.`
  return new SkepError('EMBEDDING_FAILED', message, { model })
}
