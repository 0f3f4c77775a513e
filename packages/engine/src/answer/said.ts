import { variableKey } from '../plan/plan.ts'
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

/**
 * What of a chunk the reader has not got. After an interruption nodes run again and stream from their beginning; as
 * long as they say the same, nothing is repeated. Undefined: all of it was said.
 * @internal
 */
export function unsaid(answer: AnswerState, chunk: AnswerChunk): AnswerChunk | undefined {
  const [next] = answer.said
  if (!next) return chunk
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
