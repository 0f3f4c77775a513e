import type { Conversation, Message } from '@skep/client'
import type { ConversationStore } from '@skep/engine'
import type { JsonObject } from '@skep/schema'
import { conversationMissing } from '../missing.ts'
import { compareText } from '../order.ts'

/** Conversations with their messages and variables in memory. */
export function createMemoryConversationStore(): ConversationStore {
  const conversations = new Map<string, Conversation>()
  const messages = new Map<string, Message>()
  const variables = new Map<string, JsonObject>()

  const messagesOf = (conversationId: string): Message[] =>
    [...messages.values()]
      .filter((message) => message.conversationId === conversationId)
      .sort((a, b) => a.createdAtMs - b.createdAtMs)

  return {
    list: async (appId) =>
      structuredClone(
        [...conversations.values()]
          .filter((conversation) => conversation.appId === appId)
          .sort((a, b) => b.updatedAtMs - a.updatedAtMs || compareText(a.id, b.id)),
      ),
    get: async (conversationId) => structuredClone(conversations.get(conversationId) ?? null),
    async put(conversation) {
      const messageCount = messagesOf(conversation.id).length
      conversations.set(conversation.id, structuredClone({ ...conversation, messageCount }))
    },
    async remove(conversationId) {
      for (const message of messagesOf(conversationId)) messages.delete(message.id)
      variables.delete(conversationId)
      conversations.delete(conversationId)
    },
    messages: async (conversationId) => structuredClone(messagesOf(conversationId)),
    async putMessage(message) {
      const conversation = conversations.get(message.conversationId)
      if (!conversation) throw conversationMissing(message.conversationId)
      messages.set(message.id, structuredClone(message))
      conversations.set(conversation.id, {
        ...conversation,
        messageCount: messagesOf(conversation.id).length,
        updatedAtMs: Math.max(conversation.updatedAtMs, message.createdAtMs),
      })
    },
    variables: async (conversationId) => structuredClone(variables.get(conversationId) ?? {}),
    async saveVariables(conversationId, values) {
      variables.set(conversationId, structuredClone(values))
    },
  }
}
