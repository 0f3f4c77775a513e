import type { Conversation, ConversationsApi, RunRequest } from '@skep/client'
import type { ConversationStore } from '@skep/engine'
import { SkepError, toErrorData } from '@skep/schema'

const TITLE_CHARS = 80

/** @internal */
export function createConversationsService(
  store: ConversationStore,
  followUps: ConversationsApi['followUps'],
  remove: ConversationsApi['remove'],
): ConversationsApi {
  return {
    list: (appId) => store.list(appId),
    messages: (conversationId) => store.messages(conversationId),
    followUps,
    async rename(conversationId, title) {
      await store.put({
        ...(await findConversation(store, conversationId)),
        title: title.trim().slice(0, 200),
      })
    },
    remove,
  }
}

/**
 * The conversation that a run continues, or a new one. Drafts are kept in memory: one that a worker took with it when it
 * died goes on under its id.
 * @throws `CONVERSATION_NOT_FOUND`
 * @internal
 */
export async function openConversation(
  store: ConversationStore,
  appId: string,
  { conversationId, query = '', isDraft = false }: RunRequest,
  now: number,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  if (conversationId !== undefined && !(isDraft && !(await store.get(conversationId)))) {
    const found = await findConversation(store, conversationId)
    if (found.appId === appId) return { id: found.id, isNew: false }
    throw new SkepError(
      'CONVERSATION_NOT_FOUND',
      'This conversation belongs to another app. Start a new one.',
      {
        conversationId,
      },
    )
  }
  const id = conversationId ?? crypto.randomUUID()
  const title = query.trim().replace(/\s+/g, ' ').slice(0, TITLE_CHARS)
  await store.put({ id, appId, title, messageCount: 0, createdAtMs: now, updatedAtMs: now })
  return { id, isNew: true }
}

async function findConversation(store: ConversationStore, conversationId: string): Promise<Conversation> {
  const conversation = await store.get(conversationId)
  if (conversation) return conversation
  throw new SkepError('CONVERSATION_NOT_FOUND', 'This conversation does not exist any more.', {
    conversationId,
  })
}

/** The conversation was removed while its answer was written: then the answer goes too. @internal */
export function ignoreRemoved(error: unknown): void {
  if (toErrorData(error).code !== 'CONVERSATION_NOT_FOUND') throw error
}
