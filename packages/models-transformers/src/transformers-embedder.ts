import type { FeatureExtractionPipeline } from '@huggingface/transformers'
import { type Embedder, toUnitVectors } from '@skep/models'
import { hasErrorCode, SkepError } from '@skep/schema'
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
      const prefix = options.kind === 'query' ? queryPrefix : passagePrefix
      const vectors: Float32Array[] = []
      for (let start = 0; start < texts.length; start += batchSize) {
        // A batch cannot be stopped once it runs.
        if (signal?.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
        const batch = texts.slice(start, start + batchSize).map((text) => prefix + text)
        vectors.push(...toUnitVectors(await run(extract, batch, model), batch.length, name))
      }
      if (signal?.aborted) throw new SkepError('CALL_ABORTED', 'The call was stopped.')
      dimensions = vectors[0]?.length
      return vectors
    },
  } as Embedder // a getter that may give undefined is the optional `dimensions` under exactOptionalPropertyTypes
}

async function run(
  extract: FeatureExtractionPipeline,
  batch: string[],
  { info, pooling }: LocalModel,
): Promise<Float32Array[]> {
  try {
    const output = await extract(batch, { pooling, normalize: true })
    const [count = 0, length = 0] = output.dims
    const data = Float32Array.from(output.data as Float32Array) // feature extraction gives float32 without `quantize`
    output.dispose()
    return Array.from({ length: count }, (_, index) => data.subarray(index * length, (index + 1) * length))
  } catch (cause) {
    if (hasErrorCode(cause)) throw cause
    const message = `The model "${info.model}" failed on this device. Close other tabs to free memory, then reload the page.`
    throw new SkepError('EMBEDDING_FAILED', message, { model: info.model }, { cause })
  }
}
