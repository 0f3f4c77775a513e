import type { ChatCompletionChunk, ChatCompletionRequestStreaming } from '@mlc-ai/web-llm'
import type { FinishReason, ModelPart, ModelRequest } from '@skep/models'
import { plainMessages } from '@skep/models/in-browser'
import type { Engine } from './engine.ts'
import { abortedError, brokenOffError, toModelError } from './errors.ts'

type Usage = Extract<ModelPart, { type: 'finish' }>['usage']

/** One answer, streamed. @throws `MODEL_*`, `CALL_ABORTED` @internal */
export async function* streamChat(
  engine: Engine,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, void> {
  const body = toBody(request)
  const { client, lost, release } = await engine.take(request.model, signal)
  let isOver = false
  let hasBegun = false
  let iterator: AsyncIterator<ChatCompletionChunk> | undefined
  const stop = (): void => client.interruptGenerate()
  signal.addEventListener('abort', stop, { once: true })
  try {
    // Not left on abort: a stream that nobody reads would hold the engine for ever.
    const stream = await Promise.race([client.chat.completions.create(body), lost])
    iterator = stream[Symbol.asyncIterator]()
    if (signal.aborted) throw abortedError()
    let reason: FinishReason = 'stop'
    let usage: Usage = {}
    for (;;) {
      const step = await Promise.race([iterator.next(), lost])
      if (signal.aborted) throw abortedError()
      if (step.done) break
      const [choice] = step.value.choices
      if (choice?.delta.content) {
        hasBegun = true
        yield { type: 'text', text: choice.delta.content }
      }
      if (choice?.finish_reason) reason = toReason(choice.finish_reason)
      if (step.value.usage) usage = toUsage(step.value.usage)
    }
    isOver = true
    yield { type: 'finish', reason, usage }
  } catch (cause) {
    if (signal.aborted) throw abortedError()
    throw hasBegun ? brokenOffError(request.model, cause) : toModelError(cause, request.model, false)
  } finally {
    signal.removeEventListener('abort', stop)
    if (!isOver) {
      stop()
      await drain(iterator, lost)
    }
    release()
  }
}

/** The next caller's turn begins when this answer has really ended. */
async function drain(
  iterator: AsyncIterator<ChatCompletionChunk> | undefined,
  lost: Promise<never>,
): Promise<void> {
  try {
    while (iterator && !(await Promise.race([iterator.next(), lost])).done);
  } catch {
    // it failed or its worker is gone: over as well
  }
}

function toBody(request: ModelRequest): ChatCompletionRequestStreaming {
  const messages = plainMessages(request.messages, request.model)
  // The library takes one system message, and only as the first.
  const system = messages.filter(({ role }) => role === 'system').map(({ content }) => content)
  const { responseFormat: format } = request
  return {
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      ...(system.length > 0 ? [{ role: 'system' as const, content: system.join('\n\n') }] : []),
      ...messages.flatMap(({ role, content }) => (role === 'system' ? [] : [{ role, content }])),
    ],
    ...(request.temperature === undefined ? {} : { temperature: request.temperature }),
    ...(request.topP === undefined ? {} : { top_p: request.topP }),
    ...(request.maxTokens === undefined ? {} : { max_tokens: request.maxTokens }),
    ...(request.stop === undefined ? {} : { stop: [...request.stop] }),
    ...(request.seed === undefined ? {} : { seed: request.seed }),
    ...(request.presencePenalty === undefined ? {} : { presence_penalty: request.presencePenalty }),
    ...(request.frequencyPenalty === undefined ? {} : { frequency_penalty: request.frequencyPenalty }),
    ...(format?.type === 'json' ? { response_format: { type: 'json_object' as const } } : {}),
    ...(format?.type === 'json-schema'
      ? { response_format: { type: 'json_object' as const, schema: JSON.stringify(format.schema) } }
      : {}),
  }
}

function toReason(reason: string): FinishReason {
  if (reason === 'length') return 'length'
  return reason === 'abort' ? 'interrupted' : 'stop'
}

function toUsage(usage: {
  readonly prompt_tokens: number
  readonly completion_tokens: number
  readonly total_tokens: number
}): Usage {
  return {
    inputTokens: usage.prompt_tokens,
    outputTokens: usage.completion_tokens,
    totalTokens: usage.total_tokens,
  }
}
