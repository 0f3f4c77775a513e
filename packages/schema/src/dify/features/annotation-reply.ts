import { type AnnotationReplyFeature, DEFAULT_ANNOTATION_THRESHOLD } from '../../features.ts'
import type { JsonObject } from '../../json.ts'
import { defined, type Reader } from '../reader.ts'
import { isUntouched } from './untouched.ts'

function readEmbeddingModel(data: Reader | undefined): AnnotationReplyFeature['embeddingModel'] {
  const provider = data?.text('embedding_provider_name') ?? ''
  const name = data?.text('embedding_model_name') ?? ''
  if (provider === '' || name === '') return undefined
  const parts = provider.split('/')
  return { provider: parts.length === 3 ? (parts[2] ?? '') : provider, name }
}

/** @internal */
export function readAnnotationReply(data: Reader | undefined): AnnotationReplyFeature | undefined {
  if (!data || isUntouched(data)) return undefined
  return defined<AnnotationReplyFeature>({
    enabled: data.boolean('enabled') ?? false,
    scoreThreshold: data.number('score_threshold') ?? DEFAULT_ANNOTATION_THRESHOLD,
    embeddingModel: readEmbeddingModel(data.inner('embedding_model')),
  })
}

/** @internal */
export function writeAnnotationReply(feature: AnnotationReplyFeature): JsonObject {
  const { enabled, scoreThreshold, embeddingModel } = feature
  return defined<JsonObject>({
    enabled,
    score_threshold: scoreThreshold,
    embedding_model: embeddingModel && {
      embedding_provider_name: embeddingModel.provider,
      embedding_model_name: embeddingModel.name,
    },
  })
}
