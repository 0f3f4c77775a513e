import type { Message } from '@skep/client'
import type { ChatMessage } from './types.ts'

/**
 * Stored messages as the chat draws them. A question that failed and was asked again is drawn once, with its last
 * answer, as it was while the visitor looked.
 * @internal
 */
export function toChatMessages(stored: readonly Message[]): readonly ChatMessage[] {
  const drawn: ChatMessage[] = []
  for (const message of stored) {
    const failed = drawn.at(-1)
    const question = drawn.at(-2)
    const isRetry =
      message.role === 'user' &&
      failed?.status === 'failed' &&
      question?.role === 'user' &&
      question.text === message.text
    if (isRetry) drawn.splice(-2)
    const { id, role, text, status, citations, error, files, followUps, annotation, replacedBy } = message
    drawn.push({
      id,
      role,
      text,
      status,
      citations,
      ...(error ? { error } : {}),
      ...(files ? { files } : {}),
      ...(followUps ? { followUps } : {}),
      ...(annotation ? { annotation } : {}),
      ...(replacedBy ? { replacedBy } : {}),
    })
  }
  return drawn
}
