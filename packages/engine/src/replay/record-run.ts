import type { RunEvent } from '@skep/client'
import { systemTurn } from '../ports/system.ts'
import type { Run } from '../run/run.ts'
import { beginRun, type RecordableRun } from './begin-run.ts'
import { addToChecksum, NO_EVENTS } from './checksum.ts'
import { describePorts, recordPorts } from './record-ports.ts'
import { Recorder } from './recorder.ts'
import { RECORDING_VERSION, type RecordedForm, type RecordedStart, type Recording } from './recording.ts'
import { Deliveries } from './turns.ts'

/** @public */
export interface RecordOptions {
  /** The longest that a recording may be, about, in characters. A longer one is cut and says so. Default 16,000,000. */
  readonly maxChars?: number
  /** Waits until the program has nothing left to do but wait for the outside. Default: one turn of its event loop. */
  readonly turn?: () => Promise<void>
}

/** A run that is recorded while it goes. @public */
export interface RecordedRun extends Run {
  /** All that came into the run until now. */
  recording(): Recording
}

const MAX_CHARS = 16_000_000

/**
 * Runs or resumes an app with its features and records what its ports give, in the order in which it comes, so that `replay` can run it
 * again. What comes from a port waits for its turn: a recorded run is slower by some microseconds for each part of a
 * stream. Read its events without waiting in between, as `replay` does, where an app has its answers judged: how fast
 * they are read decides then in which order ports are asked.
 * @example
 * const recorded = recordRun({ plan, ports, inputs })
 * for await (const event of recorded) show(event)
 * const again = replay(recorded.recording(), plan)
 * @public
 */
export function recordRun(
  options: RecordableRun,
  { maxChars = MAX_CHARS, turn = systemTurn }: RecordOptions = {},
): RecordedRun {
  const recorder = new Recorder(maxChars)
  const deliveries = new Deliveries(turn)
  const ports = recordPorts(options.ports, recorder, deliveries)
  const controller = new AbortController()
  const { signal } = options
  const stop = (): void =>
    deliveries.add(() => {
      recorder.add({ isStop: true })
      controller.abort()
    })
  const start = startOf(options)
  const inner = beginRun({ ...options, ports, signal: controller.signal })
  const earlyForms: RecordedForm[] = []
  let isStarted = false
  let last: Recording['last'] = null
  let checksum = NO_EVENTS

  async function* batches(): AsyncGenerator<readonly RunEvent[], void, void> {
    isStarted = true
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
    try {
      for await (const heap of inner.batches()) {
        checksum = heap.reduce(addToChecksum, checksum)
        const event = heap.at(-1)
        if (event) last = { sequence: event.sequence, type: event.type, checksum }
        yield heap
      }
    } finally {
      signal?.removeEventListener('abort', stop)
    }
  }

  return {
    id: inner.id,
    batches,
    snapshot: () => inner.snapshot(),
    submitForm(form) {
      inner.submitForm(form)
      if (isStarted) recorder.add({ form: structuredClone(form) })
      else earlyForms.push(structuredClone(form))
    },
    async *[Symbol.asyncIterator]() {
      for await (const heap of batches()) yield* heap
    },
    recording: () =>
      recorder.finish(
        {
          version: RECORDING_VERSION,
          appId: options.plan.app.id,
          start: start.type === 'resume' ? { ...start, forms: earlyForms } : start,
          limits: options.limits ?? {},
          last,
        },
        describePorts(options.ports),
      ),
  }
}

function startOf(options: RecordableRun): RecordedStart {
  const start: RecordedStart =
    'from' in options
      ? {
          type: 'resume',
          from: options.from,
          rerunsSideEffects: options.rerunsSideEffects ?? false,
          forms: [],
        }
      : {
          type: 'run',
          inputs: options.inputs ?? {},
          system: options.system ?? {},
          conversationVariables: options.conversationVariables ?? {},
          isDraft: options.isDraft ?? false,
          ...(options.runId === undefined ? {} : { runId: options.runId }),
          ...(options.part ? { part: options.part } : {}),
        }
  return structuredClone(start)
}
