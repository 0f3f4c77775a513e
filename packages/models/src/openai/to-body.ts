import type { ModelContent, ModelMessage, ModelRequest } from '@skep/engine'
import type {
  ChatCompletionContentPart,
  ChatCompletionCreateParamsStreaming,
  ChatCompletionMessageParam,
} from 'openai/resources/chat/completions'
import type { OpenAiSettings } from './settings.ts'

/** One of our requests as a Chat Completions body. @internal */
export function toBody(request: ModelRequest, settings: OpenAiSettings): ChatCompletionCreateParamsStreaming {
  const { responseFormat, tools } = request
  return {
    ...request.extra,
    model: request.model,
    messages: request.messages.map(toMessage),
    stream: true,
    ...(settings.asksForUsage ? { stream_options: { include_usage: true } } : {}),
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.maxTokens === undefined ? {} : { [settings.maxTokensField]: request.maxTokens }),
    ...(request.stop === undefined || request.stop.length === 0 ? {} : { stop: [...request.stop] }),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...(request.presencePenalty === undefined ? {} : { presence_penalty: request.presencePenalty }),
    ...(request.frequencyPenalty === undefined ? {} : { frequency_penalty: request.frequencyPenalty }),
    ...(responseFormat?.type === 'json-schema'
      ? {
          response_format: {
            type: 'json_schema' as const,
            json_schema: { name: responseFormat.name, schema: { ...responseFormat.schema } },
          },
        }
      : {}),
    ...(tools === undefined || tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, parameters }) => ({
            type: 'function' as const,
            function: { name, description, parameters: { ...parameters } },
          })),
        }),
  }
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
        content: hasImage(content) ? content.map(toContentPart) : plainText(content),
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
    case 'file':
      return { type: 'file', file: { filename: part.name, file_data: part.url } }
    default:
      return part satisfies never
  }
}

/** Whether a message has more than text. @internal */
export function hasImage(content: ModelMessage['content']): content is readonly ModelContent[] {
  return typeof content !== 'string' && content.some(({ type }) => type !== 'text')
}

function plainText(content: ModelMessage['content']): string {
  return typeof content === 'string'
    ? content
    : content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n')
}
