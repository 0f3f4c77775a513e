import type { Usage } from '@skep/client'
import { type MemoryConfig, type ModelChoice, SkepError, type VisionConfig } from '@skep/schema'
import type {
  FinishReason,
  ModelContent,
  ModelMessage,
  ModelRequest,
  ModelTool,
  ModelToolCall,
} from '../ports/models.ts'
import { requirePort } from '../ports/require-port.ts'
import { addUsage } from '../run/usage.ts'
import { createThinkSplitter } from '../text/think-splitter.ts'
import { type PromptSources, readHistory } from './build-prompt.ts'
import { imageContents } from './images.ts'
import { readModelParameters } from './model-parameters.ts'

/** A question that a node asks on its own account; the user does not see the answer. @internal */
export interface Question {
  readonly model: ModelChoice
  /** What the model is to do. */
  readonly system: string
  readonly text: string
  readonly memory?: MemoryConfig | undefined
  readonly vision?: VisionConfig | undefined
  readonly tools?: readonly ModelTool[]
}

/** @internal */
export interface ModelAnswer {
  /** Without the thoughts of a thinking model. */
  readonly text: string
  readonly toolCalls: readonly ModelToolCall[]
  readonly usage: Usage
  readonly finishReason: FinishReason
}

/** The messages of a question: what to do, past turns, the text with its pictures. */
async function questionMessages(
  { system, text, model, memory, vision }: Question,
  from: PromptSources,
): Promise<{ readonly messages: readonly ModelMessage[]; readonly usage?: Usage }> {
  const history = memory ? await readHistory(memory, model, from) : { messages: [] }
  const images = vision?.enabled
    ? await imageContents(from.read(vision.selector ?? ['sys', 'files']), vision, from.ports)
    : []
  const content: readonly ModelContent[] = [{ type: 'text', text }, ...images]
  return {
    ...history,
    messages: [
      { role: 'system', content: system },
      ...history.messages,
      { role: 'user', content: images.length > 0 ? content : text },
    ],
  }
}

function withoutThoughts(text: string): string {
  const splitter = createThinkSplitter()
  return [...splitter.push(text), ...splitter.end()]
    .map((part) => (part.type === 'text' ? part.text : ''))
    .join('')
    .trim()
}

/**
 * Asks and reads the whole answer.
 * @throws codes `MODEL_*`, also where the stream ends without its end; `PORT_MISSING`.
 * @internal
 */
export async function askModel(
  question: Question,
  from: PromptSources & { readonly signal: AbortSignal },
): Promise<ModelAnswer> {
  const { messages, usage } = await questionMessages(question, from)
  const request: ModelRequest = {
    provider: question.model.provider,
    model: question.model.name,
    messages,
    ...readModelParameters(question.model),
    ...(question.tools ? { tools: question.tools } : {}),
  }
  let text = ''
  const calls = new Map<number, { id: string; name: string; arguments: string }>()
  for await (const part of requirePort(from.ports, 'models').chat(request, { signal: from.signal })) {
    if (part.type === 'text') text += part.text
    else if (part.type === 'tool-call') {
      const call = calls.get(part.index) ?? { id: '', name: '', arguments: '' }
      call.id ||= part.id ?? ''
      call.name ||= part.name ?? ''
      call.arguments += part.argumentsDelta
      calls.set(part.index, call)
    } else if (part.type === 'finish') {
      return {
        text: withoutThoughts(text),
        toolCalls: [...calls.values()],
        usage: addUsage(part.usage, usage) ?? part.usage,
        finishReason: part.reason,
      }
    }
  }
  throw new SkepError('MODEL_STREAM_INTERRUPTED', 'The model stopped in the middle of its answer. Try again.')
}
