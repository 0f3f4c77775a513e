import type { Message } from '@skep/client'
import type { MemoryConfig } from '@skep/schema'
import type { ModelMessage } from '../ports/models.ts'

/** Turns kept where the node sets no window of its own. */
const MAX_TURNS = 50

/** A question with its answer. @internal */
export interface Turn {
  readonly question: string
  readonly answer: string
  readonly answerId: string
}

/**
 * The turns of a conversation, oldest first. The question being asked now, and those whose answer failed, are none.
 * @internal
 */
export function turnsOf(messages: readonly Message[]): readonly Turn[] {
  const turns: Turn[] = []
  let question: string | undefined
  for (const { id, role, text, status } of messages) {
    if (role === 'user') {
      question = text
    } else if (question !== undefined && status !== 'failed' && text !== '') {
      turns.push({ question, answer: text, answerId: id })
      question = undefined
    }
  }
  return turns
}

/** How many of the last turns a model is shown. @internal */
export function windowSize({ window }: MemoryConfig): number {
  return window.enabled ? window.size : MAX_TURNS
}

/** @internal */
export function turnMessages(turns: readonly Turn[]): readonly ModelMessage[] {
  return turns.flatMap(({ question, answer }) => [
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ])
}
