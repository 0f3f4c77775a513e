import type { Usage } from '@skep/client'
import type { FinishReason, ModelPart } from '@skep/engine'
import { SkepError } from '@skep/schema'
import type { ChatCompletionChunk } from 'openai/resources/chat/completions'

const FINISH: Readonly<Record<string, FinishReason>> = {
  stop: 'stop',
  length: 'length',
  tool_calls: 'tool-calls',
  function_call: 'tool-calls',
  content_filter: 'content-filter',
}

/**
 * A Chat Completions stream as our parts. Fields that a server leaves out are read as absent: many send less than the
 * reference does.
 * @throws `MODEL_STREAM_INTERRUPTED` when the stream ends before its finish reason.
 * @internal
 */
export async function* fromChunks(
  chunks: AsyncIterable<ChatCompletionChunk>,
): AsyncGenerator<ModelPart, void, void> {
  let reason: FinishReason | undefined
  let usage: Usage = {}
  try {
    for await (const chunk of chunks) {
      if (chunk.usage) usage = toUsage(chunk.usage)
      const choice = chunk.choices?.[0]
      if (!choice) continue
      const delta = choice.delta ?? {}
      const reasoning = reasoningOf(delta)
      if (reasoning) yield { type: 'reasoning', text: reasoning }
      if (delta.content) yield { type: 'text', text: delta.content }
      for (const [position, call] of (delta.tool_calls ?? []).entries()) {
        yield {
          type: 'tool-call',
          index: call.index ?? position,
          ...(call.id ? { id: call.id } : {}),
          ...(call.function?.name ? { name: call.function.name } : {}),
          argumentsDelta: call.function?.arguments ?? '',
        }
      }
      if (choice.finish_reason) reason = FINISH[choice.finish_reason] ?? 'stop'
    }
  } catch (error) {
    // The answer was whole; only the goodbye (usage, [DONE]) was lost.
    if (reason === undefined) throw error
  }
  if (reason === undefined) throw interruptedError()
  yield { type: 'finish', reason, usage }
}

/** @internal */
export function interruptedError(): SkepError {
  return new SkepError(
    'MODEL_STREAM_INTERRUPTED',
    'The connection to the model broke off in the middle of its answer. Try again.',
  )
}

/** DeepSeek, vLLM and llama.cpp say `reasoning_content`; OpenRouter, Groq and Ollama say `reasoning`. */
function reasoningOf(delta: object): string | undefined {
  const value: unknown = Reflect.get(delta, 'reasoning_content') ?? Reflect.get(delta, 'reasoning')
  return typeof value === 'string' && value !== '' ? value : undefined
}

function toUsage(usage: NonNullable<ChatCompletionChunk['usage']>): Usage {
  return {
    ...(typeof usage.prompt_tokens === 'number' ? { inputTokens: usage.prompt_tokens } : {}),
    ...(typeof usage.completion_tokens === 'number' ? { outputTokens: usage.completion_tokens } : {}),
    ...(typeof usage.total_tokens === 'number' ? { totalTokens: usage.total_tokens } : {}),
  }
}
