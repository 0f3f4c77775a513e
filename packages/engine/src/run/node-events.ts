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

// The events that every node and every round has. Their optional fields are set one by one: spreading objects took a
// quarter of the time of a small node. They are made with their numbers: objects that grow are moved.

/** @internal */
export function nodeStarted({ planned, state, frame }: Execution, emitter: Emitter): RunEvent {
  const event: Made<'node_started'> = {
    runId: emitter.runId,
    sequence: emitter.takeNumber(),
    atMs: state.startedAtMs,
    type: 'node_started',
    nodeId: planned.id,
    executionId: state.id,
    nodeType: planned.node.type,
    title: planned.node.title,
  }
  if (frame.rounds) event.rounds = frame.rounds
  return event
}

/** @internal */
export function nodeSucceeded(
  { planned, state, frame }: Execution,
  { inputs, outputs, process, usage }: ExecutorResult,
  { handle, origin }: Outcome,
  emitter: Emitter,
): RunEvent {
  const atMs = emitter.takeTime()
  const event: Made<'node_succeeded'> = {
    runId: emitter.runId,
    sequence: emitter.takeNumber(),
    atMs,
    type: 'node_succeeded',
    nodeId: planned.id,
    executionId: state.id,
    inputs: inputs ?? state.inputs ?? NO_INPUTS,
    outputs,
    durationMs: atMs - state.startedAtMs,
  }
  if (frame.rounds) event.rounds = frame.rounds
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
