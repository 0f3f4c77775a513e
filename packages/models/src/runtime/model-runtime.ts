import type {
  ConnectionReport,
  DeviceReport,
  EmbedderChoice,
  ModelChoice,
  ModelInfo,
  ModelNeeds,
  ModelPart,
  ModelPriceEntry,
  ModelRef,
  ModelRequest,
  ModelRoute,
  ModelSettings,
  ModelsApi,
  ModerateRequest,
  ModerateResult,
  ProviderConfig,
  RerankRequest,
  RerankResult,
  SpeakRequest,
  SpeakResult,
  TranscribeRequest,
  TranscribeResult,
  Usage,
} from '@skep/client'
import { type ClockPort, systemClock } from '@skep/engine'
import { SkepError, toErrorData } from '@skep/schema'
import { abortedError, capabilityError } from '../errors.ts'
import type { HostProvider } from '../host/host-provider.ts'
import { probeDevices } from '../in-browser/probe.ts'
import type { Embedder, LazyProviderFactory, ModelProvider, ProviderFactory } from '../provider.ts'
import { keepBudget } from './budget.ts'
import { callOnce, type OneCall } from './call-once.ts'
import { AUTO_PROVIDER, type ChatOptions, chat } from './chat.ts'
import { chooseModel } from './choose.ts'
import { explainFailure, explainUnknown, unknownNames } from './connection-causes.ts'
import { type Connected, Connections } from './connections.ts'
import { createTokenCounters } from './count-tokens.ts'
import { Downloads } from './downloads.ts'
import { createGate, type Gate } from './gate.ts'
import { hideKeys } from './hide-keys.ts'
import { LIST_PRICES } from './list-prices.ts'
import { costOf, findPrice } from './prices.ts'
import type { ProviderStore } from './provider-store.ts'
import { createResponseCache } from './response-cache.ts'
import { withRetry } from './retry.ts'
import { keepSettings, type ModelStateStore, memoryStateStore } from './settings.ts'
import { estimateTokens } from './usage.ts'

/** @public */
export interface ModelRuntimeOptions {
  /** Connections: kept in memory when given as a list. */
  readonly providers?: ProviderStore | readonly ProviderConfig[]
  /** Implementations beside `extractive`, which is always there. */
  readonly factories?: readonly (ProviderFactory | LazyProviderFactory)[]
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
  /** Tries after the first, before the first token only; a connection's own `limits.retries` win. @defaultValue 2 */
  readonly retries?: number
  /** Keeps settings, today's spend and cached answers. Memory when absent. */
  readonly state?: ModelStateStore
  /** The host's own settings, under those that people save. */
  readonly settings?: Partial<ModelSettings>
  /** The price table. @defaultValue LIST_PRICES */
  readonly prices?: readonly ModelPriceEntry[]
  /** Looks what this device can do. Default: this realm is asked, for what the factories can use of it. */
  readonly probe?: () => Promise<DeviceReport>
}

/**
 * The engine's `ModelsPort` and the client's `ModelsApi` over the same connections. A stored connection is read anew at
 * every call, so changes count at once.
 * @public
 */
export interface ModelRuntime extends Omit<ModelsApi, 'chat'> {
  chat(request: ModelRequest, options?: ChatOptions): AsyncIterable<ModelPart>
  /** @throws `MODEL_PROVIDER_NOT_FOUND`, `MODEL_CAPABILITY`, `MODEL_NOT_FOUND` */
  embedder(choice: EmbedderChoice): Promise<Embedder>
  /** Tokens of a text: counted where the model's table is known (it is loaded first), else estimated. */
  countTokens(text: string, model: string): Promise<{ readonly tokens: number; readonly isEstimate: boolean }>
  /** To be called when a run has ended: what it spent is kept until then, wherever it goes on. */
  forgetRun(runId: string): Promise<void>
  dispose(): Promise<void>
}

const TEST_LIMIT_MS = 15_000

const RERANK: OneCall<RerankRequest, RerankResult> = {
  what: 'rank texts',
  methodOf: ({ rerank }) => rerank,
  textOf: ({ query, documents }) => [query, ...documents].join('\n'),
}
const MODERATE: OneCall<ModerateRequest, ModerateResult> = {
  what: 'judge texts',
  methodOf: ({ moderate }) => moderate,
  textOf: ({ inputs }) => inputs.join('\n'),
}
const TRANSCRIBE: OneCall<TranscribeRequest, TranscribeResult> = {
  what: 'write down speech',
  methodOf: ({ transcribe }) => transcribe,
  textOf: () => '',
}
const SPEAK: OneCall<SpeakRequest, SpeakResult> = {
  what: 'speak',
  methodOf: ({ speak }) => speak,
  textOf: ({ text }) => text,
}

/** @public */
export function createModelRuntime(options: ModelRuntimeOptions = {}): ModelRuntime {
  const clock = options.clock ?? systemClock
  const random = options.random ?? Math.random
  const retries = options.retries ?? 2
  const state = options.state ?? memoryStateStore()
  const table = options.prices ?? LIST_PRICES
  const settings = keepSettings(state, options.settings)
  const budget = keepBudget(state, clock)
  const cache = createResponseCache(state, clock)
  const counters = createTokenCounters()
  const downloads = new Downloads()
  const connections = new Connections({
    ...options,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    onMade: downloads.attach,
  })
  const gates = new Map<string, { readonly asText: string; readonly gate: Gate }>()
  const never = new AbortController().signal

  function gateOf({ id, config }: Connected): Gate | undefined {
    const { maxConcurrent, requestsPerMinute, tokensPerMinute } = config?.limits ?? {}
    if (maxConcurrent === undefined && requestsPerMinute === undefined && tokensPerMinute === undefined) {
      return undefined
    }
    const asText = JSON.stringify([maxConcurrent, requestsPerMinute, tokensPerMinute])
    const old = gates.get(id)
    if (old?.asText === asText) return old.gate
    const gate = createGate(config?.limits ?? {}, clock)
    gates.set(id, { asText, gate })
    return gate
  }

  const priceOf = (
    { provider, model }: ModelRef,
    { config }: Pick<Connected, 'config'>,
    { prices }: ModelSettings,
  ) => {
    const names = [provider, config?.preset]
    return findPrice(prices, model, names) ?? findPrice(table, model, names)
  }

  async function list(): Promise<readonly ModelInfo[]> {
    const [models, { prices, routes }] = await Promise.all([connections.list(), settings.read()])
    const own = models.map(({ preset, ...model }) => {
      const names = [model.provider, preset]
      const price =
        model.price ?? findPrice(prices, model.model, names) ?? findPrice(table, model.model, names)
      return price && model.location === 'remote' ? { ...model, price } : model
    })
    return [...(await withDownloads(own)), ...routes.map(routeInfo)]
  }

  /** Says of models with a download whether it is here. */
  async function withDownloads(all: readonly ModelInfo[]): Promise<readonly ModelInfo[]> {
    if (all.every(({ downloadBytes }) => downloadBytes === undefined)) return all
    // Without it the list is as good; the downloads themselves tell what is wrong.
    const kept = await downloads.list(connections).catch(() => [])
    return all.map((model) => {
      const own = kept.find((one) => one.provider === model.provider && one.model === model.model)
      return own ? { ...model, isDownloaded: own.state === 'ready' } : model
    })
  }

  /** Those that can be chosen: not the routes themselves. */
  const models = async (): Promise<readonly ModelInfo[]> =>
    (await list()).filter(({ provider }) => provider !== AUTO_PROVIDER)

  const devices = [...new Set((options.factories ?? []).flatMap((factory) => factory.devices ?? []))]

  /** Whether a language model elsewhere can be asked. */
  async function hasRemote(): Promise<boolean> {
    const [all, keyless] = await Promise.all([models(), lacksKey()])
    return all.some(
      ({ kind, isLanguageModel, location, provider }) =>
        kind === 'chat' && isLanguageModel && location === 'remote' && !keyless.has(provider),
    )
  }

  async function lacksKey(): Promise<ReadonlySet<string>> {
    const named = (await connections.configs()).filter(({ secretName }) => secretName !== undefined)
    const keys = await Promise.all(named.map((config) => connections.readKey(config)))
    return new Set(named.filter((_, index) => keys[index] === undefined).map(({ id }) => id))
  }

  async function choose(rule: string | ModelNeeds | ModelRoute): Promise<ModelChoice> {
    const { others: _, ...choice } = chooseModel(await routeOf(rule), await models(), await lacksKey())
    return choice
  }

  async function routeOf(rule: string | ModelNeeds | ModelRoute): Promise<Omit<ModelRoute, 'id'>> {
    if (typeof rule !== 'string') return 'needs' in rule ? rule : { needs: rule, prefer: 'first' }
    const route = (await settings.read()).routes.find(({ id }) => id === rule)
    if (route) return route
    throw new SkepError(
      'MODEL_NO_CHOICE',
      `There is no model route "${rule}". Add it in the model settings.`,
      {
        route: rule,
      },
    )
  }

  async function embedder({ provider: wanted, model }: EmbedderChoice): Promise<Embedder> {
    const connected = await connections.resolve(wanted)
    const { id, provider, config, keys } = connected
    if (!provider.embedder) throw capabilityError(id, 'make embeddings')
    const inner = provider.embedder(model)
    const ref = { provider: id, model }
    return {
      id: inner.id,
      get dimensions(): number | undefined {
        return inner.dimensions
      },
      async embed(texts, how = {}) {
        const signal = how.signal ?? never
        if (signal.aborted) throw abortedError()
        const now = await settings.read()
        await budget.check(now.budget, undefined)
        const tokens = texts.reduce((sum, text) => sum + estimateTokens(text), 0)
        const gate = gateOf(connected)
        try {
          const vectors = await withRetry(
            async () => {
              const leave = await gate?.enter(tokens, signal)
              try {
                return await inner.embed(texts, how)
              } finally {
                leave?.()
              }
            },
            { clock, random, signal, retries: config?.limits?.retries ?? retries },
          )
          const price = priceOf(ref, connected, now)
          const usage: Usage = { inputTokens: tokens, outputTokens: 0, isEstimate: true }
          budget.record(ref, price ? { ...usage, cost: costOf(usage, price) } : usage, {
            isFree: provider.isFree === true,
          })
          return vectors
        } catch (error) {
          throw hideKeys(error, keys)
        }
      },
    } as Embedder // a getter that may give undefined is the optional `dimensions` under exactOptionalPropertyTypes
  }

  async function testConnection(config: ProviderConfig, key?: string): Promise<ConnectionReport> {
    const startedAtMs = clock.now()
    let provider: ModelProvider | undefined
    let used = key || undefined
    try {
      connections.check(config)
      used ??= await connections.readKey(config)
      provider = await connections.create(config, async () => used)
      const signal = AbortSignal.timeout(TEST_LIMIT_MS)
      const names = provider.test
        ? await provider.test({ signal })
        : (await provider.list()).map(({ model }) => model)
      const latencyMs = clock.now() - startedAtMs
      const unknown = unknownNames(provider.test ? configuredNames(config) : [], names)
      return unknown.length > 0
        ? { ok: false, models: names, latencyMs, ...explainUnknown(unknown) }
        : { ok: true, models: names, latencyMs }
    } catch (cause) {
      const error = toErrorData(hideKeys(cause, new Set(used ? [used] : [])), 'MODEL_SERVER')
      const told = error.code === 'CALL_ABORTED' ? slowTestError() : error
      return { ok: false, models: [], ...explainFailure(told, used !== undefined) }
    } finally {
      await provider?.dispose?.().catch(() => undefined) // the report is what counts
    }
  }

  const download = (method: 'start' | 'pause' | 'cancel' | 'remove') => async (ref: ModelRef) =>
    (await downloads.of(connections, ref))[method](ref.model)

  const parts = {
    clock,
    random,
    retries,
    budget,
    cache,
    counters,
    settings: settings.read,
    models,
    lacksKey,
    resolve: (provider: string) => connections.resolve(provider),
    gateOf,
    priceOf,
  }

  return {
    chat: (request, how = {}) => chat(parts, request, how),
    embedder,
    async countTokens(text, model) {
      const count = await counters.load(model)
      return { tokens: (count ?? estimateTokens)(text), isEstimate: !count }
    },
    list,
    providers: () => connections.store.list(),
    presets: () => connections.presets(),
    saveProvider: (config, key) => connections.save(config, key),
    removeProvider: (id) => connections.remove(id),
    setKey: (id, key) => connections.setKey(id, key),
    hasKey: async (id) => (await connections.readKey(await connections.find(id))) !== undefined,
    testConnection,
    settings: settings.read,
    saveSettings: settings.save,
    budget: async () => budget.report((await settings.read()).budget),
    choose,
    clearCache: cache.clear,
    rerank: (request, how) => callOnce(parts, RERANK, request, how),
    moderate: (request, how) => callOnce(parts, MODERATE, request, how),
    transcribe: (request, how) => callOnce(parts, TRANSCRIBE, request, how),
    speak: (request, how) => callOnce(parts, SPEAK, request, how),
    downloads: () => downloads.list(connections),
    startDownload: download('start'),
    pauseDownload: download('pause'),
    cancelDownload: download('cancel'),
    deleteDownload: download('remove'),
    watchDownloads(listener) {
      // So that every provider that keeps models is there to be heard.
      void connections.all().catch(() => undefined) // a broken store is told by every call
      return downloads.watch(listener)
    },
    probe: options.probe ?? (async () => probeDevices({ devices, hasRemote: await hasRemote() })),
    forgetRun: budget.forget,
    dispose: () => connections.dispose(),
  }
}

function configuredNames({ settings }: ProviderConfig): readonly string[] {
  const entries = Array.isArray(settings.models) ? settings.models : []
  return entries.flatMap((entry) => {
    const name = typeof entry === 'object' && entry !== null && !Array.isArray(entry) ? entry.model : entry
    return typeof name === 'string' ? [name] : []
  })
}

function routeInfo({ id, label, needs }: ModelRoute): ModelInfo {
  return {
    provider: AUTO_PROVIDER,
    model: id,
    label: label ?? id,
    kind: needs.kind ?? 'chat',
    location: needs.location ?? 'remote',
    isLanguageModel: needs.isLanguageModel ?? true,
    ...(needs.minContextTokens === undefined ? {} : { contextTokens: needs.minContextTokens }),
    capabilities: needs.capabilities ?? [],
  }
}

function slowTestError(): { code: 'MODEL_TIMEOUT'; message: string; data: { limitMs: number } } {
  const message = `The server gave no answer within ${TEST_LIMIT_MS / 1000} seconds. Check the address.`
  return { code: 'MODEL_TIMEOUT', message, data: { limitMs: TEST_LIMIT_MS } }
}
