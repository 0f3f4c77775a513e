import type { EmbedderChoice, ModelInfo, ModelsApi, ProviderConfig } from '@skep/client'
import type { ClockPort, ModelPart, ModelRequest, ModelsPort } from '@skep/engine'
import { SkepError, toErrorData } from '@skep/schema'
import { abortedError } from '../errors.ts'
import { extractiveProvider } from '../extractive/extractive-provider.ts'
import type { HostProvider } from '../host/host-provider.ts'
import type { Embedder, ModelProvider, ProviderFactory } from '../provider.ts'
import { checkProviderConfig, derivedSecretName } from './check-config.ts'
import { systemClock } from './clock.ts'
import { guardStream, type StreamLimits } from './guard-stream.ts'
import { memoryProviderStore, type ProviderStore } from './provider-store.ts'
import { resolveProviderId } from './resolve-provider.ts'
import { type RetryPolicy, retryStream, withRetry } from './retry.ts'

/** @public */
export interface ModelRuntimeOptions {
  /** Connections: kept in memory when given as a list. */
  readonly providers?: ProviderStore | readonly ProviderConfig[]
  /** Implementations beside `extractive`, which is always there. */
  readonly factories?: readonly ProviderFactory[]
  /** Reads a key by its secret name, each time one is needed. */
  readonly secrets?: (name: string) => Promise<string | undefined>
  /** Keeps the key given to `saveProvider`. Without it a key cannot be saved. */
  readonly saveSecret?: (name: string, value: string) => Promise<void>
  readonly removeSecret?: (name: string) => Promise<void>
  readonly fetch?: typeof fetch
  /** Models that are functions of the host's. */
  readonly hostModels?: readonly HostProvider[]
  readonly clock?: ClockPort
  /** Spreads retries; 0 up to, not including, 1. */
  readonly random?: () => number
  /** Tries after the first, before the first token only. @defaultValue 2 */
  readonly retries?: number
}

/**
 * The engine's `ModelsPort` and the client's `ModelsApi` over the same connections. A stored connection is read anew at
 * every call, so changes count at once.
 * @public
 */
export interface ModelRuntime extends ModelsPort, ModelsApi {
  /** @throws `MODEL_PROVIDER_NOT_FOUND`, `MODEL_CAPABILITY`, `MODEL_NOT_FOUND` */
  embedder(choice: EmbedderChoice): Promise<Embedder>
  dispose(): Promise<void>
}

const TEST_LIMIT_MS = 15_000

/** @public */
export function createModelRuntime(options: ModelRuntimeOptions = {}): ModelRuntime {
  const clock = options.clock ?? systemClock
  const random = options.random ?? Math.random
  const retries = options.retries ?? 2
  const fetchNow = options.fetch ?? ((input, init) => globalThis.fetch(input, init))
  const store = isStore(options.providers) ? options.providers : memoryProviderStore(options.providers)
  const factories = new Map<string, ProviderFactory>()
  for (const factory of [extractiveProvider(), ...(options.factories ?? [])])
    factories.set(factory.type, factory)
  const host = new Map((options.hostModels ?? []).map(({ id, provider }) => [id, provider]))
  const made = new Map<string, { readonly asText: string; readonly provider: ModelProvider }>()

  const policy = (signal: AbortSignal): RetryPolicy => ({ clock, random, signal, retries })

  async function configs(): Promise<readonly ProviderConfig[]> {
    const stored = (await store.list()).filter(({ id }) => !host.has(id))
    const hasOwn = stored.some(({ id }) => id === 'extractive')
    return hasOwn ? stored : [...stored, { id: 'extractive', type: 'extractive', settings: {} }]
  }

  function create(config: ProviderConfig, key?: string): ModelProvider {
    const factory = factories.get(config.type)
    if (!factory) throw unknownTypeError(config, [...factories.keys()])
    const { secretName } = config
    return factory.create(config, {
      fetch: fetchNow,
      key: async () => key ?? (secretName === undefined ? undefined : await options.secrets?.(secretName)),
    })
  }

  async function retire(id: string): Promise<void> {
    const old = made.get(id)
    made.delete(id)
    await old?.provider.dispose?.().catch(() => undefined) // a provider that cannot end cleanly must not block the next
  }

  async function instance(config: ProviderConfig): Promise<ModelProvider> {
    const asText = JSON.stringify(config)
    const old = made.get(config.id)
    if (old?.asText === asText) return old.provider
    if (old) await retire(config.id)
    const again = made.get(config.id) // another call may have been quicker while the old one ended
    if (again?.asText === asText) return again.provider
    const provider = create(config)
    made.set(config.id, { asText, provider })
    return provider
  }

  async function resolve(wanted: string): Promise<{
    readonly id: string
    readonly provider: ModelProvider
    readonly limits: StreamLimits
  }> {
    const all = await configs()
    const id = resolveProviderId(wanted, [...host.keys(), ...all.map((config) => config.id)])
    const own = host.get(id)
    if (own) return { id, provider: own, limits: limitsOf({}) }
    const config = all.find((one) => one.id === id)
    if (!config)
      throw new SkepError('INTERNAL', 'A model connection vanished while it was looked up. Try again.')
    return { id, provider: await instance(config), limits: limitsOf(config.settings) }
  }

  async function* chat(
    wanted: ModelRequest,
    { signal }: { readonly signal: AbortSignal },
  ): AsyncGenerator<ModelPart, void, void> {
    if (signal.aborted) throw abortedError()
    const { id, provider, limits } = await resolve(wanted.provider)
    if (!provider.chat) throw capabilityError(id, 'answer in a chat')
    const { context, ...rest } = wanted
    const request: ModelRequest =
      provider.readsContext && context ? { ...rest, provider: id, context } : { ...rest, provider: id }
    const open = provider.chat.bind(provider)
    yield* retryStream(
      () => guardStream((inner) => open(request, { signal: inner }), { request, limits, clock, signal }),
      policy(signal),
    )
  }

  async function embedder({ provider: wanted, model }: EmbedderChoice): Promise<Embedder> {
    const { id, provider } = await resolve(wanted)
    if (!provider.embedder) throw capabilityError(id, 'make embeddings')
    const inner = provider.embedder(model)
    const never = new AbortController().signal
    return {
      id: inner.id,
      get dimensions(): number | undefined {
        return inner.dimensions
      },
      embed: (texts, how = {}) => withRetry(() => inner.embed(texts, how), policy(how.signal ?? never)),
    } as Embedder // a getter that may give undefined is the optional `dimensions` under exactOptionalPropertyTypes
  }

  async function list(): Promise<readonly ModelInfo[]> {
    const groups = await Promise.all([
      ...[...host.values()].map((provider) => provider.list()),
      // One connection that cannot be made or asked must not hide the others; testConnection tells what is wrong.
      ...(await configs()).map(async (config) =>
        instance(config)
          .then((provider) => provider.list())
          .catch(() => []),
      ),
    ])
    return groups.flat()
  }

  async function saveProvider(config: ProviderConfig, key?: string): Promise<void> {
    checkProviderConfig(config, { hostIds: [...host.keys()] })
    if (!factories.has(config.type)) throw unknownTypeError(config, [...factories.keys()])
    if (key === undefined || key === '') return store.put(config)
    if (!options.saveSecret) {
      throw new SkepError('CALL_INVALID', 'This site keeps no keys here. Save the connection without a key.')
    }
    const secretName = config.secretName ?? derivedSecretName(config.id)
    await options.saveSecret(secretName, key)
    await store.put({ ...config, secretName })
    await retire(config.id)
  }

  async function removeProvider(providerId: string): Promise<void> {
    const config = (await store.list()).find(({ id }) => id === providerId)
    await store.remove(providerId)
    await retire(providerId)
    // A secret with a name of the user's own may serve something else.
    if (config?.secretName === derivedSecretName(providerId)) await options.removeSecret?.(config.secretName)
  }

  async function testConnection(
    config: ProviderConfig,
    key?: string,
  ): ReturnType<ModelsApi['testConnection']> {
    let provider: ModelProvider | undefined
    try {
      checkProviderConfig(config, { hostIds: [...host.keys()] })
      provider = create(config, key || undefined)
      const signal = AbortSignal.timeout(TEST_LIMIT_MS)
      const models = provider.test
        ? await provider.test({ signal })
        : (await provider.list()).map(({ model }) => model)
      return { ok: true, models }
    } catch (cause) {
      const error = toErrorData(cause, 'MODEL_SERVER')
      return { ok: false, models: [], error: error.code === 'CALL_ABORTED' ? slowTestError() : error }
    } finally {
      await provider?.dispose?.().catch(() => undefined) // the report is what counts
    }
  }

  return {
    chat,
    embedder,
    list,
    providers: () => store.list(),
    saveProvider,
    removeProvider,
    testConnection,
    dispose: async () => void (await Promise.all([...made.keys()].map(retire))),
  }
}

function isStore(value: ModelRuntimeOptions['providers']): value is ProviderStore {
  return value !== undefined && 'put' in value
}

/** `firstTokenTimeoutMs` and `idleTimeoutMs` of a connection's settings. */
function limitsOf(settings: ProviderConfig['settings']): StreamLimits {
  const { firstTokenTimeoutMs, idleTimeoutMs } = settings
  return {
    firstPartMs: typeof firstTokenTimeoutMs === 'number' ? firstTokenTimeoutMs : 120_000,
    idleMs: typeof idleTimeoutMs === 'number' ? idleTimeoutMs : 60_000,
  }
}

function unknownTypeError(config: ProviderConfig, known: readonly string[]): SkepError {
  return new SkepError(
    'MODEL_PROVIDER_NOT_FOUND',
    `The connection "${config.id}" needs "${config.type}", which this site did not set up. There are: ${known.join(', ')}.`,
    { provider: config.id, type: config.type, known },
  )
}

function capabilityError(provider: string, what: string): SkepError {
  return new SkepError(
    'MODEL_CAPABILITY',
    `The connection "${provider}" cannot ${what}. Choose another one.`,
    {
      provider,
    },
  )
}

function slowTestError(): { code: 'MODEL_TIMEOUT'; message: string; data: { limitMs: number } } {
  const message = `The server gave no answer within ${TEST_LIMIT_MS / 1000} seconds. Check the address.`
  return { code: 'MODEL_TIMEOUT', message, data: { limitMs: TEST_LIMIT_MS } }
}
