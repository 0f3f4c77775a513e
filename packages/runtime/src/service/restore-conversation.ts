import type { RunRecord } from '@skep/client'
import type { ConversationStore, OpenRun, Run } from '@skep/engine'
import type { JsonObject } from '@skep/schema'
import { ignoreRemoved } from './conversations-service.ts'

/**
 * The messages that a run finds: a worker may have died before the question was stored, and a draft's conversation was in
 * the memory of a worker that is gone.
 * @internal
 */
export async function restoreMessages(
  store: ConversationStore,
  { appId, conversationId, startedAtMs, isDraft }: RunRecord,
  { messages = [] }: OpenRun,
): Promise<void> {
  if (conversationId === undefined) return
  if (isDraft && !(await store.get(conversationId))) {
    await store.put({
      id: conversationId,
      appId,
      title: '',
      messageCount: 0,
      createdAtMs: startedAtMs,
      updatedAtMs: startedAtMs,
    })
  }
  const known = new Set((await store.messages(conversationId)).map(({ id }) => id))
  for (const message of messages) {
    if (!known.has(message.id)) await store.putMessage(message).catch(ignoreRemoved)
  }
}

/** The variables of a draft's conversation as its run knows them; parts of drafts keep none. @internal */
export async function restoreVariables(
  store: ConversationStore,
  { conversationId }: RunRecord,
  { start }: OpenRun,
  engine: Run,
): Promise<void> {
  if (conversationId === undefined || start.part) return
  const values: JsonObject = Object.fromEntries(engine.snapshot().variables.get('conversation') ?? [])
  await store.saveVariables(conversationId, { ...values, ...(await store.variables(conversationId)) })
}

/** A worker died before its run was stored: a conversation that was made for it goes, too. @internal */
export async function removeUnasked(store: ConversationStore, { start }: OpenRun): Promise<void> {
  const { conversationId } = start.system
  if (conversationId === undefined) return
  const conversation = await store.get(conversationId)
  if (conversation?.messageCount === 0) await store.remove(conversationId)
}
