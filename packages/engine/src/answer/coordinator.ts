import type { Selector, TemplatePart } from '@skep/schema'
import type { Plan } from '../plan/plan.ts'
import { isSettled, type RunState } from '../run/state.ts'
import { readVariable } from '../variables/pool.ts'
import { renderValue } from '../variables/render.ts'
import type { AnswerStream } from './answer-state.ts'

/** Text for the user, with the node that it is from. @internal */
export interface AnswerChunk {
  readonly nodeId: string
  readonly selector: Selector
  readonly text: string
  readonly isFinal: boolean
}

function keyOf(selector: Selector): string {
  return JSON.stringify(selector)
}

/** The streams that some response node names, by key; chunks of all others are dropped. @internal */
export function namedStreams(plan: Plan): ReadonlySet<string> {
  const parts = [...plan.nodes.values()].flatMap((node) => node.template ?? [])
  return new Set(parts.flatMap((part) => (part.type === 'variable' ? [keyOf(part.selector)] : [])))
}

/** Keeps a chunk of a node's output, if anybody names it. @internal */
export function appendChunk(
  state: RunState,
  named: ReadonlySet<string>,
  selector: Selector,
  chunk: { readonly text: string; readonly isFinal: boolean },
): void {
  const key = keyOf(selector)
  if (!named.has(key)) return
  const stream = state.answer.streams.get(key) ?? { chunks: [], isClosed: false }
  state.answer.streams.set(key, stream)
  if (stream.isClosed) return
  stream.chunks.push(chunk)
  stream.isClosed = chunk.isFinal
}

/** Ends the open streams of a node that has succeeded. @internal */
export function closeStreams(state: RunState, nodeId: string): void {
  for (const stream of streamsOf(state, nodeId)) {
    if (stream.isClosed || stream.chunks.length === 0) continue
    stream.chunks.push({ text: '', isFinal: true })
    stream.isClosed = true
  }
}

/** Forgets what a failed attempt streamed and nobody has read; what was read cannot be taken back. @internal */
export function resetStreams(plan: Plan, state: RunState, nodeId: string): void {
  const { answer } = state
  for (const stream of streamsOf(state, nodeId)) {
    stream.chunks = []
    stream.isClosed = false
  }
  const part = plan.nodes.get(answer.queue[0] ?? '')?.template?.[answer.part]
  if (part?.type === 'variable' && part.selector[0] === nodeId) answer.chunk = 0
}

function streamsOf(state: RunState, nodeId: string): readonly AnswerStream[] {
  const prefix = `[${JSON.stringify(nodeId)},`
  return [...state.answer.streams].flatMap(([key, stream]) => (key.startsWith(prefix) ? [stream] : []))
}

/** Everything that can be said now, in order. Call it whenever a value, a chunk or a way appeared. @internal */
export function flushAnswers(plan: Plan, state: RunState): readonly AnswerChunk[] {
  const { answer } = state
  const chunks: AnswerChunk[] = []
  for (let active = answer.queue[0]; active !== undefined; active = answer.queue[0]) {
    // An executor may choose a way that its type does not declare, and so skip a node that seemed free.
    const isSkipped = state.nodes.get(active) === 'skipped'
    const template = isSkipped ? [] : (plan.nodes.get(active)?.template ?? [])
    for (; answer.part < template.length; answer.part += 1, answer.chunk = 0) {
      const part = template[answer.part]
      const isLast = answer.part === template.length - 1
      if (part && !flushPart(plan, state, { active, part, isLast }, chunks)) return chunks
    }
    answer.queue.shift()
    answer.part = 0
  }
  return chunks
}

/** Says one part. False: its value is still to come. */
function flushPart(
  plan: Plan,
  state: RunState,
  { active, part, isLast }: { active: string; part: TemplatePart; isLast: boolean },
  chunks: AnswerChunk[],
): boolean {
  if (part.type === 'text') {
    chunks.push({ nodeId: active, selector: [active, 'answer'], text: part.text, isFinal: isLast })
    return true
  }
  const { selector } = part
  const source = selector[0] !== undefined && plan.nodes.has(selector[0]) ? selector[0] : undefined
  const status = source === undefined ? undefined : state.nodes.get(source)

  const stream = state.answer.streams.get(keyOf(selector))
  if (source !== undefined && stream && stream.chunks.length > 0) {
    for (const chunk of stream.chunks.slice(state.answer.chunk)) {
      chunks.push({ nodeId: source, selector, ...chunk })
      state.answer.chunk += 1
    }
    return stream.isClosed
  }
  if (source !== undefined && !isSettled(status)) return false
  const value = readVariable(state.variables, selector)
  if (value !== undefined) {
    chunks.push({ nodeId: source ?? active, selector, text: renderValue(value, 'answer'), isFinal: isLast })
  }
  return true
}
