import { isRunEnd, type RunEvent, type RunRecord } from '@skep/client'
import type { ConversationStore, OpenRunStore, RunStore } from '@skep/engine'
import type { ErrorData } from '@skep/schema'
import { ignoreRemoved } from './conversations-service.ts'
import { lostEvent, lostRun } from './revive-run.ts'
import { endedRecord, Said } from './run-record.ts'
import type { RunRecordings } from './run-recordings.ts'

interface RunRecoveryOptions {
  readonly runs: RunStore
  readonly openRuns: OpenRunStore
  readonly conversations: ConversationStore
  readonly recordings: Pick<RunRecordings, 'remove'>
}

/** @internal */
export interface RunRecovery {
  /**
   * Ends a run that its worker left behind; everything stored stays. One whose end had been written already only gets
   * its message and its record.
   */
  end(record: RunRecord, stored: readonly RunEvent[], error: ErrorData | undefined): Promise<void>
  /** Removes the oldest runs of an app that has more than `kept`, never such that go on or wait. */
  prune(appId: string, kept: number): Promise<void>
}

/** How many runs above the limit are looked at; the rest goes when the next run ends. */
const PRUNED_AT_ONCE = 100

/** @internal */
export function createRunRecovery({
  runs,
  openRuns,
  conversations,
  recordings,
}: RunRecoveryOptions): RunRecovery {
  return {
    async end(record, stored, error = lostRun) {
      const last = stored.at(-1)
      const event = last && isRunEnd(last) ? last : lostEvent(record, last, error)
      const ended = endedRecord(record, event, event.sequence)
      if (event !== last) await runs.appendEvents(record.id, [event])
      if (record.conversationId !== undefined && !record.isDraft) {
        const said = new Said()
        for (const earlier of stored) said.hear(earlier)
        await conversations
          .putMessage(said.message(record.conversationId, ended, event.atMs))
          .catch(ignoreRemoved)
      }
      await runs.put(ended)
      await openRuns.remove(record.id)
    },
    async prune(appId, kept) {
      const all = await runs.list({ appId, limit: kept + PRUNED_AT_ONCE })
      for (const { id, status } of all.slice(kept)) {
        if (status === 'running' || status === 'paused') continue
        await runs.remove(id)
        await recordings.remove(id)
      }
    },
  }
}
