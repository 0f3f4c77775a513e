import type { Message } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { toChatMessages } from './to-chat-messages.ts'

const message = (
  id: string,
  role: Message['role'],
  text: string,
  status: Message['status'] = 'complete',
): Message => ({
  id,
  conversationId: 'c',
  role,
  text,
  status,
  citations: [],
  createdAtMs: 0,
})

describe('toChatMessages', () => {
  it('draws a question that failed and was asked again only once', () => {
    const drawn = toChatMessages([
      message('1', 'user', 'Why?'),
      message('2', 'assistant', '', 'failed'),
      message('3', 'user', 'Why?'),
      message('4', 'assistant', 'Because.'),
    ])
    expect(drawn.map(({ id }) => id)).toEqual(['3', '4'])
  })

  it('keeps a failed answer when another question follows', () => {
    const drawn = toChatMessages([
      message('1', 'user', 'Why?'),
      message('2', 'assistant', '', 'failed'),
      message('3', 'user', 'How?'),
    ])
    expect(drawn.map(({ id }) => id)).toEqual(['1', '2', '3'])
  })
})
