import type { ContainerKind, RunEventBody, RunEventType } from '@skep/client'
import type { AnswerChunk } from '../answer/coordinator.ts'
import type { ExecutorResult } from '../define-executor.ts'
import type { Execution } from './execution.ts'
import type { Frame } from './frame.ts'
import type { GivenOutputs } from './part.ts'

type Made<Type extends RunEventType> = {
  -readonly [Key in keyof Extract<RunEventBody, { readonly type: Type }>]: Extract<
    RunEventBody,
    { readonly type: Type }
  >[Key]
} & { readonly runId: string; readonly sequence: number; readonly atMs: number }

/** @internal */
export function textChunk(
  { rounds }: Pick<Frame, 'rounds'>,
  { nodeId, selector, text, isFinal }: AnswerChunk,
  executionId: string,
): RunEventBody {
  const about = rounds ? { nodeId, executionId, rounds } : { nodeId, executionId }
  return { type: 'text_chunk', ...about, selector, text, isFinal }
}

// The events that every node and every round has. Their optional fields are set one by one: spreading objects took a quarter of the
// time of a small node. The fields that the emitter fills in are there from the start: objects that grow are moved.

/** @internal */
export function nodeStarted({ planned, state, frame }: Execution): RunEventBody {
  const event: Made<'node_started'> = {
    runId: '',
    sequence: 0,
    atMs: 0,
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
  handle: string | undefined,
  atMs: number,
  origin: GivenOutputs['origin'] | undefined,
): RunEventBody {
  const event: Made<'node_succeeded'> = {
    runId: '',
    sequence: 0,
    atMs: 0,
    type: 'node_succeeded',
    nodeId: planned.id,
    executionId: state.id,
    inputs: inputs ?? state.inputs ?? {},
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
  container: ContainerKind,
  index: number,
): RunEventBody {
  const event: Made<'container_next'> = {
    runId: '',
    sequence: 0,
    atMs: 0,
    type: 'container_next',
    nodeId: planned.id,
    executionId: state.id,
    container,
    index,
  }
  if (frame.rounds) event.rounds = frame.rounds
  return event
}
