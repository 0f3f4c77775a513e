import * as z from 'zod/mini'
import {
  type AnnotationReplyFeature,
  type AppFeatures,
  FILE_KINDS,
  type FileUploadFeature,
  type FollowUpsFeature,
  type ModerationFeature,
  type ModerationMethod,
  UPLOAD_METHODS,
} from './features.ts'
import { jsonObjectField } from './nodes/fields.ts'
import type { ModelChoice } from './nodes/model-fields.ts'

// Strict, as all of an app: see `app-schema.ts`.

const model: z.ZodMiniType<ModelChoice> = z.strictObject({
  provider: z.string(),
  name: z.string(),
  mode: z.enum(['chat', 'completion']),
  parameters: jsonObjectField,
})

const followUps: z.ZodMiniType<FollowUpsFeature> = z.strictObject({
  enabled: z.boolean(),
  model: z.exactOptional(model),
  prompt: z.exactOptional(z.string()),
})

const method: z.ZodMiniType<ModerationMethod> = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('keywords'), keywords: z.array(z.string()) }),
  z.strictObject({ type: z.literal('model'), model, rules: z.exactOptional(z.string()) }),
  z.strictObject({ type: z.literal('host'), name: z.string() }),
])

const stage = z.strictObject({ enabled: z.boolean(), presetReply: z.string() })

const moderation: z.ZodMiniType<ModerationFeature> = z.strictObject({
  enabled: z.boolean(),
  method,
  inputs: stage,
  outputs: stage,
  onFailure: z.exactOptional(z.enum(['allow', 'block'])),
})

const annotationReply: z.ZodMiniType<AnnotationReplyFeature> = z.strictObject({
  enabled: z.boolean(),
  scoreThreshold: z.number(),
  embeddingModel: z.exactOptional(z.strictObject({ provider: z.string(), name: z.string() })),
})

const megabytes = z.exactOptional(z.number().check(z.minimum(0)))

const fileUpload: z.ZodMiniType<FileUploadFeature> = z.strictObject({
  enabled: z.boolean(),
  types: z.array(z.enum(FILE_KINDS)),
  extensions: z.array(z.string()),
  methods: z.array(z.enum(UPLOAD_METHODS)),
  maxFiles: z.number().check(z.minimum(0)),
  maxMegabytes: z.exactOptional(
    z.strictObject({
      image: megabytes,
      document: megabytes,
      audio: megabytes,
      video: megabytes,
      custom: megabytes,
    }),
  ),
  imageDetail: z.exactOptional(z.enum(['high', 'low'])),
})

/** @internal */
export const featuresField: z.ZodMiniType<AppFeatures> = z.strictObject({
  openingStatement: z.exactOptional(z.string()),
  suggestedQuestions: z.exactOptional(z.array(z.string())),
  citations: z.exactOptional(z.boolean()),
  followUps: z.exactOptional(followUps),
  moderation: z.exactOptional(moderation),
  annotationReply: z.exactOptional(annotationReply),
  fileUpload: z.exactOptional(fileUpload),
  speechToText: z.exactOptional(z.strictObject({ enabled: z.boolean() })),
  textToSpeech: z.exactOptional(
    z.strictObject({
      enabled: z.boolean(),
      voice: z.exactOptional(z.string()),
      language: z.exactOptional(z.string()),
      autoPlay: z.exactOptional(z.boolean()),
    }),
  ),
  foreign: z.exactOptional(jsonObjectField),
})
