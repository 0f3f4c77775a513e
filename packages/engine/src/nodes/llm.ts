import type { Usage } from '@skep/client'
import { type JsonObject, type LlmConfig, llmNode, SkepError } from '@skep/schema'
import { defineExecutor, type Executor } from '../define-executor.ts'
import type { ModelMessage, ModelPart, ModelRequest } from '../ports/models.ts'
import { requirePort } from '../ports/require-port.ts'
import { buildPrompt, type Prompt } from '../prompt/build-prompt.ts'
import { readModelParameters } from '../prompt/model-parameters.ts'
import { separateThoughts } from '../prompt/separate-thoughts.ts'
import { addUsage } from '../run/usage.ts'
import { citedSources, type SourcePart } from './cited.ts'
import { chatWithSchema, readStructuredOutput } from './structured-output.ts'

function toRequest(config: LlmConfig, { messages, context }: Prompt): ModelRequest {
  return {
    provider: config.model.provider,
    model: config.model.name,
    messages,
    ...readModelParameters(config.model),
    ...(context ? { context } : {}),
  }
}

/** A message for the trace; the bytes of pictures are left out. */
function toTrace({ role, content }: ModelMessage): JsonObject {
  if (typeof content === 'string') return { role, content }
  return {
    role,
    content: content.map((part) =>
      part.type === 'text'
        ? { type: 'text', text: part.text }
        : { type: 'image', url: part.url.startsWith('data:') ? `${part.url.slice(0, 40)}…` : part.url },
    ),
  }
}

/** Usage under the names that apps read it by. @internal */
export function usageOutput({ inputTokens, outputTokens, totalTokens, latencyMs }: Usage): JsonObject {
  return {
    prompt_tokens: inputTokens ?? 0,
    completion_tokens: outputTokens ?? 0,
    total_tokens: totalTokens ?? (inputTokens ?? 0) + (outputTokens ?? 0),
    latency: (latencyMs ?? 0) / 1000,
  }
}

/** Asks a language model; its text streams as output `text`. @public */
export const llmExecutor: Executor = defineExecutor(
  llmNode,
  async function* ({ config, node, read, renderText, ports, run, signal }) {
    const models = requirePort(ports, 'models')
    const prompt = await buildPrompt(config, {
      ports,
      read,
      renderText,
      nodeId: node.id,
      signal,
      ...(run.conversationId === undefined ? {} : { conversationId: run.conversationId }),
    })
    const request = toRequest(config, prompt)
    const model = { provider: request.provider, model: request.model }
    yield { type: 'inputs', inputs: { ...model, messages: request.messages.map(toTrace) } }

    const given = prompt.sources.passages.flatMap(({ citation }) => (citation ? [citation] : []))
    if (given.length > 0) yield { type: 'citations', citations: given }

    const isSeparated = config.reasoningFormat === 'separated'
    const schema = config.structuredOutput?.enabled ? config.structuredOutput.schema : undefined
    const parts = schema ? chatWithSchema(models, request, schema, signal) : models.chat(request, { signal })
    const sources: SourcePart[] = []
    let text = ''
    let reasoning = ''
    let finish: Extract<ModelPart, { readonly type: 'finish' }> | undefined
    for await (const part of isSeparated ? separateThoughts(parts) : parts) {
      if (part.type === 'text') {
        text += part.text
        yield { type: 'chunk', output: 'text', text: part.text }
      } else if (part.type === 'reasoning') {
        reasoning += part.text
        yield { type: 'reasoning', text: part.text }
      } else if (part.type === 'source') sources.push(part)
      else if (part.type === 'finish') finish = part
    }
    if (!finish) {
      throw new SkepError(
        'MODEL_STREAM_INTERRUPTED',
        'The model stopped in the middle of its answer. Try again.',
      )
    }
    if (given.length > 0) {
      const citations = citedSources(given, text, sources, finish.isQuoted === true)
      yield { type: 'citations', citations }
    }
    return {
      outputs: {
        text: isSeparated ? text.trimEnd() : text,
        ...(isSeparated ? { reasoning_content: reasoning.trim() } : {}),
        usage: usageOutput(finish.usage),
        finish_reason: finish.reason,
        ...(schema ? { structured_output: readStructuredOutput(text, schema) } : {}),
        files: [],
      },
      process: {
        ...model,
        finishReason: finish.reason,
        ...(finish.answeredBy ? { answeredBy: { ...finish.answeredBy } as JsonObject } : {}), // plain JSON
      },
      usage: addUsage(finish.usage, prompt.usage) ?? finish.usage,
    }
  },
)
