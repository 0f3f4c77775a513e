import type { ModelMessage } from '@skep/client'
import { SkepError } from '@skep/schema'

/** @public */
export interface PlainMessage {
  readonly role: 'system' | 'user' | 'assistant'
  readonly content: string
}

/**
 * The messages as every local model knows them: text alone, and the roles that every chat template has. A result of a
 * tool is told by the user; a call by the assistant is the JSON it wrote.
 * @throws `MODEL_CAPABILITY` for images and files.
 * @public
 */
export function plainMessages(messages: readonly ModelMessage[], model: string): PlainMessage[] {
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
      const [what, capability] = part.type === 'image' ? ['images', 'vision'] : ['files', 'files']
      const message = `The model "${model}" reads text only. Choose a model that takes ${what}.`
      throw new SkepError('MODEL_CAPABILITY', message, { model, capability })
    })
    .join('\n')
}
