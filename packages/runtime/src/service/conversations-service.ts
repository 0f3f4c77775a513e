import type { Conversation, ConversationsApi } from '@skep/client'
import type { ConversationStore } from '@skep/engine'
import { SkepError } from '@skep/schema'

/** @internal */
export function createConversationsService(store: ConversationStore): ConversationsApi {
  return {
    list: (appId) => store.list(appId),
    messages: (conversationId) => store.messages(conversationId),
    async rename(conversationId, title) {
      await store.put({
        ...(await findConversation(store, conversationId)),
        title: title.trim().slice(0, 200),
      })
    },
    remove: (conversationId) => store.remove(conversationId),
  }
}

/** @throws `CONVERSATION_NOT_FOUND` @internal */
export async function findConversation(
  store: ConversationStore,
  conversationId: string,
): Promise<Conversation> {
  const conversation = await store.get(conversationId)
  if (conversation) return conversation
  throw new SkepError('CONVERSATION_NOT_FOUND', 'This conversation does not exist any more.', {
    conversationId,
  })
}
