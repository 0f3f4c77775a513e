import type { HumanForm, RunEvent, RunEventBody } from '@skep/client'
import type { ErrorData, JsonObject, Selector, ValueType } from '@skep/schema'
import type { ExecutorResult, RunInfo } from '../define-executor.ts'
import type { PlannedNode } from '../plan/plan.ts'
import type { EnginePorts } from '../ports/ports.ts'
import type { Emitter } from './emitter.ts'
import type { Execution } from './execution.ts'
import type { Frame } from './frame.ts'
import type { RunLimits } from './limits.ts'
import type { RunState } from './state.ts'

/** What executions and rounds ask of the run that they are part of. @internal */
export interface RunCore {
  readonly state: RunState
  readonly info: RunInfo
  /** As executors get them. */
  readonly ports: EnginePorts
  readonly limits: RunLimits
  readonly emitter: Emitter
  isOver(): boolean
  emit(body: RunEventBody): void
  runApp(appId: string, inputs: JsonObject, signal: AbortSignal): AsyncIterable<RunEvent>
  conceal(secret: string): void
  readSecret(selector: Selector): string | undefined
  /** What the app declares a variable to be that nodes can write. */
  typeOf(scope: string, name: string): ValueType | undefined
  /** Says what can be said now. */
  flush(frame: Frame): void
  succeed(execution: Execution, result: ExecutorResult): void
  fail(execution: Execution, error: ErrorData): void
  pause(execution: Execution, form: HumanForm): void
  /** Something broke that should not. */
  break(error: unknown, nodeId?: string): void
  /** Makes nodes ready that a new round begins with. */
  enqueue(frame: Frame, nodes: readonly PlannedNode[]): void
  /** Lets a round of an interrupted run go on. */
  revive(frame: Frame): void
  pump(): void
  /** Ends what runs in a frame. */
  stopFrame(frame: Frame): void
}
