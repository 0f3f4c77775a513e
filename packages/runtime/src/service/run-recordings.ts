import type { RunEvent, RunRecord } from '@skep/client'
import {
  beginRun,
  type Plan,
  type RecordableRun,
  type RecordedRun,
  type Recording,
  type RecordingStore,
  type Run,
  type RunRecording,
  recordRun,
  replay,
} from '@skep/engine'
import { type App, fromErrorData, type JsonObject, SkepError } from '@skep/schema'
import { withoutSecretValues } from './seal-secrets.ts'

/** Which runs are recorded, so that they can be replayed. @public */
export type RecordedRuns = 'none' | 'drafts' | 'all'

/** A run, recorded where it is to be. @internal */
export interface RunRecorder {
  /** The engine with the run. Once. */
  open(options: RecordableRun): Run
  /** Stores all that has come into the run until now. */
  keep(): Promise<void>
}

interface RunRecordingsOptions {
  readonly recordings: RecordingStore
  readonly recordedRuns: RecordedRuns
}

/** What comes into runs, and runs that run again from it. @internal */
export interface RunRecordings {
  record(record: RunRecord, app: App): RunRecorder
  /** The same for a run that another worker began and that has told `eventCount` events. */
  recordOn(record: RunRecord, app: App, eventCount: number): Promise<RunRecorder>
  remove(runId: string): Promise<void>
  /**
   * The events of a run once more, from its recording alone.
   * @throws `RUN_NOT_REPLAYABLE`, also in the middle, when it does something else than it did
   */
  replay(
    record: RunRecord,
    stored: readonly RunEvent[],
    planOf: (app: App) => Plan,
  ): AsyncGenerator<RunEvent, void, void>
}

/** Of each app; the oldest go first. Each holds its app. */
const KEPT_RECORDINGS = 50
/** Of one recording. A longer one is given up. */
const MAX_CHARS = 4_000_000

/** @internal */
export function createRunRecordings({ recordings, recordedRuns }: RunRecordingsOptions): RunRecordings {
  function isRecorded({ isDraft }: RunRecord): boolean {
    return recordedRuns === 'all' || (recordedRuns === 'drafts' && isDraft)
  }

  async function put(recording: RunRecording): Promise<void> {
    await recordings.put(recording)
    for (const runId of (await recordings.list(recording.appId)).slice(KEPT_RECORDINGS)) {
      await recordings.remove(runId)
    }
  }

  function recorder(record: RunRecord, app: App, earlier: readonly Recording[]): RunRecorder {
    let recorded: RecordedRun | undefined
    return {
      open(options) {
        recorded = recordRun(options, { maxChars: MAX_CHARS })
        return recorded
      },
      async keep() {
        if (!recorded) return
        const parts = [...earlier, shorten(recorded.recording())]
        await put({ ...aboutOf(record, app), parts })
      },
    }
  }

  return {
    record: (record, app) => (isRecorded(record) ? recorder(record, app, []) : unrecorded),
    async recordOn(record, app, eventCount) {
      if (!isRecorded(record)) return unrecorded
      if (eventCount === 0) return recorder(record, app, [])
      const { parts = [] } = (await recordings.get(record.id)) ?? {}
      if (lastOf(parts) === eventCount && parts.every(isWhole)) return recorder(record, app, parts)
      // A worker died with what came in after the last pause.
      if (lastOf(parts) !== eventCount) await put({ ...aboutOf(record, app), parts: [] })
      return unrecorded
    },
    remove: (runId) => recordings.remove(runId),
    async *replay(record, stored, planOf) {
      if (record.status === 'running') throw notReplayable('it has not ended', 'running')
      const recording = await recordings.get(record.id)
      if (!recording) throw notReplayable('nothing was recorded of it', 'not-recorded')
      const { app, parts } = recording
      if (parts.every(isWhole) && lastOf(parts) !== stored.length) {
        throw notReplayable('it was interrupted, and what came into it before is lost', 'interrupted')
      }
      const planned = planOf(app)
      const told: RunEvent[] = []
      for (const part of parts) {
        for await (const event of replay(lengthen(part, told), planned)) {
          if (event.type === 'run_failed' && event.error.code === 'RUN_NOT_REPLAYABLE') {
            throw fromErrorData(event.error)
          }
          // Where texts of different lengths stand for a secret, or a step has changed, only the events tell.
          if (!isSame(event, stored[told.length])) {
            throw notReplayable('it did something else than it did then', 'diverged')
          }
          told.push(event)
          yield event
        }
      }
    },
  }
}

const unrecorded: RunRecorder = { open: beginRun, keep: async () => undefined }

function aboutOf({ id, appId, startedAtMs }: RunRecord, app: App): Omit<RunRecording, 'parts'> {
  return { runId: id, appId, startedAtMs, app: withoutSecretValues(app) }
}

function isWhole({ isTruncated, isRedacted }: Recording): boolean {
  return !isTruncated && !isRedacted
}

function lastOf(parts: readonly Recording[]): number {
  return parts.at(-1)?.last?.sequence ?? 0
}

/** What cannot be replayed is not worth its room, and earlier events are stored already. */
function shorten(recording: Recording): Recording {
  const { start } = recording
  const short: Recording =
    start.type === 'resume' && Array.isArray(start.from)
      ? { ...recording, start: { ...start, from: start.from.slice(0, 1) } }
      : recording
  return isWhole(recording) ? short : { ...short, calls: [], deliveries: [], times: [], ids: [], randoms: [] }
}

/** A later part with the events before it. Its first one is its own: what came in may have been changed by a judge. */
function lengthen(recording: Recording, told: readonly RunEvent[]): Recording {
  const { start } = recording
  if (start.type !== 'resume' || !Array.isArray(start.from)) return recording
  return { ...recording, start: { ...start, from: [...start.from, ...told.slice(1)] } }
}

/** Stores do not keep the order of fields, nor those without a value. */
function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left, inOrder) === JSON.stringify(right, inOrder)
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function notReplayable(why: string, reason: string, data: JsonObject = {}): SkepError {
  return new SkepError('RUN_NOT_REPLAYABLE', `This run cannot be replayed: ${why}.`, { reason, ...data })
}
