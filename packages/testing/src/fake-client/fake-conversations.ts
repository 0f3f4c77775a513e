import type { Conversation, ConversationsApi, Message } from '@skep/client'
import type { FakeWorld } from './fake-world.ts'

/** @internal */
export interface FakeConversations {
  readonly api: ConversationsApi
  /** Makes a conversation where there is none yet, as a run does. */
  ensure(appId: string, conversationId: string | undefined, firstWords: string): string
  append(conversationId: string, message: Omit<Message, 'id' | 'conversationId' | 'createdAtMs'>): void
}

const TITLE_CHARS = 60

/** @internal */
export function createFakeConversations(world: FakeWorld): FakeConversations {
  const conversations = new Map<string, Conversation>()
  const messages = new Map<string, Message[]>()
  const firstApp = world.script.apps?.[0]?.id ?? 'app'

  const append: FakeConversations['append'] = (conversationId, message) => {
    const list = messages.get(conversationId) ?? []
    const createdAtMs = world.now()
    list.push({ ...message, id: world.nextId('message'), conversationId, createdAtMs })
    messages.set(conversationId, list)
    const conversation = conversations.get(conversationId)
    if (!conversation) return
    conversations.set(conversationId, {
      ...conversation,
      messageCount: list.length,
      updatedAtMs: createdAtMs,
    })
  }

  for (const { conversation, messages: said } of world.script.conversations ?? []) {
    const atMs = world.now()
    conversations.set(conversation.id, {
      appId: firstApp,
      messageCount: 0,
      createdAtMs: atMs,
      updatedAtMs: atMs,
      ...conversation,
    })
    for (const message of said) append(conversation.id, { status: 'complete', citations: [], ...message })
    const kept = conversations.get(conversation.id)
    if (kept && conversation.updatedAtMs) {
      conversations.set(conversation.id, { ...kept, updatedAtMs: conversation.updatedAtMs })
    }
  }
  const find = (id: string): Conversation =>
    conversations.get(id) ??
    world.fail({
      code: 'CONVERSATION_NOT_FOUND',
      message: 'This conversation is not here any more.',
      data: {},
    })

  return {
    append,
    ensure(appId, conversationId, firstWords) {
      if (conversationId && conversations.has(conversationId)) return conversationId
      const id = conversationId ?? world.nextId('conversation')
      const atMs = world.now()
      const title = firstWords.slice(0, TITLE_CHARS)
      conversations.set(id, { id, appId, title, messageCount: 0, createdAtMs: atMs, updatedAtMs: atMs })
      return id
    },
    api: {
      list: (appId) =>
        world.call('conversations.list', () =>
          [...conversations.values()]
            .filter((conversation) => conversation.appId === appId)
            .sort((a, b) => b.updatedAtMs - a.updatedAtMs),
        ),
      followUps: (runId) =>
        world.call('conversations.followUps', () => {
          for (const list of messages.values()) {
            const at = list.findIndex((message) => message.runId === runId && message.role === 'assistant')
            const message = list[at]
            if (!message) continue
            const followUps = message.followUps ?? world.script.followUps?.(message) ?? []
            list[at] = { ...message, followUps }
            return followUps
          }
          return []
        }),
      messages: (id) => world.call('conversations.messages', () => [...(messages.get(find(id).id) ?? [])]),
      rename: (id, title) =>
        world.call('conversations.rename', () => {
          conversations.set(id, { ...find(id), title })
        }),
      remove: (id) =>
        world.call('conversations.remove', () => {
          conversations.delete(id)
          messages.delete(id)
        }),
    },
  }
}
