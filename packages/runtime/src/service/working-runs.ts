import type { RunEvent, RunRecord } from '@skep/client'
import type { Run } from '@skep/engine'
import { followRun, warnUnsaved } from './follow-run.ts'
import type { LiveRun } from './live-run.ts'
import type { RunRecorder } from './run-recordings.ts'
import type { RunRecovery } from './run-recovery.ts'
import type { RunSetup } from './run-setup.ts'

/** A run that this worker works on. @internal */
export interface Working {
  readonly run: LiveRun
  /** Takes the forms of a paused run. */
  readonly engine: Run
  /** It waits for a person: nothing is lost when this worker ends. */
  isPaused: boolean
  /** Leaves a paused run to another worker; nothing of it changes. */
  readonly letGo: () => void
  readonly record: RunRecord
  readonly work: Promise<void>
}

/** What a run brings along when its work begins. @internal */
export interface WorkOptions {
  readonly engine: Run
  readonly run: LiveRun
  readonly record: RunRecord
  readonly recorder: RunRecorder
  /** Frees its lock. */
  readonly release: () => void
  /** What an earlier worker has told of it. */
  readonly earlier?: readonly RunEvent[]
}

/** @internal */
export interface WorkingRuns {
  get(runId: string): Working | undefined
  has(runId: string): boolean
  /** Follows a run to its end, from its beginning or from where an earlier worker left it. */
  work(options: WorkOptions): Working
  /** Stops the runs that match and resolves when they have written their end. */
  stopAll(matches: (run: RunRecord) => boolean): Promise<void>
  /** What waits for a person waits on, for the next worker; all else is stopped. */
  close(): Promise<void>
}

/** How many runs of an app may end before those above the limit are removed. */
const MOST_UNPRUNED = 20

/** @internal */
export function createWorkingRuns(setup: RunSetup, recovery: RunRecovery): WorkingRuns {
  const { runs, openRuns, keptRuns } = setup
  const working = new Map<string, Working>()
  /** How many runs of each app have ended here. */
  const endedRuns = new Map<string, number>()
  let isClosed = false

  /** Looking for old runs reads many records, so it is not done after every run. */
  async function prune(appId: string): Promise<void> {
    const ended = endedRuns.get(appId) ?? 0
    endedRuns.set(appId, ended + 1)
    const every = Math.min(MOST_UNPRUNED, Math.ceil(keptRuns / 10))
    if (ended % every === 0 && !isClosed) await recovery.prune(appId, keptRuns).catch(warnUnsaved)
  }

  async function stopAll(matches: (run: RunRecord) => boolean): Promise<void> {
    const stopped = [...working.values()].filter(({ record }) => matches(record))
    for (const { run } of stopped) run.controller.abort()
    await Promise.all(stopped.map(({ work }) => work))
  }

  return {
    get: (runId) => working.get(runId),
    has: (runId) => working.has(runId),
    stopAll,
    work({ engine, run, record, recorder, release, earlier = [] }) {
      const { id } = record
      const own: Working = {
        run,
        engine,
        record,
        isPaused: record.status === 'paused',
        letGo() {
          if (working.get(id) !== own || !own.isPaused) return
          working.delete(id)
          run.leave()
          release()
        },
        work: followRun(engine, {
          runs,
          openRuns,
          store: setup.storeOf(record),
          run,
          started: record,
          earlier,
          keepRecording: () => recorder.keep(),
          onPause: (isPaused) => {
            own.isPaused = isPaused
          },
        }).finally(async () => {
          if (working.get(id) === own) working.delete(id)
          release()
          if (!run.hasLeft) await prune(record.appId)
        }),
      }
      working.set(id, own)
      return own
    },
    close() {
      isClosed = true
      for (const { letGo } of [...working.values()]) letGo()
      return stopAll(() => true)
    },
  }
}
