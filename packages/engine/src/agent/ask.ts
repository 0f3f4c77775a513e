import type { Usage } from '@skep/client'
import { SkepError } from '@skep/schema'
import type { ModelRequest, ModelToolCall } from '../ports/models.ts'
import type { AgentTask } from './strategy.ts'

/** One answer of the model. @internal */
export interface Turn {
  readonly text: string
  readonly toolCalls: readonly ModelToolCall[]
  readonly usage: Usage
}

/** What streams while the model answers. @internal */
export type TurnPart = { readonly type: 'text' | 'reasoning'; readonly text: string }

/** Asks the model once. @throws codes `MODEL_*` @internal */
export async function* ask(
  { models, request, signal, journal }: Pick<AgentTask, 'models' | 'request' | 'signal' | 'journal'>,
  more: Pick<ModelRequest, 'messages' | 'tools' | 'stop'>,
): AsyncGenerator<TurnPart, Turn, void> {
  let text = ''
  const calls = new Map<number, { id: string; name: string; arguments: string }>()
  for await (const part of models.chat({ ...request, ...more }, { signal })) {
    if (part.type === 'text') {
      text += part.text
      yield { type: 'text', text: part.text }
    } else if (part.type === 'reasoning') yield { type: 'reasoning', text: part.text }
    else if (part.type === 'tool-call') {
      const call = calls.get(part.index) ?? { id: '', name: '', arguments: '' }
      call.id ||= part.id ?? ''
      call.name ||= part.name ?? ''
      call.arguments += part.argumentsDelta
      calls.set(part.index, call)
    } else if (part.type === 'finish') {
      // A call needs an id, so that its result can name it.
      const toolCalls = [...calls.values()].map((call) => ({ ...call, id: call.id || journal.newId() }))
      return { text, toolCalls, usage: part.usage }
    }
  }
  throw new SkepError('MODEL_STREAM_INTERRUPTED', 'The model stopped in the middle of its answer. Try again.')
}
