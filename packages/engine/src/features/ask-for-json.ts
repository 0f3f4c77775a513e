import type { Usage } from '@skep/client'
import { type JsonObject, type ModelChoice, SkepError } from '@skep/schema'
import { chatWithSchema, readStructuredOutput } from '../nodes/structured-output.ts'
import type { ModelMessage, ModelsPort } from '../ports/models.ts'
import { readModelParameters } from '../prompt/model-parameters.ts'

/** @internal */
export interface Asked<T> {
  readonly value: T
  readonly usage?: Usage
}

/**
 * What a model says to `messages`, as JSON of a schema.
 * @throws `MODEL_*`
 * @internal
 */
export async function askForJson(
  models: ModelsPort,
  model: ModelChoice,
  messages: readonly ModelMessage[],
  schema: JsonObject,
  signal: AbortSignal,
): Promise<Asked<JsonObject>> {
  const request = { provider: model.provider, model: model.name, messages, ...readModelParameters(model) }
  let text = ''
  let usage: Usage | undefined
  let isFinished = false
  for await (const part of chatWithSchema(models, request, schema, signal)) {
    if (part.type === 'text') text += part.text
    else if (part.type === 'finish') {
      usage = part.usage
      isFinished = true
    }
  }
  if (!isFinished)
    throw new SkepError('MODEL_STREAM_INTERRUPTED', 'The model stopped in the middle of its answer.')
  return { value: readStructuredOutput(text, schema), ...(usage ? { usage } : {}) }
}
