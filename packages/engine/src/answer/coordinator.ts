import type { Selector } from '@skep/schema'
import { type PlannedPart, type PlanScope, variableKey } from '../plan/plan.ts'
import { type FrameState, isSettled } from '../run/state.ts'
import { type PoolLayer, readVariable } from '../variables/pool.ts'
import { renderValue } from '../variables/render.ts'
import type { AnswerState, AnswerStream } from './answer-state.ts'

/** Text for the user, with the node that it is from. @internal */
export interface AnswerChunk {
  readonly nodeId: string
  readonly selector: Selector
  readonly text: string
  readonly isFinal: boolean
}

/** Where one coordinator works. @internal */
export interface AnswerFrame {
  readonly scope: PlanScope
  readonly state: FrameState
  readonly layer: PoolLayer
}

const NOTHING: readonly AnswerChunk[] = []

/** Keeps a chunk of a node's output, if anybody names it. @internal */
export function appendChunk(
  { scope, state }: AnswerFrame,
  selector: Selector,
  chunk: { readonly text: string; readonly isFinal: boolean },
): void {
  const key = variableKey(selector)
  if (!scope.named.has(key)) return
  const stream = state.answer.streams.get(key) ?? { chunks: [], isClosed: false }
  state.answer.streams.set(key, stream)
  if (stream.isClosed) return
  stream.chunks.push(chunk)
  stream.isClosed = chunk.isFinal
}

/** Ends the open streams of a node that has succeeded. @internal */
export function closeStreams({ answer }: FrameState, nodeId: string): void {
  if (answer.streams.size === 0) return
  for (const stream of streamsOf(answer, nodeId)) {
    if (stream.isClosed || stream.chunks.length === 0) continue
    stream.chunks.push({ text: '', isFinal: true })
    stream.isClosed = true
  }
}

/** Forgets what a failed attempt streamed and nobody has read; what was read cannot be taken back. @internal */
export function resetStreams({ scope, state }: AnswerFrame, nodeId: string): void {
  const { answer } = state
  for (const stream of streamsOf(answer, nodeId)) {
    stream.chunks = []
    stream.isClosed = false
  }
  const part = scope.nodes.get(answer.queue[0] ?? '')?.template?.[answer.part]
  if (part?.type === 'variable' && part.selector[0] === nodeId) answer.chunk = 0
}

function streamsOf({ streams }: AnswerState, nodeId: string): readonly AnswerStream[] {
  const prefix = `[${JSON.stringify(nodeId)},`
  return [...streams].flatMap(([key, stream]) => (key.startsWith(prefix) ? [stream] : []))
}

/** Everything that can be said now, in order. Call it whenever a value, a chunk or a way appeared. @internal */
export function flushAnswers(frame: AnswerFrame): readonly AnswerChunk[] {
  const { answer, nodes } = frame.state
  if (answer.queue.length === 0) return NOTHING
  const chunks: AnswerChunk[] = []
  for (let active = answer.queue[0]; active !== undefined; active = answer.queue[0]) {
    // An executor may choose a way that its type does not declare, and so skip a node that seemed free.
    const isSkipped = nodes.get(active) === 'skipped'
    const template = isSkipped ? [] : (frame.scope.nodes.get(active)?.template ?? [])
    for (; answer.part < template.length; answer.part += 1, answer.chunk = 0) {
      const part = template[answer.part]
      const isLast = answer.part === template.length - 1
      if (part && !flushPart(frame, { active, part, isLast }, chunks)) return chunks
    }
    answer.queue.shift()
    answer.part = 0
  }
  return chunks
}

/** Says one part. False: its value is still to come. */
function flushPart(
  { scope, state, layer }: AnswerFrame,
  { active, part, isLast }: { active: string; part: PlannedPart; isLast: boolean },
  chunks: AnswerChunk[],
): boolean {
  if (part.type === 'text') {
    chunks.push({ nodeId: active, selector: [active, 'answer'], text: part.text, isFinal: isLast })
    return true
  }
  const { selector, key } = part
  const source = selector[0] !== undefined && scope.nodes.has(selector[0]) ? selector[0] : undefined

  const stream = source === undefined ? undefined : state.answer.streams.get(key)
  if (source !== undefined && stream && stream.chunks.length > 0) {
    for (; state.answer.chunk < stream.chunks.length; state.answer.chunk += 1) {
      const chunk = stream.chunks[state.answer.chunk]
      if (chunk) chunks.push({ nodeId: source, selector, ...chunk })
    }
    return stream.isClosed
  }
  if (source !== undefined && !isSettled(state.nodes.get(source))) return false
  const value = readVariable(layer, selector)
  if (value !== undefined) {
    chunks.push({ nodeId: source ?? active, selector, text: renderValue(value, 'answer'), isFinal: isLast })
  }
  return true
}
