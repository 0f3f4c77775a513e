import type { Message } from '@skep/client'
import type { MemoryConfig } from '@skep/schema'
import type { ModelMessage } from '../ports/models.ts'

/** Turns kept where the node sets no window of its own. */
const MAX_TURNS = 50

/**
 * The last turns of a conversation, oldest first. A turn is a question with its answer: the question being asked
 * now, and those whose answer failed, are none.
 * @internal
 */
export function memoryMessages(
  messages: readonly Message[],
  { window }: MemoryConfig,
): readonly ModelMessage[] {
  const turns: ModelMessage[][] = []
  let question: string | undefined
  for (const { role, text, status } of messages) {
    if (role === 'user') {
      question = text
    } else if (question !== undefined && status !== 'failed' && text !== '') {
      turns.push([
        { role: 'user', content: question },
        { role: 'assistant', content: text },
      ])
      question = undefined
    }
  }
  const size = window.enabled ? window.size : MAX_TURNS
  return size > 0 ? turns.slice(-size).flat() : []
}
