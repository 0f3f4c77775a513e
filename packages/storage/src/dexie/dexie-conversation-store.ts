import type { Conversation } from '@skep/client'
import type { ConversationStore } from '@skep/engine'
import { type Collection, Dexie, type Table } from 'dexie'
import { conversationMissing } from '../missing.ts'
import { compareText } from '../order.ts'
import type { Database } from './database.ts'
import type { Tables } from './schema.ts'

/** Conversations with their messages and variables in IndexedDB. */
export function createDexieConversationStore(database: Database): ConversationStore {
  return {
    async list(appId) {
      const found = await database.read(['conversations'], ({ conversations }) =>
        conversations.where('appId').equals(appId).toArray(),
      )
      return found.sort((a, b) => b.updatedAtMs - a.updatedAtMs || compareText(a.id, b.id))
    },
    async get(conversationId) {
      return (
        (await database.read(['conversations'], ({ conversations }) => conversations.get(conversationId))) ??
        null
      )
    },
    async put(conversation) {
      const stored: Conversation = structuredClone(conversation)
      await database.write(['conversations', 'messages'], async ({ conversations, messages }) => {
        const messageCount = await messagesOf(messages, stored.id).count()
        await conversations.put({ ...stored, messageCount })
      })
    },
    async remove(conversationId) {
      await database.write(
        ['conversations', 'messages', 'conversationVariables'],
        async ({ conversations, messages, conversationVariables }) => {
          await messagesOf(messages, conversationId).delete()
          await conversationVariables.delete(conversationId)
          await conversations.delete(conversationId)
        },
      )
    },
    async messages(conversationId) {
      const rows = await database.read(['messages'], ({ messages }) =>
        messagesOf(messages, conversationId).toArray(),
      )
      return rows.map((row) => row.message)
    },
    async putMessage(message) {
      const stored = structuredClone(message)
      const { id, conversationId, createdAtMs } = stored
      await database.write(['conversations', 'messages'], async ({ conversations, messages }) => {
        const conversation = await conversations.get(conversationId)
        if (!conversation) throw conversationMissing(conversationId)
        const replaced = await messages.get(id)
        const messageCount = await messagesOf(messages, conversationId).count()
        // Messages are only removed all together, so the count is higher than every order given so far.
        const order = replaced?.order ?? messageCount
        await messages.put({ id, conversationId, createdAtMs, order, message: stored })
        await conversations.put({
          ...conversation,
          messageCount: messageCount + (replaced ? 0 : 1),
          updatedAtMs: Math.max(conversation.updatedAtMs, createdAtMs),
        })
      })
    },
    async variables(conversationId) {
      const row = await database.read(['conversationVariables'], ({ conversationVariables }) =>
        conversationVariables.get(conversationId),
      )
      return row?.values ?? {}
    },
    async saveVariables(conversationId, variables) {
      const values = structuredClone(variables)
      await database.write(['conversationVariables'], ({ conversationVariables }) =>
        conversationVariables.put({ conversationId, values }),
      )
    },
  }
}

type MessageTable = Table<Tables['messages']>

/** In order of time, then of arrival. */
function messagesOf(messages: MessageTable, conversationId: string): Collection<Tables['messages']> {
  return messages
    .where('[conversationId+createdAtMs+order]')
    .between([conversationId, Dexie.minKey, Dexie.minKey], [conversationId, Dexie.maxKey, Dexie.maxKey])
}
