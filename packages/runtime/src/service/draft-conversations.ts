import type { RunRecord } from '@skep/client'
import type { ConversationStore, OpenRun, Run } from '@skep/engine'
import type { JsonObject } from '@skep/schema'

/** A draft's conversation as it was: it was in the memory of a worker that is gone. @internal */
export async function restoreDraft(
  store: ConversationStore,
  { appId, conversationId, startedAtMs }: RunRecord,
  { messages = [], start }: OpenRun,
  engine: Run,
): Promise<void> {
  if (conversationId === undefined || (await store.get(conversationId))) return
  await store.put({
    id: conversationId,
    appId,
    title: '',
    messageCount: 0,
    createdAtMs: startedAtMs,
    updatedAtMs: startedAtMs,
  })
  for (const message of messages) await store.putMessage(message)
  if (start.part) return
  const values: JsonObject = Object.fromEntries(engine.snapshot().variables.get('conversation') ?? [])
  await store.saveVariables(conversationId, values)
}
