import type { FeatureExtractionPipeline } from '@huggingface/transformers'
import { type Embedder, toUnitVectors } from '@skep/models'
import { hasErrorCode, SkepError } from '@skep/schema'
import type { EmbedBatch, EmbeddingQueue } from './embedding-queue.ts'
import type { MakeModel } from './load-model.ts'
import type { LocalModel } from './settings.ts'
import type { SharedLoad } from './shared-load.ts'

/** @internal */
export const makeExtractor: MakeModel<FeatureExtractionPipeline> = (library, modelId, how) =>
  library.pipeline('feature-extraction', modelId, how)

/** @internal */
export function createEmbedder(
  model: LocalModel,
  batchSize: number,
  load: SharedLoad<FeatureExtractionPipeline>,
  queue: EmbeddingQueue,
): Embedder {
  const { queryPrefix, passagePrefix, pooling, dtype } = model
  const name = model.info.model
  let dimensions: number | undefined
  return {
    // Everything that changes the vectors, and nothing else: the address may change.
    id: ['transformers', name, dtype, pooling, queryPrefix, passagePrefix].map(encodeURIComponent).join(':'),
    get dimensions(): number | undefined {
      return dimensions
    },
    async embed(texts, options = {}) {
      if (texts.length === 0) return []
      const { signal, onProgress } = options
      const extract = await load.get({ signal, onProgress })
      const isQuery = options.kind === 'query'
      const prefix = isQuery ? queryPrefix : passagePrefix
      const batches = Array.from({ length: Math.ceil(texts.length / batchSize) }, (_, at) =>
        texts.slice(at * batchSize, (at + 1) * batchSize).map((text) => prefix + text),
      )
      const embedHere: EmbedBatch = (batch) => embedBatch(extract, batch, model)
      // A question does not wait behind the passages of a base that is being filled.
      const isAlone = isQuery && batches.length === 1
      const vectors = isAlone ? await embedHere(batches.flat()) : await queue.run(batches, embedHere, signal)
      if (signal?.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
      dimensions = vectors[0]?.length
      return vectors
    },
  } as Embedder // a getter that may give undefined is the optional `dimensions` under exactOptionalPropertyTypes
}

/** Unit vectors of a few texts. @throws `EMBEDDING_FAILED` @internal */
export async function embedBatch(
  extract: FeatureExtractionPipeline,
  batch: readonly string[],
  { info, pooling }: LocalModel,
): Promise<readonly Float32Array[]> {
  try {
    const output = await extract([...batch], { pooling, normalize: true })
    const [count = 0, length = 0] = output.dims
    const data = Float32Array.from(output.data as Float32Array) // feature extraction gives float32 without `quantize`
    output.dispose()
    const vectors = Array.from({ length: count }, (_, at) => data.subarray(at * length, (at + 1) * length))
    return toUnitVectors(vectors, batch.length, info.model)
  } catch (cause) {
    if (hasErrorCode(cause)) throw cause
    const message = `The model "${info.model}" failed on this device. Close other tabs to free memory, then reload the page.`
    throw new SkepError('EMBEDDING_FAILED', message, { model: info.model }, { cause })
  }
}
