import * as z from 'zod/mini'
import { LOGICAL_OPERATORS } from '../nodes/conditions.ts'
import { jsonObjectField, jsonValueField } from '../nodes/fields.ts'
import {
  FUSION_METHODS,
  type MetadataFiltering,
  type MultipleRetrieval,
} from '../nodes/knowledge-retrieval.ts'
import type { ModelChoice } from '../nodes/model-fields.ts'
import { START_VARIABLE_TYPES, type StartVariable } from '../nodes/start.ts'
import type { AssistantConfig, AssistantKnowledge } from './assistant.ts'

// Strict, as all of an app: see `app-schema.ts`.

const text = z.exactOptional(z.string())
const texts = z.exactOptional(z.array(z.string()))

const model: z.ZodMiniType<ModelChoice> = z.strictObject({
  provider: z.string(),
  name: z.string(),
  mode: z.enum(['chat', 'completion']),
  parameters: jsonObjectField,
})

const input: z.ZodMiniType<StartVariable> = z.strictObject({
  variable: z.string(),
  label: z.string(),
  type: z.enum(START_VARIABLE_TYPES),
  required: z.boolean(),
  hidden: z.exactOptional(z.boolean()),
  default: z.exactOptional(jsonValueField),
  maxLength: z.exactOptional(z.number().check(z.minimum(0))),
  options: texts,
  description: text,
  placeholder: text,
  unit: text,
  allowedFileTypes: texts,
  allowedFileExtensions: texts,
  allowedFileUploadMethods: texts,
  jsonSchema: z.exactOptional(jsonObjectField),
})

const multiple: z.ZodMiniType<MultipleRetrieval> = z.strictObject({
  topK: z.number().check(z.minimum(1)),
  scoreThreshold: z.exactOptional(z.nullable(z.number())),
  rerankingEnabled: z.boolean(),
  rerankingMode: z.exactOptional(z.enum(['reranking_model', 'weighted_score'])),
  rerankingModel: z.exactOptional(z.strictObject({ provider: z.string(), model: z.string() })),
  weights: z.exactOptional(
    z.strictObject({
      vectorWeight: z.number(),
      keywordWeight: z.number(),
      embeddingProvider: text,
      embeddingModel: text,
    }),
  ),
  fusion: z.exactOptional(z.enum(FUSION_METHODS)),
  diversity: z.exactOptional(z.number().check(z.minimum(0), z.maximum(1))),
})

const metadataFiltering: z.ZodMiniType<MetadataFiltering> = z.strictObject({
  mode: z.enum(['disabled', 'automatic', 'manual']),
  model: z.exactOptional(model),
  conditions: z.exactOptional(
    z.strictObject({
      logicalOperator: z.enum(LOGICAL_OPERATORS),
      conditions: z.array(
        z.strictObject({
          id: text,
          name: z.string(),
          operator: z.string(),
          value: z.exactOptional(z.nullable(z.union([z.string(), z.number(), z.array(z.string())]))),
        }),
      ),
    }),
  ),
})

const knowledge: z.ZodMiniType<AssistantKnowledge> = z.strictObject({
  knowledgeIds: z.array(z.string()),
  retrievalMode: z.enum(['multiple', 'single']),
  multiple,
  metadataFiltering,
  queryVariable: text,
})

/** @internal */
export const assistantField: z.ZodMiniType<AssistantConfig> = z.strictObject({
  model,
  promptType: z.enum(['simple', 'advanced']),
  instruction: z.string(),
  messages: z.exactOptional(
    z.array(z.strictObject({ role: z.enum(['system', 'user', 'assistant']), text: z.string() })),
  ),
  completion: z.exactOptional(
    z.strictObject({
      text: z.string(),
      rolePrefix: z.exactOptional(z.strictObject({ user: z.string(), assistant: z.string() })),
    }),
  ),
  inputs: z.array(input),
  knowledge: z.exactOptional(knowledge),
  agent: z.exactOptional(
    z.strictObject({
      enabled: z.boolean(),
      strategy: z.enum(['function_call', 'react']),
      maxIterations: z.number().check(z.minimum(1)),
      tools: z.array(
        z.strictObject({
          enabled: z.boolean(),
          providerId: z.string(),
          providerName: z.string(),
          providerType: z.string(),
          name: z.string(),
          label: text,
          parameters: jsonObjectField,
        }),
      ),
    }),
  ),
  externalDataTools: z.exactOptional(
    z.array(
      z.strictObject({
        enabled: z.boolean(),
        type: z.string(),
        variable: z.string(),
        label: text,
        config: jsonObjectField,
      }),
    ),
  ),
  memory: z.exactOptional(
    z.strictObject({
      window: z.strictObject({ enabled: z.boolean(), size: z.number().check(z.minimum(0)) }),
    }),
  ),
  vision: z.exactOptional(
    z.strictObject({ enabled: z.boolean(), detail: z.exactOptional(z.enum(['high', 'low'])) }),
  ),
  moreLikeThis: z.exactOptional(z.boolean()),
  foreign: z.exactOptional(jsonObjectField),
})
