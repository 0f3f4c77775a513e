import { isRunEnd, type RunRecord } from '@skep/client'
import { toErrorData } from '@skep/schema'
import { warnUnsaved } from './follow-run.ts'
import { removeUnasked, restoreMessages, restoreVariables } from './restore-conversation.ts'
import { countDeath, findRefusal, goOn } from './revive-run.ts'
import { createRunDeadlines, deadlineOf } from './run-deadlines.ts'
import { liveRunIds, takeRunLock } from './run-lock.ts'
import type { RunRecovery } from './run-recovery.ts'
import type { RunSetup } from './run-setup.ts'
import type { RunStarts } from './start-run.ts'
import type { Working, WorkingRuns } from './working-runs.ts'

/** Goes on with runs that an earlier worker left behind. @internal */
export interface RunRevival {
  /**
   * Goes on with a run whose worker is gone. `undefined`: it has ended, is another worker's, or had to be ended.
   */
  revive(runId: string): Promise<Working | undefined>
  /** The records as they are after those whose worker is gone went on or were ended. */
  mend(records: readonly RunRecord[]): Promise<readonly RunRecord[]>
  /** Goes on with what an earlier session left, or ends it. Never rejects. */
  recover(): Promise<void>
  /** Resolves when `recover` is done, if it was called. */
  recovered(): Promise<void>
  close(): Promise<void>
}

const RECOVERED_RUNS = 100

/** @internal */
export function createRunRevival(
  setup: RunSetup,
  working: WorkingRuns,
  starts: Pick<RunStarts, 'isStarting'>,
  recovery: RunRecovery,
): RunRevival {
  const { namespace, runs, openRuns } = setup
  const reviving = new Map<string, Promise<Working | undefined>>()
  const deadlines = createRunDeadlines((runId) => {
    revive(runId).catch((error: unknown) => warnUnsaved(error))
  })
  let recovering: Promise<void> | undefined
  let isClosed = false

  function revive(runId: string): Promise<Working | undefined> {
    const own = working.get(runId)
    if (own) return Promise.resolve(own)
    const known = reviving.get(runId)
    if (known) return known
    const work = reviveNow(runId).finally(() => reviving.delete(runId))
    reviving.set(runId, work)
    return work
  }

  async function reviveNow(runId: string): Promise<Working | undefined> {
    if (isClosed || starts.isStarting(runId)) return undefined
    const release = await takeRunLock(namespace, runId)
    if (!release) return undefined
    let isHeld = false
    try {
      const record = await runs.get(runId) // with the lock: another tab may just have ended it
      if (record?.status !== 'running' && record?.status !== 'paused') return undefined
      const stored = await runs.events(runId, 0)
      const open = await openRuns.get(runId)
      if (open) await restoreMessages(setup.storeOf(record), record, open)
      const refusal = findRefusal(open, stored, record)
      const last = stored.at(-1)
      if (refusal || (last && isRunEnd(last))) {
        await recovery.end(record, stored, refusal)
        return undefined
      }
      const app = open?.app ?? setup.draftOf(runId) ?? (await setup.loadApp(record.appId))
      if (record.isDraft) setup.rememberDraft(runId, app)
      const planned = setup.planOf(app)
      if (open && record.status === 'running') await openRuns.put(countDeath(open, stored))
      const run = setup.openRun(runId, stored.length)
      const recorder = await setup.recordings.recordOn(record, app, stored.length)
      const engine = goOn({
        plan: planned,
        ports: setup.portsOf(planned, record, run, open?.start.part !== undefined),
        record,
        open,
        stored,
        signal: run.controller.signal,
        start: (options) => recorder.open(options),
      })
      if (record.isDraft && open) await restoreVariables(setup.draftConversations, record, open, engine)
      if (isClosed) return undefined
      isHeld = true
      const own = working.work({ engine, run, record, recorder, release, earlier: stored })
      // A form that came in the midst of its first steps would come elsewhere when the run is replayed.
      await new Promise((resolve) => setTimeout(resolve))
      return own
    } finally {
      if (!isHeld) release()
    }
  }

  async function mend(records: readonly RunRecord[], isStart = false): Promise<readonly RunRecord[]> {
    const left = records.filter(
      ({ id, status }) => status === 'running' && !working.has(id) && !starts.isStarting(id),
    )
    if (left.length === 0) return records
    const alive = await liveRunIds(namespace)
    // Where nobody can tell who lives, that is nobody when this worker starts, and everybody later.
    if (!alive && !isStart) return records
    return Promise.all(
      records.map(async (record) => {
        if (!left.includes(record) || alive?.has(record.id)) return record
        try {
          await revive(record.id)
          return (await runs.get(record.id)) ?? record
        } catch (error) {
          // One that cannot go on now is tried again when it is next asked for.
          console.warn('Skep could not go on with a run of an earlier session.', toErrorData(error).code)
          return record
        }
      }),
    )
  }

  /** What is left of an earlier session: runs go on, forms run out, and what belongs to no run any more goes. */
  async function recoverAll(): Promise<void> {
    await mend(await runs.list({ limit: RECOVERED_RUNS }), true)
    const alive = await liveRunIds(namespace)
    for (const runId of await openRuns.list()) {
      if (alive?.has(runId) || working.has(runId) || starts.isStarting(runId)) continue
      const record = await runs.get(runId)
      if (record?.status === 'running') await mend([record], true)
      else if (record?.status === 'paused') {
        const dueAtMs = deadlineOf(await runs.events(runId, 0))
        if (dueAtMs !== undefined) deadlines.set(runId, dueAtMs)
      } else {
        const open = record ? null : await openRuns.get(runId)
        if (open) await removeUnasked(setup.conversations, open)
        await openRuns.remove(runId)
      }
    }
  }

  return {
    revive,
    mend: (records) => mend(records),
    recover() {
      recovering ??= recoverAll().catch((error: unknown) =>
        console.warn('Skep could not look for runs of an earlier session.', toErrorData(error).code),
      )
      return recovering
    },
    async recovered() {
      await recovering
    },
    async close() {
      isClosed = true
      deadlines.close()
      await Promise.allSettled(reviving.values())
    },
  }
}
