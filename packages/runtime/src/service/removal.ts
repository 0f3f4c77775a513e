import type { ConversationStore, RunStore, VersionStore } from '@skep/engine'
import type { RunsService } from './runs-service.ts'

interface RemovalOptions {
  readonly runs: RunStore
  readonly conversations: ConversationStore
  readonly versions: VersionStore
  readonly stopAll: RunsService['stopAll']
}

/** Removing a thing removes what is only there because of it. @internal */
export interface Removal {
  /** A conversation with its messages, variables and runs, whose traces hold the same words. */
  conversation(conversationId: string): Promise<void>
  /** What belongs to an app: its conversations, runs and versions. */
  belongingsOf(appId: string): Promise<void>
}

const PAGE = 200

/** @internal */
export function createRemoval({ runs, conversations, versions, stopAll }: RemovalOptions): Removal {
  async function conversation(conversationId: string): Promise<void> {
    await stopAll((run) => run.conversationId === conversationId)
    const messages = await conversations.messages(conversationId)
    const runIds = new Set(messages.flatMap(({ runId }) => runId ?? []))
    for (const runId of runIds) await runs.remove(runId)
    await conversations.remove(conversationId)
  }

  return {
    conversation,
    async belongingsOf(appId) {
      await stopAll((run) => run.appId === appId)
      for (const { id } of await conversations.list(appId)) await conversation(id)
      let before = ''
      for (;;) {
        const page = await runs.list({ appId, limit: PAGE })
        const first = page[0]?.id ?? ''
        // The same again: a host's store that keeps its runs.
        if (first === '' || first === before) break
        before = first
        for (const { id } of page) await runs.remove(id)
      }
      await versions.removeAll(appId)
    },
  }
}
