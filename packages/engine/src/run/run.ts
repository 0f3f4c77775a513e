import type { RunEvent } from '@skep/client'
import { type JsonObject, SkepError } from '@skep/schema'
import type { Plan } from '../plan/plan.ts'
import type { EnginePorts } from '../ports/ports.ts'
import { createState, type RunSystem } from './create-state.ts'
import { DEFAULT_RUN_LIMITS, type RunLimits } from './limits.ts'
import { RunMachine } from './machine.ts'
import type { RunState } from './state.ts'

/** @public */
export interface RunOptions {
  readonly plan: Plan
  readonly ports: EnginePorts
  /** Values for the form of the start node. */
  readonly inputs?: JsonObject
  readonly system?: RunSystem
  /** Values of this conversation; they replace the app's defaults. */
  readonly conversationVariables?: JsonObject
  readonly limits?: Partial<RunLimits>
  /** Aborting stops the run at any moment: `run_stopped` comes at once, and nothing after it. */
  readonly signal?: AbortSignal
  /** Absent: a new id from `ports.random`. */
  readonly runId?: string
}

/** A run: its events for one reader. It starts when they are first asked for; leaving the loop stops it. @public */
export interface Run extends AsyncIterable<RunEvent> {
  readonly id: string
  /** A copy of all that the run knows right now: statuses, variables, outputs. Plain data. */
  snapshot(): RunSnapshot
}

/** @public */
export type RunSnapshot = Readonly<RunState>

/**
 * Runs a planned app. The iteration never throws: whatever happens is an event, and the last one is an end event.
 * @example
 * for await (const event of run({ plan, ports, inputs: { question: 'Why?' } })) show(event)
 * @public
 */
export function run(options: RunOptions): Run {
  const { plan, ports, signal } = options
  const system = options.system ?? {}
  const id = options.runId ?? ports.random.id()
  const state = createState(plan, {
    runId: id,
    nowMs: ports.clock.now(),
    system,
    conversationVariables: options.conversationVariables ?? {},
  })
  const machine = new RunMachine({
    plan,
    state,
    ports,
    limits: { ...DEFAULT_RUN_LIMITS, ...options.limits },
    inputs: options.inputs ?? {},
    conversationId: system.conversationId,
  })
  let isStarted = false

  async function* events(): AsyncGenerator<RunEvent, void, void> {
    if (isStarted) throw new SkepError('CALL_INVALID', 'The events of a run can be read once.')
    isStarted = true
    const stop = (): void => machine.stop()
    signal?.addEventListener('abort', stop, { once: true })
    try {
      machine.start().catch((error: unknown) => machine.fail(error))
      if (signal?.aborted) stop()
      for (let next = await machine.events.next(); !next.done; next = await machine.events.next()) {
        yield next.value
      }
    } finally {
      signal?.removeEventListener('abort', stop)
      machine.abandon()
    }
  }

  return { id, snapshot: () => structuredClone(state), [Symbol.asyncIterator]: events }
}
