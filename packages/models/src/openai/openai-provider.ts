import type { ModelCapability, ModelPart, ModelRequest, ProviderConfig } from '@skep/client'
import { SkepError } from '@skep/schema'
import { abortedError } from '../errors.ts'
import type { ModelProvider, ProviderContext, ProviderFactory } from '../provider.ts'
import { requestText } from '../runtime/usage.ts'
import { interruptedError } from '../sse/sse-decoder.ts'
import { field, wrongPathError } from './chat-reader.ts'
import { openAiEmbedder } from './embedder.ts'
import { type CallContext, mapError } from './errors.ts'
import { loadClient } from './load-client.ts'
import { otherKinds } from './other-kinds.ts'
import { PROVIDER_PRESETS } from './presets.ts'
import { readChat } from './read-chat.ts'
import { modelInfo, type OpenAiSettings, readSettings, serverCapabilities } from './settings.ts'
import { testServer } from './test-server.ts'
import { hasMedia, toBody } from './to-body.ts'

/**
 * Any server that speaks Chat Completions: OpenAI, Azure, Mistral, Groq, OpenRouter, Ollama, LM Studio, vLLM, llama.cpp
 * and the others of `OPENAI_PRESETS`.
 *
 * Settings: `preset` (else found by the address), `baseUrl`, `models` (names, or `{ model, label, kind, contextTokens,
 * maxOutputTokens, capabilities }`), `listFromServer`, `headers`, `maxTokensField`, `streamUsage: false` for servers
 * that refuse `stream_options`, `dialect` (fields of `OpenAiDialect`), `rerankPath`, `apiVersion` (Azure),
 * `embeddingBatch`. The library is loaded with the first call.
 * @public
 */
export function openAiProvider(): ProviderFactory {
  return { type: 'openai', presets: PROVIDER_PRESETS, create: createProvider }
}

function createProvider(config: ProviderConfig, context: ProviderContext): ModelProvider {
  const settings = readSettings(config)
  const open: OpenCall = (call) => openCall(settings, config, context, call)
  let fromServer: Promise<readonly string[]> | undefined

  async function serverModels(signal: AbortSignal): Promise<readonly string[]> {
    const { client, failure } = await open({ signal, sent: '' })
    try {
      const response = await client.models.list({ signal }).asResponse()
      // Single-page sites answer every address with their page and status 200.
      if ((response.headers.get('content-type') ?? '').includes('text/html')) throw wrongPathError(config.id)
      const answer: unknown = await response.json()
      const list = Array.isArray(answer) ? answer : field(answer, 'data')
      return (Array.isArray(list) ? list : []).flatMap((entry: unknown) => {
        const id = field(entry, 'id')
        return typeof id === 'string' ? [id] : []
      })
    } catch (cause) {
      throw failure(cause)
    }
  }

  return {
    async list() {
      if (!settings.listsFromServer || !settings.dialect.listsModels) return settings.models
      // A server that is off for a moment must not empty the list for good.
      fromServer ??= serverModels(AbortSignal.timeout(5_000)).catch(() => {
        fromServer = undefined
        return []
      })
      const names = new Set(settings.models.map(({ model }) => model))
      const more = (await fromServer).filter((name) => !names.has(name))
      return [...settings.models, ...more.flatMap((name) => modelInfo(config.id, name, settings))]
    },
    capabilities(model) {
      if (settings.strictModels.has(model)) return listedCapabilities(settings, model)
      // Of a server that nobody described nothing is certain.
      return settings.preset === undefined ? undefined : serverCapabilities(settings.dialect)
    },
    test: ({ signal }) => testServer({ signal, settings, config, context, open, serverModels }),
    async *chat(request, { signal }): AsyncGenerator<ModelPart, void, void> {
      checkCapabilities(request, settings)
      const sent = requestText(request)
      const { client, failure } = await open({ signal, sent, model: request.model })
      let hasPart = false
      try {
        // The response itself: our own reader is quicker than the library's and takes streams that break off.
        const response = await client.chat.completions
          .create(toBody(request, settings), { signal })
          .asResponse()
        for await (const part of readChat(response, { provider: config.id, signal })) {
          hasPart = true
          yield part
        }
      } catch (cause) {
        if (signal.aborted) throw abortedError()
        const error = failure(cause)
        throw hasPart && error.code !== 'MODEL_STREAM_INTERRUPTED' ? interruptedError(error) : error
      }
    },
    embedder: (model) =>
      openAiEmbedder(model, settings, async (texts, signal) => {
        const { client, failure } = await open({ signal, sent: texts.join('\n'), model })
        try {
          const body = { model, input: [...texts], encoding_format: 'float' as const }
          const { data } = await client.embeddings.create(body, { signal })
          return data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding)
        } catch (cause) {
          throw failure(cause)
        }
      }),
    ...otherKinds(settings, open),
  }
}

type Client = Awaited<ReturnType<typeof loadClient>>

/** @internal */
export type OpenCall = (call: {
  readonly signal: AbortSignal
  /** What is sent of the user's, so that no error repeats it. */
  readonly sent: string
  readonly model?: string
}) => Promise<{ readonly client: Client; readonly failure: (cause: unknown) => SkepError }>

/** A client for one call: the key is read now and forgotten after. */
async function openCall(
  settings: OpenAiSettings,
  config: ProviderConfig,
  context: ProviderContext,
  call: Parameters<OpenCall>[0],
): ReturnType<OpenCall> {
  const key = await context.key()
  const client = await loadClient(settings, key, context.fetch, call.model)
  const where: Omit<CallContext, 'nowMs'> = {
    ...call,
    provider: config.id,
    baseUrl: settings.baseUrl,
    key,
    knownModels: settings.models.map(({ model }) => model),
  }
  return { client, failure: (cause) => mapError(cause, { ...where, nowMs: Date.now() }) }
}

function listedCapabilities(settings: OpenAiSettings, model: string): readonly ModelCapability[] {
  return settings.models.find((info) => info.model === model)?.capabilities ?? []
}

function checkCapabilities(request: ModelRequest, settings: OpenAiSettings): void {
  const isListed = settings.strictModels.has(request.model)
  const can = isListed ? listedCapabilities(settings, request.model) : serverCapabilities(settings.dialect)
  const needs: [ModelCapability, boolean, string][] = [
    ['tools', (request.tools?.length ?? 0) > 0, 'call tools'],
    [
      'json-schema',
      isListed && request.responseFormat?.type === 'json-schema',
      'answer in a given JSON form',
    ],
    ['vision', request.messages.some(({ content }) => hasMedia(content, 'image')), 'see images'],
  ]
  for (const [capability, isNeeded, what] of needs) {
    if (!isNeeded || can.includes(capability)) continue
    const message = `The model "${request.model}" cannot ${what}. Choose another model.`
    throw new SkepError('MODEL_CAPABILITY', message, { model: request.model, capability })
  }
}
