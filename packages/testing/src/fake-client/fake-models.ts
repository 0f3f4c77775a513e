import type {
  DeviceReport,
  ModelInfo,
  ModelPart,
  ModelRequest,
  ModelSettings,
  ModelsApi,
  ProviderConfig,
} from '@skep/client'
import { createFakeDownloads } from './fake-downloads.ts'
import type { FakeWorld } from './fake-world.ts'

const EXTRACTIVE: ModelInfo = {
  provider: 'extractive',
  model: 'extractive',
  label: 'Quote the best sentences',
  kind: 'chat',
  location: 'local',
  isLanguageModel: false,
  description: 'Answers by quoting your documents. Not a language model; nothing leaves this browser.',
  capabilities: [],
}

const SETTINGS: ModelSettings = {
  defaults: {},
  routes: [],
  fallback: [],
  budget: {},
  prices: [],
  cache: { isOn: false, maxBytes: 20_000_000, maxAgeMs: 86_400_000 },
}

const DEVICE: DeviceReport = {
  chosen: 'wasm',
  steps: [
    {
      device: 'webgpu',
      isUsable: false,
      reason: 'no-adapter',
      message: 'This browser found no graphics adapter.',
    },
    { device: 'wasm', isUsable: true, reason: 'simd', message: 'This browser runs WebAssembly with SIMD.' },
    {
      device: 'remote',
      isUsable: false,
      reason: 'no-connection',
      message: 'No connection to a model elsewhere is set up.',
    },
    {
      device: 'extractive',
      isUsable: true,
      reason: 'always',
      message: 'Answers can quote the documents without any language model.',
    },
  ],
}

/** @internal */
export function createFakeModels(world: FakeWorld, secrets: Map<string, string>): ModelsApi {
  const { script } = world
  const providers = new Map((script.providers ?? []).map((provider) => [provider.id, provider]))
  const removed = new Set<string>()
  const scripted = script.models ?? [EXTRACTIVE]
  let settings: ModelSettings = { ...SETTINGS, ...script.modelSettings }

  /** Those of the script, and those that connections name which were saved since. */
  function models(): readonly ModelInfo[] {
    const known = scripted.filter((model) => !removed.has(model.provider))
    const added = [...providers.values()]
      .flatMap(namedModels)
      .filter((model) => !known.some((one) => one.provider === model.provider && one.model === model.model))
    return [...known, ...added]
  }

  function provider(id: string): ProviderConfig {
    return (
      providers.get(id) ??
      world.fail({ code: 'MODEL_PROVIDER_NOT_FOUND', message: `There is no connection "${id}".`, data: {} })
    )
  }

  return {
    list: () => world.call('models.list', models),
    providers: () => world.call('models.providers', () => [...providers.values()]),
    presets: () => world.call('models.presets', () => script.presets ?? []),
    saveProvider: (config, key) =>
      world.call('models.saveProvider', () => {
        removed.delete(config.id)
        if (!key) return void providers.set(config.id, config)
        const { secretName = `model_key:${config.id}` } = config
        providers.set(config.id, { ...config, secretName })
        secrets.set(secretName, key)
      }),
    removeProvider: (id) =>
      world.call('models.removeProvider', () => {
        providers.delete(id)
        removed.add(id)
      }),
    setKey: (id, key) =>
      world.call('models.setKey', () => {
        const { secretName = `model_key:${id}`, ...config } = provider(id)
        providers.set(id, { ...config, secretName })
        if (key === '') secrets.delete(secretName)
        else secrets.set(secretName, key)
      }),
    hasKey: (id) =>
      world.call('models.hasKey', () => secrets.has(provider(id).secretName ?? `model_key:${id}`)),
    testConnection: (config, key) =>
      world.call('models.testConnection', () => {
        const { connection = { ok: true, models: ['example-small'], latencyMs: 84 } } = script
        return typeof connection === 'function' ? connection(config, key) : connection
      }),
    settings: () => world.call('models.settings', () => settings),
    saveSettings: (changed) =>
      world.call('models.saveSettings', () => {
        settings = { ...settings, ...changed }
        return settings
      }),
    budget: () =>
      world.call('models.budget', () => ({
        day: '2026-11-20',
        spent: { requests: 0, inputTokens: 0, outputTokens: 0, costs: [], unpricedTokens: 0 },
        byModel: [],
        ...(settings.budget.perDay === undefined ? {} : { limit: settings.budget.perDay }),
        isReached: false,
        ...script.budget,
      })),
    choose: () =>
      world.call('models.choose', () => {
        const [first] = models()
        if (first) {
          return {
            provider: first.provider,
            model: first.model,
            message: 'The first in the list.',
            rejected: [],
          }
        }
        return world.fail({ code: 'MODEL_NO_CHOICE', message: 'No model fits.', data: {} })
      }),
    clearCache: () => world.call('models.clearCache', () => undefined),
    chat: (request, options) => chat(world, request, options?.signal),
    rerank: ({ documents, topN }) =>
      world.call('models.rerank', () => ({
        results: documents
          .map((_document, index) => ({ index, score: 1 / (index + 1) }))
          .slice(0, topN ?? documents.length),
      })),
    moderate: ({ inputs }) =>
      world.call('models.moderate', () => ({
        results: inputs.map(() => ({ isFlagged: false, categories: [] })),
      })),
    transcribe: () => world.call('models.transcribe', () => ({ text: 'What does it cost?' })),
    speak: () => world.call('models.speak', () => ({ audio: new Blob([], { type: 'audio/mpeg' }) })),
    ...createFakeDownloads(world),
    probe: () => world.call('models.probe', () => script.device ?? DEVICE),
  }
}

function namedModels({ id, settings }: ProviderConfig): readonly ModelInfo[] {
  const names = Array.isArray(settings.models) ? settings.models : []
  return names
    .filter((name) => typeof name === 'string')
    .map((model) => ({
      provider: id,
      model,
      label: model,
      kind: 'chat',
      location: 'remote',
      isLanguageModel: true,
      capabilities: [],
    }))
}

async function* chat(
  world: FakeWorld,
  request: ModelRequest,
  signal: AbortSignal | undefined,
): AsyncGenerator<ModelPart, void, void> {
  const { provider, model } = request
  const parts = await world.call<readonly ModelPart[]>(
    'models.chat',
    () =>
      world.script.chat?.(request) ?? [
        { type: 'text', text: `This is ${model} speaking.` },
        {
          type: 'finish',
          reason: 'stop',
          usage: { inputTokens: 8, outputTokens: 5, totalTokens: 13, latencyMs: 120, provider, model },
          answeredBy: { provider, model, reason: 'asked' },
        },
      ],
  )
  for (const part of parts) {
    if (signal?.aborted) world.fail({ code: 'CALL_ABORTED', message: 'The call was stopped.', data: {} })
    yield part
    await world.wait(world.script.chunkMs ?? 0)
  }
}
