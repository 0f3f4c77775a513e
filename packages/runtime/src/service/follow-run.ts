import { isRunEnd, type RunEndEvent, type RunEvent, type RunRecord } from '@skep/client'
import type { ConversationStore, OpenRunStore, RunStore } from '@skep/engine'
import { type ErrorData, toErrorData } from '@skep/schema'
import { ignoreRemoved } from './conversations-service.ts'
import type { LiveRun } from './live-run.ts'
import { endedRecord, Said } from './run-record.ts'

interface FollowOptions {
  readonly runs: RunStore
  readonly openRuns: OpenRunStore
  /** Where its messages are. */
  readonly store: ConversationStore
  readonly run: LiveRun
  readonly started: RunRecord
  /** What an earlier worker has told of it. */
  readonly earlier: readonly RunEvent[]
  /** Stores what came into the run, where it is recorded. */
  readonly keepRecording: () => Promise<void>
  readonly onPause: (isPaused: boolean) => void
}

/** Follows a run to its end and writes what it tells. Never rejects. @internal */
export async function followRun(source: AsyncIterable<RunEvent>, options: FollowOptions): Promise<void> {
  const { runs, openRuns, store, run, started, earlier, keepRecording, onPause } = options
  const said = new Said()
  for (const event of earlier) said.hear(event)
  const { id: runId, conversationId } = started

  /** The message, the trace and the record are written before readers hear of the end, so that they find all. */
  async function end(event: RunEvent & RunEndEvent, onUnsaid: (error: unknown) => void): Promise<void> {
    const record = endedRecord(started, event, run.eventCount + 1)
    if (conversationId !== undefined) {
      await store
        .putMessage(said.message(conversationId, record, event.atMs))
        .catch(ignoreRemoved)
        .catch(onUnsaid)
    }
    run.append(event)
    await keepRecording().catch(warnUnsaved)
    await run.save().catch(warnUnsaved)
    await runs.put(record).catch(warnUnsaved) // the next start finds the end in the trace
    await openRuns.remove(runId).catch(warnUnsaved) // as above
    run.tell()
  }

  /** A pause is written before readers hear of it: from then on any worker may go on with the run. */
  async function turn(event: RunEvent & { readonly type: 'run_paused' | 'run_resumed' }): Promise<void> {
    const isPaused = event.type === 'run_paused'
    if (!isPaused) onPause(false)
    run.append(event)
    if (isPaused) await keepRecording().catch(warnUnsaved)
    await run.save().catch(warnUnsaved)
    if (run.hasLeft) return
    const { eventCount } = run
    await runs.put({ ...started, status: isPaused ? 'paused' : 'running', eventCount }).catch(warnUnsaved)
    run.tell()
    if (isPaused) onPause(true)
  }

  async function fail(error: ErrorData): Promise<void> {
    const atMs = Date.now()
    const durationMs = Math.max(0, atMs - started.startedAtMs)
    await end(
      { type: 'run_failed', error, durationMs, runId, sequence: run.eventCount + 1, atMs },
      warnUnsaved,
    )
  }

  try {
    for await (const event of source) {
      if (run.hasLeft) return
      said.hear(event)
      if (event.type === 'run_paused' || event.type === 'run_resumed') await turn(event)
      else if (!isRunEnd(event)) run.push(event)
      else {
        await end(event, (error) => {
          throw error
        })
      }
    }
  } catch (error) {
    // The engine or the store of conversations broke: the run ends all the same, so that nobody waits for it.
    if (!run.hasLeft) await fail(toErrorData(error))
  }
}

/** @internal */
export function warnUnsaved(error: unknown): void {
  console.warn('Skep could not store all of a run.', toErrorData(error).code)
}
