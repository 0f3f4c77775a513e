import { hasErrorCode, type JsonObject, SkepError } from '@skep/schema'
import type { ModelPart, ModelRequest, ModelsPort } from '../ports/models.ts'
import { findSchemaProblem } from '../text/json-schema.ts'
import { parseModelJson } from '../text/repair-json.ts'

/** Asks for JSON by the model's own means, and by words where it has none. @internal */
export async function* chatWithSchema(
  models: ModelsPort,
  request: ModelRequest,
  schema: JsonObject,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, void> {
  const responseFormat = { type: 'json-schema', name: 'structured_output', schema } as const
  try {
    yield* models.chat({ ...request, responseFormat }, { signal })
  } catch (error) {
    // Thrown before anything is sent, so nothing was streamed yet.
    if (!hasErrorCode(error) || error.code !== 'MODEL_CAPABILITY') throw error
    yield* models.chat(
      { ...request, messages: [{ role: 'system', content: instruction(schema) }, ...request.messages] },
      { signal },
    )
  }
}

function instruction(schema: JsonObject): string {
  return [
    'Answer with one JSON value that follows this JSON schema, and with nothing else:',
    JSON.stringify(schema),
  ].join('\n')
}

/**
 * The object in a model's answer.
 * @throws `MODEL_OUTPUT_INVALID` when there is none, or it does not follow the schema.
 * @internal
 */
export function readStructuredOutput(text: string, schema: JsonObject): JsonObject {
  const value = parseModelJson(text.replace(/<think>[\s\S]*?<\/think>/g, ''))
  const problem =
    typeof value !== 'object' || value === null || Array.isArray(value)
      ? 'it is not an object.'
      : findSchemaProblem(schema, value)
  if (problem === undefined) return value as JsonObject // an object, as the line above has seen
  throw new SkepError(
    'MODEL_OUTPUT_INVALID',
    `The model's JSON does not have the form asked for: ${problem}`,
    {
      errorType: 'OutputParserError',
    },
  )
}
