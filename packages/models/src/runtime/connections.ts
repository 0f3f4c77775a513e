import type { ModelInfo, ProviderConfig, ProviderPreset } from '@skep/client'
import { SkepError } from '@skep/schema'
import { extractiveProvider } from '../extractive/extractive-provider.ts'
import type { HostProvider } from '../host/host-provider.ts'
import type { LazyProviderFactory, ModelProvider, ProviderFactory } from '../provider.ts'
import { checkProviderConfig, derivedSecretName } from './check-config.ts'
import { memoryProviderStore, type ProviderStore } from './provider-store.ts'
import { resolveProviderId } from './resolve-provider.ts'

/** @internal */
export interface ConnectionsOptions {
  readonly providers?: ProviderStore | readonly ProviderConfig[]
  readonly factories?: readonly (ProviderFactory | LazyProviderFactory)[]
  readonly hostModels?: readonly HostProvider[]
  readonly secrets?: (name: string) => Promise<string | undefined>
  readonly saveSecret?: (name: string, value: string) => Promise<void>
  readonly removeSecret?: (name: string) => Promise<void>
  readonly fetch: typeof fetch
  /** A provider was made; what comes back is called when it ends. */
  readonly onMade: (id: string, provider: ModelProvider) => () => void
}

/** A connection with what is needed to use it. @internal */
export interface Connected {
  readonly id: string
  readonly provider: ModelProvider
  /** Absent for functions of the host's. */
  readonly config?: ProviderConfig
  /** Keys that were handed out to it, so that no error repeats one. */
  readonly keys: ReadonlySet<string>
}

interface Made extends Connected {
  readonly asText: string
  readonly end: () => void
}

const NO_KEYS: ReadonlySet<string> = new Set()

/** The connections of a namespace: their configs, their providers, their keys. @internal */
export class Connections {
  readonly #factories: ReadonlyMap<string, ProviderFactory | LazyProviderFactory>
  readonly store: ProviderStore
  readonly #options: ConnectionsOptions
  readonly #host: ReadonlyMap<string, ModelProvider>
  readonly #made = new Map<string, Made>()

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.store = isStore(options.providers) ? options.providers : memoryProviderStore(options.providers)
    this.#factories = new Map(
      [extractiveProvider(), ...(options.factories ?? [])].map((each) => [each.type, each]),
    )
    this.#host = new Map((options.hostModels ?? []).map(({ id, provider }) => [id, provider]))
  }

  /** Those of the host, then those of the store; `extractive` is always there. */
  async configs(): Promise<readonly ProviderConfig[]> {
    const stored = (await this.store.list()).filter(({ id }) => !this.#host.has(id))
    const hasOwn = stored.some(({ id }) => id === 'extractive')
    return hasOwn ? stored : [...stored, { id: 'extractive', type: 'extractive', settings: {} }]
  }

  /** A stored connection is read anew each time, so changes count at once. @throws `MODEL_PROVIDER_NOT_FOUND` */
  async resolve(wanted: string): Promise<Connected> {
    const all = await this.configs()
    const id = resolveProviderId(wanted, [...this.#host.keys(), ...all.map((config) => config.id)])
    const own = this.#host.get(id)
    if (own) return { id, provider: own, keys: NO_KEYS }
    const config = all.find((one) => one.id === id)
    if (!config)
      throw new SkepError('INTERNAL', 'A model connection vanished while it was looked up. Try again.')
    return this.#connect(config)
  }

  /** Every connection that can be made. One that cannot must not hide the others; testConnection tells what is wrong. */
  async all(): Promise<readonly Connected[]> {
    const own = [...this.#host].map(([id, provider]) => ({ id, provider, keys: NO_KEYS }))
    const made = await Promise.all(
      (await this.configs()).map((config) =>
        this.#connect(config).then(
          (one) => [one],
          () => [],
        ),
      ),
    )
    return [...own, ...made.flat()]
  }

  async list(): Promise<readonly (ModelInfo & { readonly preset?: string })[]> {
    const groups = await Promise.all(
      (await this.all()).map(({ provider, config }) =>
        provider.list().then(
          (models) => {
            const preset = config?.preset
            return preset === undefined ? models : models.map((model) => ({ ...model, preset }))
          },
          () => [],
        ),
      ),
    )
    return groups.flat()
  }

  async presets(): Promise<readonly ProviderPreset[]> {
    const factories = await Promise.all([...this.#factories.values()].map(loaded))
    return factories.flatMap(({ presets = [] }) => presets)
  }

  /** @throws `MODEL_PROVIDER_NOT_FOUND`, `CALL_INVALID`, `ASSET_UNAVAILABLE` */
  async create(config: ProviderConfig, key: () => Promise<string | undefined>): Promise<ModelProvider> {
    const factory = await loaded(this.#factoryOf(config))
    return factory.create(config, { fetch: this.#options.fetch, key })
  }

  async readKey(config: ProviderConfig): Promise<string | undefined> {
    if (config.secretName === undefined) return undefined
    return (await this.#options.secrets?.(config.secretName)) || undefined
  }

  check(config: ProviderConfig): void {
    checkProviderConfig(config, { hostIds: [...this.#host.keys()] })
  }

  async save(config: ProviderConfig, key?: string): Promise<void> {
    this.check(config)
    this.#factoryOf(config)
    if (key === undefined || key === '') return this.store.put(config)
    if (!this.#options.saveSecret) {
      throw new SkepError('CALL_INVALID', 'This site keeps no keys here. Save the connection without a key.')
    }
    const secretName = config.secretName ?? derivedSecretName(config.id)
    await this.#options.saveSecret(secretName, key)
    await this.store.put({ ...config, secretName })
    await this.#retire(config.id)
  }

  async setKey(providerId: string, key: string): Promise<void> {
    const config = await this.find(providerId)
    if (key !== '') return this.save(config, key)
    if (config.secretName !== undefined) await this.#options.removeSecret?.(config.secretName)
    await this.#retire(providerId)
  }

  /** @throws `MODEL_PROVIDER_NOT_FOUND` */
  async find(providerId: string): Promise<ProviderConfig> {
    const all = await this.store.list()
    const config = all.find(({ id }) => id === providerId)
    if (config) return config
    throw new SkepError(
      'MODEL_PROVIDER_NOT_FOUND',
      `There is no model connection "${providerId}" that has a key. Add it in the model settings.`,
      { provider: providerId, known: all.map(({ id }) => id) },
    )
  }

  async remove(providerId: string): Promise<void> {
    const config = (await this.store.list()).find(({ id }) => id === providerId)
    await this.store.remove(providerId)
    await this.#retire(providerId)
    // A secret with a name of the user's own may serve something else.
    if (config?.secretName === derivedSecretName(providerId)) {
      await this.#options.removeSecret?.(config.secretName)
    }
  }

  async dispose(): Promise<void> {
    await Promise.all([...this.#made.keys()].map((id) => this.#retire(id)))
  }

  async #connect(config: ProviderConfig): Promise<Connected> {
    const asText = JSON.stringify(config)
    const made = this.#made.get(config.id)
    if (made?.asText === asText) return made
    const factory = await loaded(this.#factoryOf(config))
    const old = this.#made.get(config.id)
    if (old && old.asText !== asText) await this.#retire(config.id)
    const again = this.#made.get(config.id) // another call may have been quicker while the old one ended
    if (again?.asText === asText) return again
    const keys = new Set<string>()
    const provider = factory.create(config, {
      fetch: this.#options.fetch,
      key: async () => {
        const key = await this.readKey(config)
        if (key !== undefined) keys.add(key)
        return key
      },
    })
    const next = {
      id: config.id,
      asText,
      provider,
      config,
      keys,
      end: this.#options.onMade(config.id, provider),
    }
    this.#made.set(config.id, next)
    return next
  }

  /** @throws `MODEL_PROVIDER_NOT_FOUND` */
  #factoryOf(config: ProviderConfig): ProviderFactory | LazyProviderFactory {
    const factory = this.#factories.get(config.type)
    if (factory) return factory
    throw unknownTypeError(config, [...this.#factories.keys()])
  }

  async #retire(id: string): Promise<void> {
    const old = this.#made.get(id)
    this.#made.delete(id)
    old?.end()
    await old?.provider.dispose?.().catch(() => undefined) // a provider that cannot end cleanly must not block the next
  }
}

async function loaded(factory: ProviderFactory | LazyProviderFactory): Promise<ProviderFactory> {
  return 'load' in factory ? factory.load() : factory
}

function isStore(value: ConnectionsOptions['providers']): value is ProviderStore {
  return value !== undefined && 'put' in value
}

function unknownTypeError(config: ProviderConfig, known: readonly string[]): SkepError {
  return new SkepError(
    'MODEL_PROVIDER_NOT_FOUND',
    `The connection "${config.id}" needs "${config.type}", which this site did not set up. There are: ${known.join(', ')}.`,
    { provider: config.id, type: config.type, known },
  )
}
