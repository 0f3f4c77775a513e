import { isRunEnd, type RunEvent, type RunRecord } from '@skep/client'
import type { ConversationStore, RunStore } from '@skep/engine'
import { type ErrorData, toErrorData } from '@skep/schema'
import { ignoreRemoved } from './conversations-service.ts'
import { liveRunIds } from './run-lock.ts'
import { endedRecord, Said } from './run-record.ts'

interface RunRecoveryOptions {
  readonly namespace: string
  readonly runs: RunStore
  readonly conversations: ConversationStore
  /** Whether this worker itself works on the run. */
  readonly isLive: (runId: string) => boolean
}

/** @internal */
export interface RunRecovery {
  /**
   * The records as they are after those among them have been ended whose worker died. Where nobody can tell who lives,
   * that is everybody when this worker starts, and nobody later.
   */
  mend(records: readonly RunRecord[], options?: { readonly isStart?: boolean }): Promise<readonly RunRecord[]>
}

/**
 * Ends the runs whose worker died with them: they fail with `WORKER_LOST`, and everything stored stays. A run whose end
 * had been written already only gets its record.
 * @internal
 */
export function createRunRecovery({
  namespace,
  runs,
  conversations,
  isLive,
}: RunRecoveryOptions): RunRecovery {
  async function end(runId: string): Promise<RunRecord | null> {
    const record = await runs.get(runId) // read again: another tab may just have ended it
    if (record?.status !== 'running') return record
    const stored = await runs.events(runId, 0)
    const last = stored.at(-1)
    const event = last && isRunEnd(last) ? last : lostEvent(record, last)
    const ended = endedRecord(record, event, event.sequence)
    if (event !== last) await runs.appendEvents(runId, [event])
    if (record.conversationId !== undefined && !record.isDraft) {
      const said = new Said()
      for (const earlier of stored) said.hear(earlier)
      await conversations
        .putMessage(said.message(record.conversationId, ended, event.atMs))
        .catch(ignoreRemoved)
    }
    await runs.put(ended)
    return ended
  }

  return {
    async mend(records, { isStart = false } = {}) {
      const open = records.filter(({ id, status }) => status === 'running' && !isLive(id))
      if (open.length === 0) return records
      const known = await liveRunIds(namespace)
      if (!known && !isStart) return records
      const alive = known ?? new Set()
      return Promise.all(
        records.map(async (record) => {
          if (!open.includes(record) || alive.has(record.id)) return record
          try {
            return (await end(record.id)) ?? record
          } catch (error) {
            // One that cannot be ended now is tried again when it is next asked for.
            console.warn('Skep could not end a run of an earlier session.', toErrorData(error).code)
            return record
          }
        }),
      )
    },
  }
}

function lostEvent(record: RunRecord, last: RunEvent | undefined): Extract<RunEvent, { type: 'run_failed' }> {
  const atMs = Date.now()
  return {
    type: 'run_failed',
    error: lostRun,
    durationMs: Math.max(0, atMs - record.startedAtMs),
    runId: record.id,
    sequence: (last?.sequence ?? 0) + 1,
    atMs,
  }
}

const lostRun: ErrorData = {
  code: 'WORKER_LOST',
  message: 'The page or its worker ended in the middle of this run. Run it again.',
  data: {},
}
