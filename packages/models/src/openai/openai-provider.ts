import type { ModelInfo, ProviderConfig } from '@skep/client'
import type { ModelPart, ModelRequest } from '@skep/engine'
import { SkepError } from '@skep/schema'
import { abortedError } from '../errors.ts'
import type { ModelProvider, ProviderContext, ProviderFactory } from '../provider.ts'
import { requestText } from '../runtime/usage.ts'
import { openAiEmbedder } from './embedder.ts'
import { type CallContext, mapError } from './errors.ts'
import { fromChunks, interruptedError } from './from-chunks.ts'
import { loadClient } from './load-client.ts'
import { modelInfo, type OpenAiSettings, readSettings } from './settings.ts'
import { hasImage, toBody } from './to-body.ts'

/**
 * Any server that speaks Chat Completions: OpenAI, Azure, Mistral, Groq, OpenRouter, Ollama, LM Studio, vLLM, llama.cpp.
 *
 * Settings: `baseUrl`, `models` (names, or `{ model, label, kind, contextTokens, capabilities }`), `listFromServer`,
 * `headers`, `maxTokensField`, `streamUsage: false` for servers that refuse `stream_options`, `embeddingBatch`,
 * `firstTokenTimeoutMs`, `idleTimeoutMs`. The library is loaded with the first call.
 * @public
 */
export function openAiProvider(): ProviderFactory {
  return { type: 'openai', create: createProvider }
}

function createProvider(config: ProviderConfig, context: ProviderContext): ModelProvider {
  const settings = readSettings(config)
  let fromServer: Promise<readonly string[]> | undefined

  async function serverModels(signal: AbortSignal): Promise<readonly string[]> {
    const { client, failure } = await open(settings, config, context, { signal, sent: '' })
    try {
      const page = await client.models.list({ signal })
      return page.data.map(({ id }) => id)
    } catch (cause) {
      throw failure(cause)
    }
  }

  return {
    async list() {
      if (!settings.listsFromServer) return settings.models
      // A server that is off for a moment must not empty the list for good.
      fromServer ??= serverModels(AbortSignal.timeout(5_000)).catch(() => {
        fromServer = undefined
        return []
      })
      const names = new Set(settings.models.map(({ model }) => model))
      const more = (await fromServer).filter((name) => !names.has(name))
      return [...settings.models, ...more.flatMap((name) => modelInfo(config.id, name))]
    },
    test: ({ signal }) => serverModels(signal),
    async *chat(request, { signal }): AsyncGenerator<ModelPart, void, void> {
      checkCapabilities(request, settings)
      const sent = requestText(request)
      const { client, failure } = await open(settings, config, context, {
        signal,
        sent,
        model: request.model,
      })
      let hasPart = false
      try {
        const chunks = await client.chat.completions.create(toBody(request, settings), { signal })
        for await (const part of fromChunks(chunks)) {
          if (signal.aborted) throw abortedError()
          hasPart = true
          yield part
        }
      } catch (cause) {
        const error = failure(cause)
        throw hasPart && error.code === 'MODEL_NETWORK' ? interruptedError() : error
      }
    },
    embedder: (model) =>
      openAiEmbedder(model, settings, async (texts, signal) => {
        const { client, failure } = await open(settings, config, context, {
          signal,
          sent: texts.join('\n'),
          model,
        })
        try {
          const body = { model, input: [...texts], encoding_format: 'float' as const }
          const { data } = await client.embeddings.create(body, { signal })
          return data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding)
        } catch (cause) {
          throw failure(cause)
        }
      }),
  }
}

type Client = Awaited<ReturnType<typeof loadClient>>

/** A client for one call: the key is read now and forgotten after. */
async function open(
  settings: OpenAiSettings,
  config: ProviderConfig,
  context: ProviderContext,
  call: { readonly signal: AbortSignal; readonly sent: string; readonly model?: string },
): Promise<{ readonly client: Client; readonly failure: (cause: unknown) => SkepError }> {
  const key = await context.key()
  const client = await loadClient(settings, key, context.fetch)
  const where: Omit<CallContext, 'nowMs'> = {
    ...call,
    provider: config.id,
    baseUrl: settings.baseUrl,
    key,
    knownModels: settings.models.map(({ model }) => model),
  }
  return { client, failure: (cause) => mapError(cause, { ...where, nowMs: Date.now() }) }
}

function checkCapabilities(request: ModelRequest, settings: OpenAiSettings): void {
  if (!settings.strictModels.has(request.model)) return
  const can = settings.models.find(({ model }) => model === request.model)?.capabilities ?? []
  const needs: [ModelInfo['capabilities'][number], boolean, string][] = [
    ['tools', (request.tools?.length ?? 0) > 0, 'call tools'],
    ['json-schema', request.responseFormat?.type === 'json-schema', 'answer in a given JSON form'],
    ['vision', request.messages.some(({ content }) => hasImage(content)), 'see images'],
  ]
  for (const [capability, isNeeded, what] of needs) {
    if (!isNeeded || can.includes(capability)) continue
    const message = `The model "${request.model}" cannot ${what}. Choose another model.`
    throw new SkepError('MODEL_CAPABILITY', message, { model: request.model, capability })
  }
}
