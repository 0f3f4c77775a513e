import type { ModelContent, ModelMessage, ModelRequest } from '@skep/engine'
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { OpenAiSettings } from './settings.ts'

/**
 * One of our requests as a Chat Completions body. What the server does not take is left out where leaving it out does
 * no harm (seed, penalties, the form of JSON); the runtime has made up for the rest before.
 * @internal
 */
export function toBody(
  request: ModelRequest,
  { dialect }: OpenAiSettings,
): ChatCompletionCreateParamsStreaming {
  const { tools } = request
  const drops = new Set(dialect.drops)
  const body: Record<string, unknown> = {
    ...request.extra,
    model: request.model,
    messages: request.messages.map(toMessage),
    stream: true,
  }
  if (dialect.streamUsage) body.stream_options = { include_usage: true }
  if (request.temperature !== undefined && !drops.has('temperature')) {
    body.temperature = Math.min(request.temperature, dialect.highestTemperature)
  }
  if (request.topP !== undefined && !drops.has('topP')) body.top_p = request.topP
  if (request.maxTokens !== undefined) body[dialect.maxTokensField] = request.maxTokens
  if (request.stop?.length && !drops.has('stop')) body.stop = [...request.stop]
  if (request.seed !== undefined && !drops.has('seed')) body[dialect.seedField] = request.seed
  if (request.presencePenalty !== undefined && !drops.has('presencePenalty')) {
    body.presence_penalty = request.presencePenalty
  }
  if (request.frequencyPenalty !== undefined && !drops.has('frequencyPenalty')) {
    body.frequency_penalty = request.frequencyPenalty
  }
  if (request.reasoningEffort !== undefined && !drops.has('reasoningEffort')) {
    body.reasoning_effort = request.reasoningEffort
  }
  const format = drops.has('responseFormat') ? undefined : responseFormat(request, dialect.jsonSchema)
  if (format) body.response_format = format
  if (tools?.length) {
    body.tools = tools.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, description, parameters },
    }))
    if (request.toolChoice !== undefined && request.toolChoice !== 'auto')
      body.tool_choice = request.toolChoice
  }
  return body as unknown as ChatCompletionCreateParamsStreaming // built field by field above; `extra` is the app's own
}

function responseFormat({ responseFormat: format }: ModelRequest, jsonSchema: boolean): object | undefined {
  if (format === undefined || format.type === 'text') return undefined
  if (format.type === 'json' || !jsonSchema) return { type: 'json_object' }
  return { type: 'json_schema', json_schema: { name: format.name, schema: format.schema } }
}

function toMessage(message: ModelMessage): ChatCompletionMessageParam {
  const { content } = message
  switch (message.role) {
    case 'system':
      return { role: 'system', content: plainText(content) }
    case 'tool':
      return { role: 'tool', content: plainText(content), tool_call_id: message.toolCallId ?? '' }
    case 'assistant':
      return {
        role: 'assistant',
        content: plainText(content),
        ...(message.toolCalls === undefined || message.toolCalls.length === 0
          ? {}
          : {
              tool_calls: message.toolCalls.map((call) => ({
                id: call.id,
                type: 'function' as const,
                function: { name: call.name, arguments: call.arguments },
              })),
            }),
      }
    case 'user':
      // Plain text stays a string: older servers know no content parts.
      return {
        role: 'user',
        content: hasMedia(content) ? content.map(toContentPart) : plainText(content),
      }
    default:
      return message.role satisfies never
  }
}

function toContentPart(part: ModelContent): ChatCompletionContentPart {
  switch (part.type) {
    case 'text':
      return part
    case 'image': {
      const { url, detail } = part
      return { type: 'image_url', image_url: { url, ...(detail === undefined ? {} : { detail }) } }
    }
    case 'file': {
      const recording = /^audio\/(?:x-)?(wav|mpeg|mp3)$/.exec(part.mimeType)?.[1]
      if (recording !== undefined) {
        const data = part.url.slice(part.url.indexOf(',') + 1)
        return { type: 'input_audio', input_audio: { data, format: recording === 'wav' ? 'wav' : 'mp3' } }
      }
      return { type: 'file', file: { filename: part.name, file_data: part.url } }
    }
    default:
      return part satisfies never
  }
}

/** Whether a message has more than text, or that kind of more. @internal */
export function hasMedia(
  content: ModelMessage['content'],
  type?: 'image' | 'file',
): content is readonly ModelContent[] {
  return (
    typeof content !== 'string' &&
    content.some((part) => (type === undefined ? part.type !== 'text' : part.type === type))
  )
}

function plainText(content: ModelMessage['content']): string {
  return typeof content === 'string'
    ? content
    : content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}
