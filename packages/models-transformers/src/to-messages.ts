import type { Message } from '@huggingface/transformers'
import type { ModelMessage } from '@skep/models'
import { SkepError } from '@skep/schema'

/**
 * The messages as chat templates know them: text alone, and the roles that every template has. A result of a tool is
 * told by the user; a call by the assistant is the JSON it wrote.
 * @throws `MODEL_CAPABILITY` for images.
 * @internal
 */
export function toMessages(messages: readonly ModelMessage[], model: string): Message[] {
  return messages.map((message) => {
    const calls = (message.toolCalls ?? []).map(
      (call) => `{"name": ${JSON.stringify(call.name)}, "arguments": ${call.arguments || '{}'}}`,
    )
    const content = [textOf(message, model), ...calls].filter((text) => text !== '').join('\n')
    if (message.role !== 'tool') return { role: message.role, content }
    return { role: 'user', content: `Result of the tool:\n${content}` }
  })
}

function textOf({ content }: ModelMessage, model: string): string {
  if (typeof content === 'string') return content
  return content
    .map((part) => {
      if (part.type === 'text') return part.text
      const message = `The model "${model}" reads text only. Choose a model that takes ${part.type === 'image' ? 'images' : 'files'}.`
      throw new SkepError('MODEL_CAPABILITY', message, { model, capability: 'vision' })
    })
    .join('\n')
}
