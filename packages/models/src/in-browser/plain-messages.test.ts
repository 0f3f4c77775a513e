import type { ModelMessage } from '@skep/client'
import { describe, expect, it } from 'vitest'
import { plainMessages } from './plain-messages.ts'

describe('messages for local models', () => {
  it('tell of tools in the roles that every template has', () => {
    const messages: ModelMessage[] = [
      { role: 'user', content: [{ type: 'text', text: 'a' }] },
      { role: 'assistant', content: '', toolCalls: [{ id: 'c', name: 'search', arguments: '{"q":1}' }] },
      { role: 'tool', content: 'red', toolCallId: 'c' },
    ]
    expect(plainMessages(messages, 'm')).toEqual([
      { role: 'user', content: 'a' },
      { role: 'assistant', content: '{"name": "search", "arguments": {"q":1}}' },
      { role: 'user', content: 'Result of the tool:\nred' },
    ])
  })

  it('refuse images and files by name', () => {
    const image = { type: 'image', url: 'data:image/png;base64,AA==' } as const
    const file = { type: 'file', name: 'a.pdf', mimeType: 'application/pdf', url: 'data:,' } as const
    for (const [part, capability] of [
      [image, 'vision'],
      [file, 'files'],
    ] as const)
      expect(() => plainMessages([{ role: 'user', content: [part] }], 'm')).toThrow(
        expect.objectContaining({ code: 'MODEL_CAPABILITY', data: { model: 'm', capability } }),
      )
  })
})
