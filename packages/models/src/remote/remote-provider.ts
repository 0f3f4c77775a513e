import type { ModelInfo, ModelPart, ModelRequest, ProviderConfig } from '@skep/client'
import { ERROR_CODES, type ErrorCode, hasErrorCode, type JsonObject, SkepError } from '@skep/schema'
import { abortedError } from '../errors.ts'
import { field } from '../openai/chat-reader.ts'
import { readRetryAfter } from '../openai/errors.ts'
import { networkError } from '../openai/network-error.ts'
import type { Embedder, ModelProvider, ProviderContext, ProviderFactory } from '../provider.ts'
import { hideKeys } from '../runtime/hide-keys.ts'
import { readEvents } from '../sse/read-events.ts'
import { interruptedError } from '../sse/sse-decoder.ts'
import { toUnitVectors } from '../unit-vectors.ts'

/** @public */
export interface RemoteProviderOptions {
  /**
   * The host's own token for the backend of a connection, asked for at every call. Without one the connection's key is
   * the token.
   */
  readonly token?: (connection: string) => string | undefined | Promise<string | undefined>
}

/**
 * A backend of the host's, which keeps the keys: the contract is in `REMOTE.md`. Settings: `baseUrl`.
 * @public
 */
export function remoteProvider(options: RemoteProviderOptions = {}): ProviderFactory {
  return {
    type: 'remote',
    presets: [
      {
        id: 'remote',
        label: 'Server of this site',
        type: 'remote',
        settings: {},
        key: 'optional',
        location: 'remote',
        asks: ['baseUrl'],
        hints: ['Its keys stay on the server. What it must answer is described in REMOTE.md.'],
      },
    ],
    create: (config, context) => createProvider(config, context, options),
  }
}

function createProvider(
  config: ProviderConfig,
  context: ProviderContext,
  options: RemoteProviderOptions,
): ModelProvider {
  const baseUrl = String(config.settings.baseUrl ?? '').replace(/\/+$/, '')
  if (!URL.canParse(baseUrl)) {
    throw new SkepError('CALL_INVALID', `The connection "${config.id}" needs the web address of its server.`)
  }

  async function call(
    path: string,
    signal: AbortSignal,
    body?: object,
  ): Promise<{ readonly response: Response; readonly hide: (error: unknown) => unknown }> {
    const token = (await options.token?.(config.id)) ?? (await context.key())
    if (signal.aborted) throw abortedError()
    const hide = (error: unknown): unknown => hideKeys(error, new Set(token ? [token] : []))
    const response = await context
      .fetch(`${baseUrl}${path}`, {
        method: body ? 'POST' : 'GET',
        signal,
        headers: {
          ...(body ? { 'content-type': 'application/json' } : {}),
          ...(token ? { authorization: `Bearer ${token}` } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
      .catch((cause: unknown) => {
        throw signal.aborted ? abortedError() : networkError({ provider: config.id, baseUrl }, cause)
      })
    if (!response.ok) throw hide(await refusal(config.id, response))
    if ((response.headers.get('content-type') ?? '').includes('text/html')) {
      throw new SkepError(
        'MODEL_NOT_FOUND',
        `The address of "${config.id}" answers with a web page. Check it.`,
        {
          cause: 'path',
        },
      )
    }
    return { response, hide }
  }

  async function json(path: string, signal: AbortSignal, body?: object): Promise<unknown> {
    const { response } = await call(path, signal, body)
    return response.json().catch((cause: unknown) => {
      if (signal.aborted) throw abortedError()
      throw new SkepError(
        'MODEL_SERVER',
        `The server of "${config.id}" sent no JSON. Check its address.`,
        {},
        { cause },
      )
    })
  }

  async function models(signal: AbortSignal): Promise<readonly ModelInfo[]> {
    const list = field(await json('/models', signal), 'models')
    return (Array.isArray(list) ? list : []).flatMap((entry: unknown) => toInfo(config.id, entry))
  }

  return {
    list: () => models(AbortSignal.timeout(5_000)),
    test: async ({ signal }) => (await models(signal)).map(({ model }) => model),
    async *chat({ provider: _provider, context: _passages, ...request }: ModelRequest, { signal }) {
      const { response, hide } = await call('/chat', signal, request)
      const { body } = response
      if (!body) throw interruptedError()
      let last = 0
      try {
        for await (const events of readEvents(body)) {
          for (const event of events) {
            if (signal.aborted) throw abortedError()
            const number = Number(event.id)
            if (number <= last) continue // sent twice
            if (number !== last + 1) throw interruptedError()
            last = number
            const part: unknown = JSON.parse(event.data)
            if (event.event === 'error') throw hide(toError(config.id, part))
            yield part as ModelPart // the contract; the runtime's guard holds it to the order
            if (field(part, 'type') === 'finish') return
          }
        }
      } catch (cause) {
        if (signal.aborted) throw abortedError()
        throw hasErrorCode(cause) ? cause : interruptedError(cause)
      }
      throw interruptedError()
    },
    embedder: (model): Embedder => ({
      id: `remote:${baseUrl}:${model}`,
      async embed(texts, { signal = new AbortController().signal, kind } = {}) {
        if (texts.length === 0) return []
        const body = { model, texts, ...(kind === undefined ? {} : { kind }) }
        const vectors = field(await json('/embeddings', signal, body), 'vectors')
        return toUnitVectors(Array.isArray(vectors) ? vectors : [], texts.length, model)
      },
    }),
    async rerank({ provider: _provider, ...request }, { signal }) {
      const results = field(await json('/rerank', signal, request), 'results')
      const isSound =
        Array.isArray(results) &&
        results.every((each) => {
          const index = field(each, 'index')
          return (
            typeof index === 'number' &&
            index in request.documents &&
            typeof field(each, 'score') === 'number'
          )
        })
      if (!isSound) {
        throw new SkepError(
          'MODEL_OUTPUT_INVALID',
          `The ranking of "${config.id}" does not fit the documents.`,
        )
      }
      const sound = results as { readonly index: number; readonly score: number }[] // checked above
      return { results: sound.toSorted((a, b) => b.score - a.score) }
    },
  }
}

const STATUS_CODES: Readonly<Record<number, ErrorCode>> = {
  400: 'MODEL_BAD_REQUEST',
  401: 'MODEL_AUTH',
  403: 'MODEL_AUTH',
  404: 'MODEL_NOT_FOUND',
  429: 'MODEL_RATE_LIMIT',
}

async function refusal(provider: string, response: Response): Promise<SkepError> {
  const body: unknown = await response.json().catch(() => undefined) // not every proxy in between speaks JSON
  const code = STATUS_CODES[response.status] ?? (response.status < 500 ? 'MODEL_BAD_REQUEST' : 'MODEL_SERVER')
  const retryAfterMs = readRetryAfter(response.headers, Date.now())
  return toError(provider, field(body, 'error'), code, {
    status: response.status,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  })
}

function toError(
  provider: string,
  said: unknown,
  fallback: ErrorCode = 'MODEL_SERVER',
  data: JsonObject = {},
): SkepError {
  const code =
    ERROR_CODES.find((each) => each === field(said, 'code') && each.startsWith('MODEL_')) ?? fallback
  const message = field(said, 'message')
  const words =
    typeof message === 'string' && message !== ''
      ? message
      : `The server of "${provider}" refused the request. Try again later.`
  return new SkepError(code, words.slice(0, 300), { provider, ...data })
}

function toInfo(provider: string, entry: unknown): readonly ModelInfo[] {
  const model = typeof entry === 'string' ? entry : field(entry, 'model')
  if (typeof model !== 'string') return []
  const given = typeof entry === 'string' ? {} : (entry as Partial<ModelInfo>) // the host's own backend
  return [
    {
      label: model,
      kind: 'chat',
      isLanguageModel: true,
      capabilities: [],
      ...given,
      model,
      provider,
      location: 'remote',
    },
  ]
}
