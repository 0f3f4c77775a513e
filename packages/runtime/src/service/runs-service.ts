import { isRunEnd, type RunEvent, type RunRecord, type RunsApi } from '@skep/client'
import type { ConversationStore } from '@skep/engine'
import { type App, SkepError } from '@skep/schema'
import { formStored } from './live-run.ts'
import { liveRunIds } from './run-lock.ts'
import { createRunRecovery } from './run-recovery.ts'
import { createRunRevival } from './run-revival.ts'
import { createRunSetup, type RunsServiceOptions } from './run-setup.ts'
import { createRunStarts } from './start-run.ts'
import { createWorkingRuns } from './working-runs.ts'

/** @internal */
export interface RunsService extends RunsApi {
  /** The app that a run ran: the draft as it was, or the stored one as it is now. */
  appOf(run: RunRecord): Promise<App>
  /** Where its messages are. */
  storeOf(run: RunRecord): ConversationStore
  /** Goes on with what an earlier session left, or ends it. Records and events wait for it. Never rejects. */
  recover(): Promise<void>
  /** Stops the runs that match and resolves when they have written their end. */
  stopAll(matches: (run: RunRecord) => boolean): Promise<void>
  /** Stops all runs for good. */
  close(): Promise<void>
}

/** How often the events of a run of another tab are looked for. */
const OTHER_TAB_MS = 300
/** How often, and how long apart, another tab is asked to let go of a paused run. */
const LET_GO_ROUNDS = 20
const LET_GO_MS = 100

/** Runs apps: plans, starts the engine, keeps the events, and writes what was said into the conversation. @internal */
export function createRunsService(options: RunsServiceOptions): RunsService {
  const { namespace, runs, openRuns, recordings, changes } = options
  const setup = createRunSetup(options)
  const recovery = createRunRecovery(options)
  const working = createWorkingRuns(setup, recovery)
  const starts = createRunStarts(setup, working)
  const revival = createRunRevival(setup, working, starts, recovery)

  const stopListening = changes.listen((change) => {
    if (change.topic === 'stop-run') working.get(change.runId)?.run.controller.abort()
    else if (change.topic === 'release-run') working.get(change.runId)?.letGo()
    else if (change.topic === 'wipe') void working.stopAll(() => true)
  })

  /** The worker of another tab lets go of a paused run, so that this one can go on with it. */
  async function askOtherTab(runId: string): Promise<undefined> {
    const { status } = await get(runId)
    if (status !== 'paused') return
    for (let round = 0; round < LET_GO_ROUNDS; round += 1) {
      if ((await liveRunIds(namespace))?.has(runId) !== true) return
      changes.post({ topic: 'release-run', runId })
      await pause(LET_GO_MS)
    }
  }

  async function* events(
    runId: string,
    { after = 0, signal }: { readonly after?: number; readonly signal?: AbortSignal } = {},
  ): AsyncGenerator<RunEvent, void, void> {
    let next = after
    while (!signal?.aborted) {
      const own = working.get(runId)
      if (own) {
        for await (const event of own.run.read(next, signal)) {
          yield event
          next = event.sequence
          if (isRunEnd(event)) return
        }
        continue // another worker goes on with it
      }
      const { status } = await get(runId)
      for (const event of await runs.events(runId, next)) {
        if (signal?.aborted) return
        yield event
        next = event.sequence
        if (isRunEnd(event)) return
      }
      if (status !== 'running' && status !== 'paused') return
      await pause(OTHER_TAB_MS, signal) // another tab works on it
    }
  }

  async function get(runId: string): Promise<RunRecord> {
    await revival.recovered()
    const record = await runs.get(runId)
    if (!record) throw new SkepError('RUN_NOT_FOUND', 'This run does not exist any more.', { runId })
    const [mended = record] = await revival.mend([record])
    return mended
  }

  return {
    async appOf({ id, appId }) {
      return setup.draftOf(id) ?? (await openRuns.get(id))?.app ?? options.loadApp(appId)
    },
    storeOf: setup.storeOf,
    start: starts.start,
    events,
    get,
    async list({ appId, limit = 50 } = {}) {
      await revival.recovered()
      return revival.mend(await runs.list({ limit, ...(appId === undefined ? {} : { appId }) }))
    },
    async *replay(runId, { signal } = {}) {
      const record = await get(runId)
      const again = recordings.replay(record, await runs.events(runId, 0), setup.planOf)
      for await (const event of again) {
        if (signal?.aborted) return
        yield event
      }
    },
    async stop(runId) {
      const own = working.get(runId)
      if (own) {
        own.run.controller.abort()
        return
      }
      const { status } = await get(runId)
      const revived = status === 'paused' ? await revival.revive(runId) : working.get(runId)
      revived?.run.controller.abort()
      if (revived) await revived.work
      else if (status === 'running' || status === 'paused') changes.post({ topic: 'stop-run', runId })
    },
    async submitForm(runId, form) {
      const own = working.get(runId) ?? (await askOtherTab(runId)) ?? (await revival.revive(runId))
      if (!own) throw new SkepError('FORM_NOT_FOUND', 'Nothing waits for this form any more.', { runId })
      const told = own.run.eventCount
      own.engine.submitForm(form)
      own.isPaused = false // it is this worker's now
      // Readers get what is stored: whoever was told that the form was taken may rely on it.
      await Promise.race([formStored(own.run, told, form.executionId), own.work])
    },
    recover: revival.recover,
    stopAll: working.stopAll,
    async close() {
      starts.close()
      stopListening()
      await revival.close()
      await Promise.all([revival.recovered(), working.close()])
    },
  }
}

function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end, { once: true })
  })
}
