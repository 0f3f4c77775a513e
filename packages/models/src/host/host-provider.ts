import type { ModelInfo } from '@skep/client'
import type { ModelPart, ModelRequest } from '@skep/engine'
import { hasErrorCode, SkepError } from '@skep/schema'
import { abortedError, modelNotFoundError } from '../errors.ts'
import type { ModelProvider } from '../provider.ts'
import { raceAbort } from '../runtime/race-abort.ts'

/** A model of the host's: its name, or more where the defaults (chat, remote, a language model) are wrong. @public */
export type HostModel =
  | string
  | (Pick<ModelInfo, 'model'> & Partial<Omit<ModelInfo, 'provider' | 'model' | 'kind'>>)

/** @public */
export interface HostProviderOptions {
  /** Used as `provider` in apps. */
  readonly id: string
  readonly models: readonly HostModel[]
  /** True: `request.context` (the passages as they are) is passed too. */
  readonly readsContext?: boolean
  /** Whole text at once, or pieces of text, or parts. `finish` may be left out. */
  chat(
    request: ModelRequest,
    options: { readonly signal: AbortSignal },
  ): AsyncIterable<ModelPart | string> | Promise<string>
}

/** A connection made of the host's own function. @public */
export interface HostProvider {
  readonly id: string
  readonly provider: ModelProvider
}

/**
 * Makes the host's own function a model like any other.
 * @example hostProvider({ id: 'ours', models: ['small'], chat: async (request) => ask(request.messages) })
 * @public
 */
export function hostProvider(options: HostProviderOptions): HostProvider {
  const models = options.models.map((model) => hostModelInfo(options.id, model))
  return {
    id: options.id,
    provider: {
      readsContext: options.readsContext ?? false,
      list: async () => models,
      chat: async function* (request, { signal }) {
        if (!models.some(({ model }) => model === request.model)) {
          throw modelNotFoundError(
            options.id,
            request.model,
            models.map(({ model }) => model),
          )
        }
        try {
          yield* hostParts(options, request, signal)
        } catch (cause) {
          if (signal.aborted) throw abortedError()
          if (hasErrorCode(cause)) throw cause
          const message = `The model function "${options.id}" of this site failed. Its author can see why in the console.`
          throw new SkepError('HOST_FUNCTION_FAILED', message, { provider: options.id }, { cause })
        }
      },
    },
  }
}

async function* hostParts(
  options: HostProviderOptions,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelPart, void, void> {
  const answer = options.chat(request, { signal })
  if (!(Symbol.asyncIterator in answer)) {
    yield { type: 'text', text: textOf(await raceAbort(answer, signal)) }
    return
  }
  for await (const part of answer) {
    signal.throwIfAborted()
    if (typeof part === 'object' && part !== null && 'type' in part) yield part
    else yield { type: 'text', text: textOf(part) }
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  throw new TypeError(`A model function gave ${value === null ? 'null' : typeof value} instead of text.`)
}

function hostModelInfo(provider: string, model: HostModel): ModelInfo {
  const given = typeof model === 'string' ? { model } : model
  return {
    label: given.model,
    location: 'remote',
    isLanguageModel: true,
    capabilities: [],
    ...given,
    provider,
    kind: 'chat',
  }
}
