import type { RunEvent } from '@skep/client'
import { isRunEnd } from '@skep/client'
import { type SkepError, toErrorData } from '@skep/schema'
import type { Plan } from '../plan/plan.ts'
import { systemTurn } from '../ports/system.ts'
import { createEventQueue } from '../run/event-queue.ts'
import { findForm } from '../run/forms.ts'
import type { Run } from '../run/run.ts'
import { beginRun, isEvents } from './begin-run.ts'
import { addToChecksum, NO_EVENTS } from './checksum.ts'
import { RECORDING_VERSION, type Recording } from './recording.ts'
import { replayPorts } from './replay-ports.ts'
import { notReplayable, Replayer } from './replayer.ts'

/** Turns after the last delivery in which a run may still end. */
const LAST_TURNS = 200

/** @public */
export interface ReplayOptions {
  /** As for `recordRun`. */
  readonly turn?: () => Promise<void>
}

/**
 * Runs a recorded run again, without any port: the same events with the same numbers, ids and times. The plan must be of
 * the same app, as it was then; its nodes and executors may be newer ones, which is what a replay is for.
 *
 * Ends with `run_failed` and `RUN_NOT_REPLAYABLE` when the recording was cut or redacted, is of another app or form, or
 * when the run asks its ports for something else than it did then.
 * @public
 */
export async function* replay(
  recording: Recording,
  plan: Plan,
  { turn = systemTurn }: ReplayOptions = {},
): AsyncGenerator<RunEvent, void, void> {
  const refusal = refusalOf(recording, plan)
  if (refusal) {
    yield failure(refusal, undefined, recording)
    return
  }
  const replayer = new Replayer(recording)
  const controller = new AbortController()
  const running = begin(recording, plan, replayer, controller.signal)
  let isOver = false
  const shown = new Set<string>()
  const outside = {
    isOver: () => isOver,
    stop: () => controller.abort(),
    hasForm: (executionId: string) => shown.has(executionId) || hadForm(recording, executionId),
    submitForm: (form: Parameters<Run['submitForm']>[0]): void => running.submitForm(form),
  }
  // Ends what cannot go on: there is nothing left that could wake it.
  const delivering = (async () => {
    await replayer.deliver(turn, outside)
    for (let left = LAST_TURNS; left > 0 && !isOver; left -= 1) await turn()
    if (!isOver) replayer.diverge('it waits for something that never came')
    controller.abort()
  })().catch((error: unknown) => {
    replayer.diverge(error instanceof Error ? error.message : String(error))
    controller.abort()
  })

  const lastSequence = recording.last?.sequence ?? 0
  const queue = createEventQueue<RunEvent>()
  let last: RunEvent | undefined
  let checksum = NO_EVENTS
  // Read at once, however slowly the replay is: where answers are judged, that decides in which order ports are asked.
  const reading = (async () => {
    for await (const event of running) {
      if (replayer.divergence !== undefined) break
      // A recording may end before its run did, e.g. in a pause: so does the replay.
      if (event.sequence > lastSequence) break
      last = event
      if (event.type === 'node_paused') shown.add(event.executionId)
      checksum = addToChecksum(checksum, event)
      queue.push([event])
      if (isRunEnd(event) || event.sequence === lastSequence) break
    }
  })().finally(() => {
    isOver = true
    controller.abort()
    queue.end()
  })
  try {
    for (let heap = await queue.next(); heap; heap = await queue.next()) yield* heap
  } finally {
    isOver = true
    controller.abort()
    await delivering
  }
  await reading
  const hasSameEnd = last?.sequence === lastSequence && last.type === recording.last?.type
  if (hasSameEnd && checksum === recording.last?.checksum) return
  const difference = hasSameEnd ? 'it came to its end by another way' : 'it ended early'
  yield failure(
    notReplayable(`it did not do what was recorded, since ${replayer.divergence ?? difference}`, {
      reason: 'diverged',
    }),
    last,
    recording,
  )
}

function refusalOf(recording: Recording, plan: Plan): SkepError | undefined {
  if (recording.version !== RECORDING_VERSION) {
    return notReplayable('it was recorded by another version', { reason: 'version' })
  }
  if (recording.appId !== plan.app.id) return notReplayable('it is a run of another app', { reason: 'app' })
  if (recording.isTruncated) return notReplayable('its recording was cut', { reason: 'truncated' })
  if (recording.isRedacted) {
    return notReplayable('values that held secrets were taken out of its recording', { reason: 'redacted' })
  }
  return undefined
}

/** Whether an execution had shown its form before the run went on. */
function hadForm({ start }: Recording, executionId: string): boolean {
  if (!('from' in start)) return false
  const { from } = start
  return isEvents(from)
    ? from.some((event) => event.type === 'node_paused' && event.executionId === executionId)
    : findForm(from, executionId) !== undefined
}

function begin(recording: Recording, plan: Plan, replayer: Replayer, signal: AbortSignal): Run {
  const { start, limits } = recording
  const common = { plan, ports: replayPorts(recording, replayer), limits, signal }
  const { type: _, ...options } = structuredClone(start)
  if (!('from' in options)) return beginRun({ ...common, ...options })
  const { forms, ...resumed } = options
  const running = beginRun({ ...common, ...resumed })
  for (const form of forms) running.submitForm(form)
  return running
}

function failure(error: SkepError, last: RunEvent | undefined, recording: Recording): RunEvent {
  // What another version wrote may look like anything.
  const known = recording.version === RECORDING_VERSION ? recording : undefined
  const runId = known && 'runId' in known.start ? known.start.runId : undefined
  return {
    type: 'run_failed',
    runId: last?.runId ?? runId ?? '',
    sequence: (last?.sequence ?? 0) + 1,
    atMs: last?.atMs ?? known?.times[0] ?? 0,
    error: toErrorData(error),
    durationMs: 0,
  }
}
