import type {
  AnnotationStore,
  ConversationStore,
  OpenRunStore,
  RecordingStore,
  RunStore,
  SettingsStore,
  VersionStore,
} from '@skep/engine'
import { forgetConversation } from './memory-port.ts'
import type { RunsService } from './runs-service.ts'

interface RemovalOptions {
  readonly runs: RunStore
  readonly openRuns: OpenRunStore
  readonly recordings: RecordingStore
  readonly conversations: ConversationStore
  readonly versions: VersionStore
  readonly annotations: AnnotationStore
  readonly settings: SettingsStore
  readonly stopAll: RunsService['stopAll']
}

/** Removing a thing removes what is only there because of it. @internal */
export interface Removal {
  /** A conversation with its messages, variables, summaries and runs, whose traces hold the same words. */
  conversation(conversationId: string): Promise<void>
  /** What belongs to an app: its conversations, runs, stored answers and versions. */
  belongingsOf(appId: string): Promise<void>
}

const PAGE = 200

/** @internal */
export function createRemoval(options: RemovalOptions): Removal {
  const { runs, openRuns, recordings, conversations, versions, annotations, settings, stopAll } = options

  async function removeRun(runId: string): Promise<void> {
    await runs.remove(runId)
    await openRuns.remove(runId)
    await recordings.remove(runId)
  }

  async function conversation(conversationId: string): Promise<void> {
    await stopAll((run) => run.conversationId === conversationId)
    const messages = await conversations.messages(conversationId)
    const runIds = new Set(messages.flatMap(({ runId }) => runId ?? []))
    for (const runId of runIds) await removeRun(runId)
    await forgetConversation(settings, conversationId)
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
        for (const { id } of page) await removeRun(id)
      }
      // Those of runs that a host's store keeps.
      for (const runId of await recordings.list(appId)) await recordings.remove(runId)
      await annotations.removeAll(appId)
      await versions.removeAll(appId)
    },
  }
}
