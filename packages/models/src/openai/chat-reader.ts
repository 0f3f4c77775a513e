import type { FinishReason, ModelPart, Usage } from '@skep/client'
import { type JsonValue, SkepError } from '@skep/schema'
import { interruptedError, type SseEvent } from '../sse/sse-decoder.ts'

const FINISH: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
}

/** What a server says in an `error` field, in the middle of a stream or instead of one. @internal */
export class ServerSaysError extends Error {
  readonly status: number | undefined
  readonly code: string | undefined
  readonly error: unknown

  constructor(error: unknown) {
    super('The server sent an error instead of an answer.')
    this.error = error
    const code = field(error, 'code')
    this.status = typeof code === 'number' && code >= 400 && code < 600 ? code : 500
    this.code = typeof code === 'string' ? code : undefined
  }
}

/**
 * Reads Chat Completions chunks one event at a time. Fields that a server leaves out are read as absent: many send less
 * than the reference does. Events that a server numbers and sends twice count once.
 * @internal
 */
export class ChatReader {
  #reason: FinishReason | undefined
  #usage: Usage = {}
  #number: number | undefined
  #isNumbered = false
  /** `[DONE]` came. */
  isDone = false

  /** The reason has come: what follows is only the count and the goodbye. */
  get isWhole(): boolean {
    return this.#reason !== undefined
  }

  /** @throws {@link ServerSaysError}; `MODEL_STREAM_INTERRUPTED` for an event that is not whole */
  read(event: SseEvent, parts: ModelPart[]): void {
    if (this.isDone || (event.id !== undefined && this.#isRepeat(event.id))) return
    if (event.data === '[DONE]') {
      this.isDone = true
      return
    }
    this.readChunk(parse(event.data), parts)
  }

  readChunk(chunk: unknown, parts: ModelPart[]): void {
    if (typeof chunk !== 'object' || chunk === null) throw interruptedError()
    const error = field(chunk, 'error')
    if (error) throw new ServerSaysError(error)
    const usage = field(chunk, 'usage')
    if (usage) this.#usage = toUsage(usage)
    const choice = first(field(chunk, 'choices'))
    // After the reason there is no more to say: what comes is a repeat.
    if (!choice || this.#reason !== undefined) return
    const delta = field(choice, 'delta') ?? field(choice, 'message') ?? {}
    // DeepSeek, vLLM and llama.cpp say `reasoning_content`; OpenRouter, Groq and Ollama say `reasoning`.
    const reasoning = field(delta, 'reasoning_content') ?? field(delta, 'reasoning')
    if (typeof reasoning === 'string' && reasoning !== '') parts.push({ type: 'reasoning', text: reasoning })
    addContent(field(delta, 'content'), parts)
    const refusal = field(delta, 'refusal')
    if (typeof refusal === 'string' && refusal !== '') parts.push({ type: 'text', text: refusal })
    const calls = field(delta, 'tool_calls')
    if (Array.isArray(calls)) {
      for (const [position, call] of calls.entries()) parts.push(toolCall(call, position))
    }
    const reason = field(choice, 'finish_reason')
    if (typeof reason === 'string' && reason !== '') this.#reason = FINISH[reason] ?? 'stop'
  }

  /** @throws `MODEL_STREAM_INTERRUPTED` when the stream ended before its finish reason */
  finish(): ModelPart {
    if (this.#reason === undefined) throw interruptedError()
    return { type: 'finish', reason: this.#reason, usage: this.#usage }
  }

  /** Only ids that count up by one are numbers of events; other servers give all events the same id. */
  #isRepeat(id: string): boolean {
    const number = /^\d{1,15}$/.test(id) ? Number(id) : undefined
    if (number === undefined) return false
    if (this.#isNumbered && this.#number !== undefined && number <= this.#number) return true
    if (this.#number !== undefined && number === this.#number + 1) this.#isNumbered = true
    this.#number = number
    return false
  }
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data)
  } catch (cause) {
    throw interruptedError(cause)
  }
}

/** Text, or pieces as Mistral's reasoning models send them. */
function addContent(content: unknown, parts: ModelPart[]): void {
  if (typeof content === 'string') {
    if (content !== '') parts.push({ type: 'text', text: content })
    return
  }
  if (!Array.isArray(content)) return
  for (const piece of content) {
    const text = field(piece, 'text')
    if (typeof text === 'string' && text !== '') parts.push({ type: 'text', text })
    const thinking = field(piece, 'thinking')
    if (!Array.isArray(thinking)) continue
    for (const thought of thinking) {
      const words = field(thought, 'text')
      if (typeof words === 'string' && words !== '') parts.push({ type: 'reasoning', text: words })
    }
  }
}

function toolCall(call: unknown, position: number): ModelPart {
  const index = field(call, 'index')
  const id = field(call, 'id')
  const called = field(call, 'function')
  const name = field(called, 'name')
  const given = field(called, 'arguments')
  return {
    type: 'tool-call',
    index: typeof index === 'number' ? index : position,
    ...(typeof id === 'string' && id !== '' ? { id } : {}),
    ...(typeof name === 'string' && name !== '' ? { name } : {}),
    // Ollama has sent arguments as an object.
    argumentsDelta: typeof given === 'string' ? given : given ? JSON.stringify(given) : '',
  }
}

/** @internal */
export function toUsage(usage: unknown): Usage {
  const count = (value: unknown, name: keyof Usage): Usage =>
    typeof value === 'number' ? { [name]: value } : {}
  return {
    ...count(field(usage, 'prompt_tokens'), 'inputTokens'),
    ...count(field(usage, 'completion_tokens'), 'outputTokens'),
    ...count(field(usage, 'total_tokens'), 'totalTokens'),
    ...count(
      field(field(usage, 'prompt_tokens_details'), 'cached_tokens') ??
        field(usage, 'prompt_cache_hit_tokens'),
      'cachedInputTokens',
    ),
    ...count(field(field(usage, 'completion_tokens_details'), 'reasoning_tokens'), 'reasoningTokens'),
  }
}

/** A field of something that came from outside. @internal */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, JsonValue>)[name] : undefined // only read, and read as unknown
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : undefined
}

/** A page came where an answer was asked for: the address is not that of a model server. @internal */
export function wrongPathError(provider: string): SkepError {
  const hint = 'Check the address: it usually ends in /v1.'
  return new SkepError(
    'MODEL_NOT_FOUND',
    `The address of "${provider}" answers with a web page, not with a model. ${hint}`,
    { provider, cause: 'path', hint },
  )
}
