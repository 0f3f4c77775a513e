import type { Message } from '@skep/client'
import { type App, type MemoryConfig, SkepError } from '@skep/schema'
import { describe, expect, it } from 'vitest'
import type { MemoryPort, MemorySummary } from '../ports/features.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { chatApp, createModels, read, said, talk } from './test-features.ts'

function turns(count: number): readonly Message[] {
  return Array.from({ length: count }, (_, at) => [
    said(`q${at + 1}`, 'user', `Question ${at + 1}`),
    said(`a${at + 1}`, 'assistant', `Answer ${at + 1}`),
  ]).flat()
}

function conversations(messages: readonly Message[]): NonNullable<EnginePorts['conversations']> {
  return { messages: async () => messages, variables: async () => ({}), saveVariables: async () => undefined }
}

function memoryStore(): MemoryPort & { readonly kept: Map<string, MemorySummary> } {
  const kept = new Map<string, MemorySummary>()
  return {
    kept,
    read: async (conversationId, key) => kept.get(`${conversationId} ${key}`) ?? null,
    write: async (conversationId, key, summary) => void kept.set(`${conversationId} ${key}`, summary),
  }
}

/** The model that talks also sums up; its requests tell which is which. */
function remembering(memory: MemoryConfig): App {
  const app = chatApp({})
  const nodes = app.graph.nodes.map((node) =>
    node.id === 'llm' ? { ...node, config: { ...node.config, prompt: [], memory } } : node,
  )
  return { ...app, graph: { ...app.graph, nodes } }
}

const app = remembering({ window: { enabled: true, size: 1 }, summarize: true })

describe('memory that sums up', () => {
  it('tells what left the window, once, and adds to it turn by turn', async () => {
    const memory = memoryStore()
    const models = createModels({
      talk: [['It was about 1 and 2.'], ['Sure.'], ['About 1, 2, 3.'], ['Yes.']],
    })
    const first = await talk(app, { models, memory, conversations: conversations(turns(3)) }, 'Now?')
    expect(read(first).text).toBe('Sure.')
    expect(models.requests.map(({ messages }) => messages.slice(-4))).toEqual([
      [
        { role: 'system', content: expect.stringContaining('memory of a conversation') },
        {
          role: 'user',
          content:
            'Memory:\n(empty)\n\nNew turns:\nUser: Question 1\nAssistant: Answer 1\n\nUser: Question 2\nAssistant: Answer 2',
        },
      ],
      [
        {
          role: 'system',
          content: 'What was said before the messages that follow, in short:\nIt was about 1 and 2.',
        },
        { role: 'user', content: 'Question 3' },
        { role: 'assistant', content: 'Answer 3' },
        { role: 'user', content: 'Now?' },
      ],
    ])
    expect(first.at(-1)).toMatchObject({ usage: { totalTokens: 10 } })

    await talk(app, { models, memory, conversations: conversations(turns(4)) }, 'Then?')
    expect(models.requests[2]?.messages[1]?.content).toBe(
      'Memory:\nIt was about 1 and 2.\n\nNew turns:\nUser: Question 3\nAssistant: Answer 3',
    )
    expect(memory.kept.get('c llm')).toEqual({ text: 'About 1, 2, 3.', turnCount: 3, lastMessageId: 'a3' })
  })

  it('asks nothing when nothing left the window since', async () => {
    const memory = memoryStore()
    memory.kept.set('c llm', { text: 'Known.', turnCount: 2, lastMessageId: 'a2' })
    const models = createModels({ talk: [['Sure.']] })
    await talk(app, { models, memory, conversations: conversations(turns(3)) }, 'Now?')
    expect(models.requests).toHaveLength(1)
    expect(models.requests[0]?.messages[0]?.content).toContain('Known.')
  })

  it('tells a past anew that is not the one it knew', async () => {
    const memory = memoryStore()
    memory.kept.set('c llm', { text: 'Of another branch.', turnCount: 2, lastMessageId: 'other' })
    const models = createModels({ talk: [['New.'], ['Sure.']] })
    await talk(app, { models, memory, conversations: conversations(turns(3)) }, 'Now?')
    expect(models.requests[0]?.messages[1]?.content).toContain('Memory:\n(empty)')
    expect(memory.kept.get('c llm')?.text).toBe('New.')
  })

  it('falls back to the window, with what it knew before, when the model fails', async () => {
    const failure = new SkepError('MODEL_SERVER', 'Ill.')
    const models = createModels({ talk: [failure, ['Sure.'], failure, ['Yes.']] })
    const memory = memoryStore()
    const ports = { models, memory, conversations: conversations(turns(3)) }
    expect(read(await talk(app, ports, 'Now?')).text).toBe('Sure.')
    expect(models.requests[1]?.messages.map(({ content }) => content)).toEqual([
      'Question 3',
      'Answer 3',
      'Now?',
    ])
    memory.kept.set('c llm', { text: 'Known.', turnCount: 1, lastMessageId: 'a1' })
    expect(read(await talk(app, ports, 'Now?')).text).toBe('Yes.')
    expect(models.requests[3]?.messages[0]?.content).toContain('Known.')
  })

  it('does without a store, and through a broken one', async () => {
    const broken: MemoryPort = {
      read: () => Promise.reject(new Error('Broken.')),
      write: () => Promise.reject(new Error('Broken.')),
    }
    for (const memory of [undefined, broken]) {
      const models = createModels({ talk: [['Past.'], ['Sure.']] })
      const ports = { models, conversations: conversations(turns(2)), ...(memory ? { memory } : {}) }
      expect(read(await talk(app, ports, 'Now?')).text).toBe('Sure.')
      expect(models.requests[1]?.messages[0]?.content).toContain('Past.')
    }
  })

  it('is a window alone where nobody asks for more', async () => {
    const models = createModels({ talk: [['Sure.']] })
    const plain = remembering({ window: { enabled: true, size: 2 } })
    await talk(plain, { models, conversations: conversations(turns(4)) }, 'Now?')
    expect(models.requests.map(({ messages }) => messages.map(({ content }) => content))).toEqual([
      ['Question 3', 'Answer 3', 'Question 4', 'Answer 4', 'Now?'],
    ])
  })
})
