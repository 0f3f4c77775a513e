import type { ContainerKind, RunEvent, RunEventBody, RunEventType } from '@skep/client'
import type { JsonObject } from '@skep/schema'
import type { AnswerChunk } from '../answer/coordinator.ts'
import type { ExecutorResult } from '../define-executor.ts'
import type { Emitter } from './emitter.ts'
import type { Execution } from './execution.ts'
import type { Frame } from './frame.ts'
import type { GivenOutputs } from './part.ts'

/** An event while it is made. */
type Made<Type extends RunEventType> = {
  -readonly [Key in keyof Extract<RunEvent, { readonly type: Type }>]: Extract<
    RunEvent,
    { readonly type: Type }
  >[Key]
}

/** How a node ended, beside its result. @internal */
export interface Outcome {
  readonly handle: string | undefined
  readonly origin: GivenOutputs['origin'] | undefined
}

const NO_INPUTS: JsonObject = Object.freeze({})

/** @internal */
export function textChunk(
  { rounds }: Pick<Frame, 'rounds'>,
  { nodeId, selector, text, isFinal }: AnswerChunk,
  executionId: string,
): RunEventBody {
  const about = rounds ? { nodeId, executionId, rounds } : { nodeId, executionId }
  return { type: 'text_chunk', ...about, selector, text, isFinal }
}

// The events that every node and every round has. They are made at once, with their numbers and with or without their
// rounds: spreading objects took a quarter of the time of a small node, and an object that grows becomes two, which the
// collector moves for as long as somebody keeps the event. Fields that few have are set one by one.

/** @internal */
export function nodeStarted({ planned, state, frame }: Execution, emitter: Emitter): RunEvent {
  const { rounds } = frame
  const { id: nodeId, node } = planned
  const { id: executionId, startedAtMs: atMs } = state
  const { type: nodeType, title } = node
  const { runId } = emitter
  const sequence = emitter.takeNumber()
  return rounds
    ? { runId, sequence, atMs, type: 'node_started', nodeId, executionId, nodeType, title, rounds }
    : { runId, sequence, atMs, type: 'node_started', nodeId, executionId, nodeType, title }
}

/** @internal */
export function nodeSucceeded(
  { planned, state, frame }: Execution,
  result: ExecutorResult,
  { handle, origin }: Outcome,
  emitter: Emitter,
): RunEvent {
  const { rounds } = frame
  const { runId } = emitter
  const { id: nodeId } = planned
  const { id: executionId } = state
  const { outputs, process, usage } = result
  const atMs = emitter.takeTime()
  const sequence = emitter.takeNumber()
  const inputs = result.inputs ?? state.inputs ?? NO_INPUTS
  const durationMs = atMs - state.startedAtMs
  const type = 'node_succeeded'
  const event: Made<'node_succeeded'> = rounds
    ? { runId, sequence, atMs, type, nodeId, executionId, inputs, outputs, durationMs, rounds }
    : { runId, sequence, atMs, type, nodeId, executionId, inputs, outputs, durationMs }
  if (process) event.process = process
  if (usage) event.usage = usage
  if (handle !== undefined) event.handle = handle
  if (origin) event.origin = origin
  return event
}

/** @internal */
export function containerNext(
  { planned, state, frame }: Execution,
  { container, index }: { readonly container: ContainerKind; readonly index: number },
  emitter: Emitter,
): RunEvent {
  const event: Made<'container_next'> = {
    runId: emitter.runId,
    sequence: emitter.takeNumber(),
    atMs: emitter.takeTime(),
    type: 'container_next',
    nodeId: planned.id,
    executionId: state.id,
    container,
    index,
  }
  if (frame.rounds) event.rounds = frame.rounds
  return event
}
