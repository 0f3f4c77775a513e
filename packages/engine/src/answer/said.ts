import { type PlanScope, variableKey } from '../plan/plan.ts'
import type { FrameState } from '../run/state.ts'
import type { AnswerState } from './answer-state.ts'
import type { AnswerChunk } from './coordinator.ts'

/** Notes text that the reader has got. @internal */
export function noteSaid(
  { said }: AnswerState,
  { selector, text }: Pick<AnswerChunk, 'selector' | 'text'>,
): void {
  const key = variableKey(selector)
  const last = said.at(-1)
  if (last?.key === key) last.text += text
  else said.push({ key, text })
}

/** Forgets noted text but for what was said of a stream that has not ended. @internal */
export function keepUnfinished({
  scope,
  state,
}: {
  readonly scope: PlanScope
  readonly state: FrameState
}): void {
  const { answer } = state
  if (answer.said.length === 0) return
  const part = scope.nodes.get(answer.queue[0] ?? '')?.template?.[answer.part]
  const last = answer.said.at(-1)
  answer.said = part?.type === 'variable' && last?.key === part.key ? [last] : []
}

/**
 * What of a chunk the reader has not got. After an interruption nodes run again and stream from their beginning; as
 * long as they say the same, nothing is repeated. Undefined: all of it was said.
 * @internal
 */
export function unsaid(answer: AnswerState, chunk: AnswerChunk): AnswerChunk | undefined {
  const [next] = answer.said
  if (!next) return chunk
  // The empty end of a stream that the reader has got, with text after it.
  if (chunk.text === '') return undefined
  if (next.key === variableKey(chunk.selector)) {
    if (next.text.startsWith(chunk.text)) {
      next.text = next.text.slice(chunk.text.length)
      if (next.text === '') answer.said.shift()
      return undefined
    }
    if (chunk.text.startsWith(next.text)) {
      answer.said.shift()
      return { ...chunk, text: chunk.text.slice(next.text.length) }
    }
  }
  // It goes another way this time. What was read cannot be taken back; what comes now is said in full.
  answer.said = []
  return chunk
}

/** For a frame whose running nodes will run again: what was read of their streams is noted, and the rest forgotten. @internal */
export function forgetUnfinished(scope: PlanScope, { answer, nodes }: FrameState): void {
  const part = scope.nodes.get(answer.queue[0] ?? '')?.template?.[answer.part]
  for (const [key, stream] of answer.streams) {
    const selector: readonly string[] = JSON.parse(key)
    const status = nodes.get(selector[0] ?? '')
    if (status !== 'running' && status !== 'paused') continue
    const isSpoken = part?.type === 'variable' && part.key === key && answer.chunk > 0
    if (isSpoken) {
      const text = stream.chunks.slice(0, answer.chunk).map((chunk) => chunk.text)
      noteSaid(answer, { selector, text: text.join('') })
      answer.chunk = 0
    }
    answer.streams.delete(key)
  }
}
